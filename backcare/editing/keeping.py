"""Keeping what a form sends beside the row, and giving it back."""

import json
from typing import Any, cast

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from backcare.people.models import User
from backcare.publishing.models import Page

from .binding import Submission
from .models import Autosave

MOST_BYTES = 1_000_000
# Forms of one page, or new pages of one kind, that one person may leave lying about.
MOST_TEXTS = 5
# What belongs to the form, not to what was typed.
OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "version"})


class TooLong(Exception):
    """What was sent is longer than what is kept."""


def fields_of(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, by the names of the fields. Files are never among it."""
    return {
        name: [text.replace("\0", "") for text in texts]
        for name, texts in data.lists()
        if name not in OWN_FIELDS and not name.startswith(("_", "editing-")) and "\0" not in name
    }


def as_sent(data: dict[str, list[str]]) -> QueryDict:
    """Kept fields as a form would send them."""
    sent = QueryDict(mutable=True)
    for name, texts in data.items():
        sent.setlist(name, texts)
    return sent


def keep(request: HttpRequest, kind: str, page: Page | None, sent: Submission) -> Autosave:
    """Keep what the request sends beside the row of ``page``, or of the kind for a new page.

    What the same form has sent before is replaced. Raises TooLong.
    """
    data = fields_of(request.POST)
    if len(json.dumps(data)) > MOST_BYTES:
        raise TooLong
    kept, is_new = Autosave.objects.update_or_create(
        user=person(request),
        form=sent.form,
        defaults={
            "page_id": None if page is None else page.pk,
            "kind": kind,
            "data": data,
            "based_on": sent.version or 0,
            "typed": sent.typed,
            "updated_at": timezone.now(),
        },
    )
    if is_new:
        same = Autosave.objects.filter(user=person(request), page=page, kind=kind)
        old = list(same.values_list("pk", flat=True)[MOST_TEXTS:])
        if old:
            Autosave.objects.filter(pk__in=old).delete()
    return kept


def forget(request: HttpRequest, form: str) -> None:
    """Forget what this form has kept: it is in the row now."""
    if form:
        Autosave.objects.filter(user=person(request), form=form).delete()


def kept_for(request: HttpRequest, kind: str, page: Page | None) -> Any:
    """What the person signed in has typed and never saved, newest first."""
    return Autosave.objects.filter(user=person(request), kind=kind, page=page)


def person(request: HttpRequest) -> User:
    return cast(User, request.user)  # The desk lets nobody else in.
