"""What a database does for search: rank matching pages, and count them."""

from collections.abc import Sequence
from typing import Protocol

from django.db import connection
from django.db.models import QuerySet

from ..questions import Question
from . import postgresql, sqlite


class Engine(Protocol):
    """Both take ``live``, the pages that readers may see, and look at none of the others.

    What they cost must hardly follow from how many pages match, because the commonest word is on
    all of them: no more than ``most`` are counted or handed out, and no more than a few times as
    many are ranked.
    """

    def counts(
        self, question: Question, live: QuerySet, kinds: Sequence[str], most: int
    ) -> dict[str, int]:
        """How many pages of each of ``kinds`` match; each is counted up to ``most``."""

    def best(
        self,
        question: Question,
        live: QuerySet,
        kinds: Sequence[str],
        most: int,
        *,
        is_common: bool,
    ) -> list[int]:
        """The keys of matching pages of ``kinds`` (of any, when empty), best first.

        ``is_common`` says that more than ``most`` match. Then those go first that match in their
        title, and of the others those that were made last.
        """


ENGINES: dict[str, type[Engine]] = {
    "sqlite": sqlite.SqliteEngine,
    "postgresql": postgresql.PostgresqlEngine,
}


def engine() -> Engine:
    """The engine of the database in use."""
    return ENGINES[connection.vendor]()
