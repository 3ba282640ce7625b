"""SQLite, by its backup API."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from .archive import pieces
from .refused import Refused

PART = "database.sqlite3"
PAGES = 2000  # copied between two words about it; of 4 kB each
JOURNALS = ("-wal", "-shm", "-journal")


def require_dumpable() -> None:
    """It needs nothing but itself."""


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that only reads. Writers go on; their journal grows for as long."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")  # Django's own would lock the writers out.
        cursor.execute("SELECT count(*) FROM sqlite_master")
    try:
        yield
    finally:
        connection.cursor().execute("ROLLBACK")


@contextmanager
def dump(folder: Path, say: Callable[[str], object]) -> Iterator[IO[bytes]]:
    """A file of its own, without journals, whose structure has been checked.

    The transaction of the snapshot keeps the copy at one moment: without it, it would begin anew
    with each write of another process.
    """

    def progress(status: int, left: int, pages: int) -> None:
        say(f"Database: {100 * (pages - left) // max(pages, 1)} %")

    with tempfile.TemporaryDirectory(dir=folder, prefix=".backcare-") as name:
        copy = Path(name, "copy.sqlite3")
        source: sqlite3.Connection = connection.connection
        with closing(sqlite3.connect(copy)) as target:
            copy.chmod(0o600)
            source.backup(target, pages=PAGES, progress=progress)
            target.execute("PRAGMA journal_mode=DELETE")
            _require_sound(target)
        with copy.open("rb") as stream:
            yield stream


def require_loadable() -> None:
    """It needs nothing but itself."""


def load(content: IO[bytes]) -> None:
    """Write beside the database, then take its place in one step."""
    file = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    fresh = file.with_name(f"{file.name}.restoring")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        for piece in pieces(content):
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    with closing(sqlite3.connect(fresh)) as restored:
        _require_sound(restored)
    for suffix in JOURNALS:  # Of the empty database, which is about to go.
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    fresh.replace(file)


def _require_sound(database: sqlite3.Connection) -> None:
    try:
        [(verdict,)] = database.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise Refused(f"the database is damaged: {verdict}")
