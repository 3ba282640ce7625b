"""What belongs to a page, read once for all who ask for it in turn.

When a page is saved, its parts are read by the forms, by the checks of its links and for the
history. Here they are put where Django looks for rows that have been fetched ahead.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db.models import Model, prefetch_related_objects

from .models import Page
from .versions import Rows

Known = Mapping[str, Iterable[Model]]


def hand_on(page: Page, known: Known) -> None:
    """Have ``page`` answer with these rows, by the names of its parts and links.

    They must be in order and as they are stored. Whoever does this writes none of them.
    """
    fetched = {name: Rows(rows) for name, rows in known.items()}
    page._prefetched_objects_cache = fetched  # type: ignore[attr-defined]  # Django's own place


@contextmanager
def read_once(page: Page, known: Known | None = None, *, whole: bool = True) -> Iterator[Known]:
    """Inside, the parts and the links of ``page`` are read once: nothing inside may write them.

    ``known`` are rows that have been read already, as for ``hand_on``. Unless the ``whole`` page
    is to be read, the others are read whenever they are asked for. Gives the rows, by the names
    of parts and links.
    """
    hand_on(page, known or {})
    if whole:
        prefetch_related_objects([page], *page.parts, *page.linked)
    try:
        yield dict(page._prefetched_objects_cache)  # type: ignore[attr-defined]
    finally:
        hand_on(page, {})
