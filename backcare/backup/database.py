"""The database as one part of a backup, from a snapshot in which rows are read as well.

Each kind of database has a module with the same functions: ``sqlite`` and ``postgres``.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Protocol, cast

from django.db import connection

from . import postgres, sqlite


class Database(Protocol):
    """What such a module has. Whatever stands in the way is raised as Refused."""

    PART: str  # the name in the backup

    def require_dumpable(self) -> None:
        """Raise Refused where something is missing that is needed to copy it."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Have all rows read within as they were at one moment, while others go on writing."""

    def dump(self, folder: Path, say: Callable[[str], object]) -> AbstractContextManager[IO[bytes]]:
        """The database as the running snapshot has it; ``folder`` has room for a copy."""

    def require_loadable(self) -> None:
        """Raise Refused where something is missing that is needed to fill it."""

    def load(self, content: IO[bytes]) -> None:
        """Fill the empty database, whole or not at all."""


def current() -> Database:
    """The module for the database of the site."""
    return cast(Database, postgres if connection.vendor == "postgresql" else sqlite)


def is_empty() -> bool:
    """Whether the database holds nothing yet, not even empty tables."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)
