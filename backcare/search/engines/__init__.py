"""What a database does for search: find pages that readers may see, and no more than a few."""

from collections.abc import Sequence
from typing import Protocol

from django.db import connection

from ..questions import Question
from . import postgresql, sqlite
from .match import Match, Narrowing

__all__ = ["Engine", "Match", "Narrowing", "engine"]


class Engine(Protocol):
    """All look at the pages that readers may see, and at none of the others.

    What they cost must hardly follow from how many pages match, because the commonest word is on
    all of them: they hand out the newest (by key), no more than ``most``.
    """

    def matches(
        self,
        question: Question,
        narrowing: Narrowing,
        most: int,
        *,
        in_titles: bool = False,
    ) -> list[Match]:
        """Pages that match; with ``in_titles`` those that have all that is wanted in the title.

        A phrase has to stand within one column of a document. What is excluded may stand nowhere.
        """

    def counts(self, words: Sequence[str], most: int) -> dict[str, int]:
        """How many pages have each of the words, counted up to ``most``."""


ENGINES: dict[str, type[Engine]] = {
    "sqlite": sqlite.SqliteEngine,
    "postgresql": postgresql.PostgresqlEngine,
}


def engine() -> Engine:
    """The engine of the database in use."""
    return ENGINES[connection.vendor]()
