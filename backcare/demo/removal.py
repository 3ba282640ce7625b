"""Takes the demonstration content away, once a site has content of its own."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CASCADE, Model, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from backcare.library.models import Image
from backcare.library.usage import uses_of
from backcare.people.models import Contributor
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page

from .demo import CONTENT


@transaction.atomic
def remove() -> dict[str, int]:
    """Delete the demonstration's pages, people and pictures; returns how many of each.

    What a site of its own goes on needing stays: the pages about the site, topics, glossary,
    factors, safety text and settings. A person or picture that a page still shows stays too.

    Raises ValidationError, with nothing deleted, when a page of the site's own needs one of
    the demonstration's.
    """
    listed = [kind.name for kind in kinds.listed()]
    pages = Page.objects.filter(is_demonstration=True, kind__in=listed)
    removed = {"page": pages.filter(draft_of=None).count()}
    try:
        pages.delete()
    except (ProtectedError, RestrictedError) as error:
        _message, blocking = error.args
        names = ", ".join(sorted({f"“{_page_of(row)}”" for row in blocking}))
        raise ValidationError(
            _("Pages of your own use demonstration pages: %(names)s. Change them first."),
            params={"names": names},
        ) from None
    people = Contributor.objects.filter(
        is_demonstration=True, authorships=None, reviewed_pages=None
    )
    removed["contributor"] = people.count()
    people.delete()
    removed["image"] = sum(_removed(image) for image in _pictures())
    return removed


def _page_of(row: Model) -> str:
    """The name of the page that a part belongs to; the row's own for what is no part."""
    for field in row._meta.concrete_fields:
        if getattr(field.remote_field, "on_delete", None) is CASCADE:
            return str(getattr(row, field.name))
    return str(row)


def _pictures() -> list[Image]:
    digests = [
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (CONTENT / "images").glob("*.webp")
    ]
    return list(Image.objects.filter(digest__in=digests))


def _removed(image: Image) -> bool:
    if any(True for _use in uses_of(image)):
        return False
    image.delete()
    return True
