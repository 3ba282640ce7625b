"""Pieces of pages that are kept like whole ones, for a page of which only another piece changed."""

from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe

from .kept import Kept
from .recording import current, recording
from .store import store


def fragment(name: str, key: str, build: Callable[[], str]) -> SafeString:
    """HTML that is kept until something that it shows changes; ``build`` makes it.

    ``name`` and ``key`` say which piece it is. What it shows, the page around it shows, too. Where
    nothing is recorded (the desk, previews) it is made each time, and what is kept is not read.
    """
    around = current()
    if around is None:
        return mark_safe(build())  # noqa: S308 - a template has made it
    place = f"{name}:{key}"
    kept = store().find(place)
    if kept is None:
        with recording(is_shared=around.is_shared) as shown:
            text = build()
        around.add(shown.tags, shown.until)
        if around.is_shared:
            store().keep(place, Kept.of(shown, [], text.encode(), ["gzip"]))
        return mark_safe(text)  # noqa: S308
    around.add(kept.tags, kept.until)
    return mark_safe(kept.plain().decode())  # noqa: S308
