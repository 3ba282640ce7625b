"""Where an image is shown. What is shown somewhere cannot be deleted.

Rows that refer to an image with a foreign key are found by themselves. Whatever refers to
images in another way (a text with figures) registers a finder in ``AppConfig.ready()``.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import CASCADE, ForeignObjectRel, Model

from .models import Image


class Use(NamedTuple):
    """A row that shows an image, and the name of the field that does so."""

    owner: Model
    place: str


Finder = Callable[[Image], Iterable[Use]]
Lister = Callable[[], Iterable[int]]

_finders: list[Finder] = []
_listers: list[Lister] = []


def register(finder: Finder, *, lister: Lister | None = None) -> Finder:
    """Ask `finder` as well, from now on; once, however often it is registered.

    ``lister`` gives the keys of all images for which the finder finds something, in fewer steps
    than to ask it for each.
    """
    if finder not in _finders:
        _finders.append(finder)
    if lister is not None and lister not in _listers:
        _listers.append(lister)
    return finder


def uses_of(image: Image) -> Iterator[Use]:
    """Every use of `image` that is known, the ones by foreign key first."""
    for relation in _relations():
        owners = relation.related_model._base_manager.filter(**{relation.field.name: image})
        for owner in owners.order_by("pk"):
            yield Use(owner, str(relation.field.verbose_name))
    for finder in _finders:
        yield from finder(image)


def used_images() -> set[int]:
    """The keys of all images that have a use."""
    used: set[int] = set()
    for relation in _relations():
        name = relation.field.attname
        rows = relation.related_model._base_manager.exclude(**{name: None}).order_by()
        used.update(rows.values_list(name, flat=True).distinct())
    for lister in _listers:
        used.update(lister())
    return used


def is_shown(image: Image) -> bool:
    """Whether readers see `image`, or will without anybody's doing.

    Only a page can be hidden from them: whatever else shows the image counts as seen.
    """
    pages = []
    for use in uses_of(image):
        page = _page_of(use.owner)
        if page is None:
            return True
        pages.append(page)
    return _page_model().objects.live_or_to_come().filter(pk__in=pages).exists()


def _page_of(owner: Model) -> int | None:
    """The key of the page that `owner` is or is a part of."""
    if isinstance(owner, _page_model()):
        return owner.pk
    for field in owner._meta.concrete_fields:
        relation = field.remote_field
        if relation and relation.on_delete is CASCADE and issubclass(relation.model, _page_model()):
            return getattr(owner, field.attname)
    return None


def _page_model() -> Any:
    # Pages know their images, not the other way round: an import would be a circle.
    return apps.get_model("publishing", "Page")


def _relations() -> list[ForeignObjectRel]:
    """Relations to Image, those included that hide their reverse name with a "+"."""
    return [
        relation
        for relation in Image._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
        # The hidden table of a many-to-many field: the field itself is listed, too.
        and not relation.related_model._meta.auto_created
    ]
