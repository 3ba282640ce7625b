"""A page as an earlier version says it, to be shown and never to be saved.

Nothing is applied and rolled back for it. The instance has the key and the state of its row, the
words of the snapshot, and its parts, topics and links where Django looks for rows that have been
fetched ahead. So whatever shows a page shows a version of it, and asks the database for nothing
that the snapshot has.
"""

from copy import copy
from operator import attrgetter
from typing import Any, Self

from django.db.models import Model, prefetch_related_objects

from . import snapshots
from .models import Page


class Rows(list[Model]):
    """The rows of a part, answering what a page's templates and contexts ask a manager.

    What it doesn't know raises AttributeError: better than an answer from the database.
    """

    def all(self) -> Self:
        return self

    def select_related(self, *names: str) -> Self:
        prefetch_related_objects(self, *names)
        return self

    def filter(self, **wanted: Any) -> "Rows":
        """The rows with equal values; lookups of other sorts are not known."""
        return Rows(
            row for row in self if all(getattr(row, name) == wanted[name] for name in wanted)
        )

    def values_list(self, *names: str, flat: bool = False) -> list[Any]:
        columns = [self._column(name) for name in names] if self else []
        if flat:
            return [getattr(row, columns[0]) for row in self]
        return [tuple(attrgetter(column)(row) for column in columns) for row in self]

    def _column(self, name: str) -> str:
        field: Any = self[0]._meta.get_field(name)
        return str(field.attname)

    def exists(self) -> bool:
        return bool(self)


def as_it_was(row: Page, snapshot: snapshots.Snapshot) -> Page:
    """``row``, of its own kind, saying what ``snapshot`` says. Show it; don't save it.

    What has been deleted since is missing, and a field that the snapshot doesn't know is as it is
    now, as it would be if the version were restored.

    Raises ValueError for a snapshot that can't be one of this page.
    """
    page = copy(row)
    snapshots.say(snapshot, page)
    fetched: dict[str, Any] = {
        name: snapshots.linked_rows(snapshot, page, name) for name in page.linked
    }
    for name in page.parts:
        fetched[name] = Rows(snapshots.part_rows(snapshot, page, name))
        for number, part in enumerate(fetched[name], start=1):
            part.pk = -number  # No row's, and another for each, as anchors on the page need.
    page._prefetched_objects_cache = fetched  # type: ignore[attr-defined]  # Django's own place
    return page
