"""The files that rows refer to: which these are, and how they come into a backup and out of it.

A file is written before its row is committed and removed after its row was; its name is never
used again. So a file that a snapshot of the database refers to was there when the snapshot was
taken, and if it is gone now, the next snapshot does not know it any more.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from backcare.library import files
from backcare.library.models import Image
from backcare.sharing.models import SocialCard

from .archive import Part, Writer, pieces

FOLDER = "media/"
LARGEST = 64 * 1024 * 1024  # bytes, of a file; uploads have fifteen, what is made of them less
TRIES = 3  # to read a file from a store that fails now and then


def referenced() -> Iterator[str]:
    """The names of all files that rows refer to; within a snapshot as the snapshot has it."""
    for image in Image.objects.only("file", "renditions").order_by("pk").iterator():
        yield from files.names(image.stored)
    yield from SocialCard.objects.order_by("pk").values_list("name", flat=True).iterator()


class Copier:
    """Puts files into a backup, each once; it remembers on disk which those were."""

    def __init__(self, writer: Writer, say: Callable[[str], object]) -> None:
        self.count = 0
        self._writer = writer
        self._say = say
        self._names = sqlite3.connect("")  # A nameless file that goes with the connection.
        self._names.execute("CREATE TABLE copied (name TEXT PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> "Copier":
        return self

    def __exit__(self, *_: object) -> None:
        self._names.close()

    def copy(self) -> Iterator[str]:
        """Copy the referenced files that are not in the backup yet.

        Yields the names of those that are not there to be copied.
        """
        for name in referenced():
            if self._has(name):
                continue
            if self._copy(name):
                self._names.execute("INSERT INTO copied VALUES (?)", [name])
                self.count += 1
                self._say(f"Images: {self.count} files")
            else:
                yield name

    def _has(self, name: str) -> bool:
        found = self._names.execute("SELECT 1 FROM copied WHERE name = ?", [name])
        return found.fetchone() is not None

    def _copy(self, name: str) -> bool:
        for left in reversed(range(TRIES)):
            try:
                with closing(files.opened(name).content) as content:
                    self._writer.add(FOLDER + name, content)
                return True
            except FileNotFoundError:
                return False
            except OSError as error:
                if error.errno is not None or not left:  # A disk, and no store that is elsewhere.
                    raise
        return False


def is_media(name: str) -> bool:
    """Whether a part of this name is a file of ours, which nothing else in the world is."""
    return name.startswith(FOLDER) and files.is_generated(name.removeprefix(FOLDER))


def put_back(part: Part) -> bool:
    """Store a file of a backup under its name; False if it is there already.

    One that is there with other content is half of itself, from a restore that was interrupted.
    """
    name = part.name.removeprefix(FOLDER)
    content = part.content.read()
    if _digest_of(name) == hashlib.sha256(content).digest():
        return False
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))
    return True


def _digest_of(name: str) -> bytes | None:
    """The SHA-256 of a stored file, if there is one."""
    digest = hashlib.sha256()
    try:
        with closing(files.opened(name).content) as stored:
            for piece in pieces(stored):
                digest.update(piece)
    except FileNotFoundError:
        return None
    return digest.digest()
