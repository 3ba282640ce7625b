"""The names of the files of images, and how they are written and removed.

Each file gets a name that nobody can guess and that is never used again, so that a copy in
any cache is right for ever and a picture of a draft cannot be found.
"""

import logging
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypedDict

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from .processing import PreparedImage

logger = logging.getLogger(__name__)

CONTENT_TYPES = {"jpg": "image/jpeg", "webp": "image/webp"}
# images/3f/3f0c…{16 hex digits}.jpg is a master, images/3f/3f0c…-800.webp a rendition.
NAME_PATTERN = r"images/[0-9a-f]{2}/[0-9a-f]{16}(?:-[0-9]{1,4})?\.(?:jpg|webp)"
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


class StorageError(Exception):
    """The storage would not take a file: the disk is full, or the service does not answer."""


_written: ContextVar[list[StoredFiles] | None] = ContextVar("written", default=None)


def refuse_direct_upload(instance: object, filename: str) -> str:
    """Stands where Django would name an upload: files come from `write` alone."""
    raise TypeError("Images are stored with Image.store(), which re-encodes them.")


def is_generated(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def write(image: PreparedImage) -> StoredFiles:
    """Store every file of `image`, or none. Raises StorageError."""
    key = secrets.token_hex(8)  # 64 random bits: no name is met twice.
    stem = f"images/{key[:2]}/{key}"
    master = f"{stem}.{image.master.extension}"
    renditions = [
        Rendition(
            name=f"{stem}-{file.width}.{file.extension}", width=file.width, height=file.height
        )
        for file in image.renditions
    ]
    stored = StoredFiles(master=master, renditions=renditions)
    try:
        for name, file in zip(names(stored), [image.master, *image.renditions], strict=True):
            default_storage.save(name, ContentFile(file.content))
    except BaseException as error:
        remove(names(stored))
        if isinstance(error, Exception):  # Each storage has errors of its own.
            raise StorageError(str(error)) from error
        raise
    log = _written.get()
    if log is not None:
        log.append(stored)
    return stored


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


@contextmanager
def recording() -> Iterator[list[StoredFiles]]:
    """The list of what `write` stores within the block, the blocks inside it included."""
    outer = _written.get()
    log: list[StoredFiles] = []
    token = _written.set(log)
    try:
        yield log
    finally:
        _written.reset(token)
        if outer is not None:
            outer.extend(log)
