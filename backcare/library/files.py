"""The names of the files of images, and how they are written and removed.

Each file gets a name that nobody can guess and that is never used again, so that a copy in
any cache is right for ever and a picture of a draft cannot be found.
"""

import logging
import os
import re
import secrets
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple, TypedDict

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from .encoding import EncodedFile

logger = logging.getLogger(__name__)

CONTENT_TYPES = {"avif": "image/avif", "jpg": "image/jpeg", "webp": "image/webp"}
# images/3f/3f0c…{16 hex digits}.jpg is a master, images/a7/a71b…-800.webp a rendition,
# cards/5e/5e90….jpg a page's picture for shared links.
NAME_PATTERN = r"(?:images|cards)/[0-9a-f]{2}/[0-9a-f]{16}(?:-[0-9]{1,4})?\.(?:avif|jpg|webp)"
_NAME = re.compile(NAME_PATTERN)


class Rendition(TypedDict):
    """A smaller version of an image, as stored with its row; sizes in pixels."""

    name: str
    width: int
    height: int


class StoredFiles(TypedDict):
    """The names of all files of one image."""

    master: str
    renditions: list[Rendition]


class Opened(NamedTuple):
    """A file that can be read from its start, once; its size in bytes, when it was written."""

    content: IO[bytes]
    size: int
    modified: datetime


class StorageError(Exception):
    """The storage would not take a file: the disk is full, or the service does not answer."""


_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


def refuse_direct_upload(instance: object, filename: str) -> str:
    """Stands where Django would name an upload: files come from `write` alone."""
    raise TypeError("Images are stored with Image.store(), which re-encodes them.")


def is_generated(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def write_master(file: EncodedFile) -> str:
    """Store the master of an image; returns its name. Raises StorageError."""
    [name] = _write("images", [file])
    log = _written.get()
    if log is not None:
        log.append(name)
    return name


def write_renditions(files: Iterable[EncodedFile]) -> list[Rendition]:
    """Store the smaller versions of an image, all or none. Raises StorageError."""
    made = list(files)
    return [
        Rendition(name=name, width=file.width, height=file.height)
        for name, file in zip(_write("images", made, by_width=True), made, strict=True)
    ]


def write_card(file: EncodedFile) -> str:
    """Store the picture of a page for shared links; returns its name. Raises StorageError."""
    [name] = _write("cards", [file])
    return name


def _write(folder: str, files: list[EncodedFile], *, by_width: bool = False) -> list[str]:
    key = secrets.token_hex(8)  # 64 random bits: no name is met twice.
    stem = f"{folder}/{key[:2]}/{key}"
    names = [
        f"{stem}-{file.width}.{file.extension}" if by_width else f"{stem}.{file.extension}"
        for file in files
    ]
    try:
        for name, file in zip(names, files, strict=True):
            default_storage.save(name, ContentFile(file.content))
    except BaseException as error:
        remove(names)
        if isinstance(error, Exception):  # Each storage has errors of its own.
            raise StorageError(str(error)) from error
        raise
    return names


def opened(name: str) -> Opened:
    """A stored file. Raises FileNotFoundError, and OSError for a storage that does not answer."""
    storage: Any = default_storage
    if isinstance(storage, FileSystemStorage):
        content = Path(storage.path(name)).open("rb")  # noqa: SIM115 - the caller closes it
        facts = os.fstat(content.fileno())
        return Opened(content, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
    found: Opened = storage.opened(name)
    return found


def names(stored: StoredFiles) -> list[str]:
    return [stored["master"], *(rendition["name"] for rendition in stored["renditions"])]


def remove(file_names: Iterable[str]) -> None:
    """Remove what is there of these files. A file that cannot be removed is only logged."""
    for name in file_names:
        if not is_generated(name):
            continue
        try:
            default_storage.delete(name)
        except Exception:  # Each storage has errors of its own; none may undo what is saved.
            logger.exception("The file %s could not be removed", name)


def leftovers(folder: str, *, known: Container[str], before: datetime) -> Iterator[str]:
    """The names below "images" or "cards" that are not ``known`` and were written ``before``.

    What a process that was killed has left behind. Asks the storage for every name it has.
    """
    try:
        parts = default_storage.listdir(folder)[0]
    except FileNotFoundError:  # Nothing was ever stored; a bucket has no folders to miss.
        return
    for part in parts:
        for file in default_storage.listdir(f"{folder}/{part}")[1]:
            name = f"{folder}/{part}/{file}"
            if (
                is_generated(name)
                and name not in known
                and default_storage.get_modified_time(name) < before
            ):
                yield name


@contextmanager
def recording() -> Iterator[list[str]]:
    """The masters that are stored within the block, the blocks inside it included."""
    outer = _written.get()
    log: list[str] = []
    token = _written.set(log)
    try:
        yield log
    finally:
        _written.reset(token)
        if outer is not None:
            outer.extend(log)
