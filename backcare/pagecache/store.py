"""Where answers are kept: the newest and most wanted in memory, all in files.

The files are shared by the workers of a machine; each has a memory of its own.
"""

import fcntl
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from time import time

from django.conf import settings

from .generations import folder, generations
from .kept import Kept

logger = logging.getLogger(__name__)

STRIPES = 1024
# Of what may be kept, how much is left when room is made.
LEFT = 0.9


class Store:
    """Kept answers by their keys. ``memory`` and ``disk`` say how many bytes they may take."""

    def __init__(self, folder: Path, *, memory: int, disk: int) -> None:
        self._pages = folder / "pages"
        folder.mkdir(parents=True, exist_ok=True)
        # Never closed: a process that closes a file lets go of all its locks on it.
        self._locks = os.open(folder / "locks", os.O_RDWR | os.O_CREAT, 0o600)
        self._most = memory
        self._disk = disk
        self._taken = 0
        self._kept: dict[str, Kept] = {}
        self._changing = threading.Lock()
        self._stripes = [threading.Lock() for _ in range(STRIPES)]
        self._is_full = False
        self._written = 0

    def in_memory(self, key: str) -> Kept | None:
        """What this worker has at hand, good or not."""
        return self._kept.get(key)

    def find(self, key: str) -> Kept | None:
        """What is kept and still good, from memory or from the files."""
        now, table = time(), generations()
        kept = self._kept.get(key)
        if kept is not None and kept.is_good(table, now):
            return kept
        if not self._disk:
            return None
        try:
            kept = Kept.from_bytes(key, self._path(key).read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not kept.is_good(table, now):
            return None
        self._remember(key, kept)
        return kept

    def keep(self, key: str, kept: Kept) -> None:
        """Keep an answer; where a disk is full it is kept in memory alone."""
        self._remember(key, kept)
        if not self._disk:
            return
        path = self._path(key)
        half = path.with_name(f"{path.name}.{token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._written += half.write_bytes(kept.to_bytes(key))
                half.replace(path)
            finally:
                half.unlink(missing_ok=True)
            self._is_full = False
        except OSError as error:
            if not self._is_full:
                logger.warning("Pages can't be kept in %s: %s", self._pages, error)
            self._is_full = True

    def _remember(self, key: str, kept: Kept) -> None:
        with self._changing:
            before = self._kept.pop(key, None)
            self._taken += kept.size - (before.size if before is not None else 0)
            self._kept[key] = kept
            if self._taken > self._most:
                self._make_room()

    def _make_room(self) -> None:
        """Let go of what has not been asked for since the last time; the oldest first."""
        wanted = self._most * LEFT
        # Sizes grow when a body is unpacked, so they are added up anew.
        self._taken = sum(kept.size for kept in self._kept.values())
        for key in list(self._kept):
            if self._taken <= wanted:
                return
            kept = self._kept.pop(key)
            if kept.is_used and self._kept:
                kept.is_used = False
                self._kept[key] = kept
            else:
                self._taken -= kept.size
        for key in list(self._kept):
            if self._taken <= wanted:
                return
            self._taken -= self._kept.pop(key).size

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Only one thread of one worker of this machine makes the answer for ``key``."""
        stripe = int.from_bytes(_digest(key)[:2], "big") % STRIPES
        with self._stripes[stripe]:
            fcntl.lockf(self._locks, fcntl.LOCK_EX, 1, stripe)
            try:
                yield
            finally:
                fcntl.lockf(self._locks, fcntl.LOCK_UN, 1, stripe)

    @property
    def is_overfull(self) -> bool:
        """Whether this process has written so much that it is time to sweep."""
        return self._written > self._disk * (1 - LEFT)

    def sweep(self) -> None:
        """Delete the oldest files until the rest takes what it may."""
        self._written = 0
        found = []
        for path in self._pages.glob("*/*"):
            try:
                facts = path.stat()
            except OSError:
                continue
            found.append((facts.st_mtime, facts.st_blocks * 512, path))
        taken = sum(size for _age, size, _path in found)
        if taken <= self._disk:
            return
        for _age, size, path in sorted(found):
            path.unlink(missing_ok=True)
            taken -= size
            if taken <= self._disk * LEFT:
                return

    def empty(self) -> None:
        """Delete all files; for a start, since a new release may write other pages."""
        shutil.rmtree(self._pages, ignore_errors=True)

    def _path(self, key: str) -> Path:
        name = _digest(key).hex()
        return self._pages / name[:2] / name[2:]


def _digest(key: str) -> bytes:
    return blake2b(key.encode("utf-8", "surrogateescape"), digest_size=16).digest()


@cache
def store() -> Store:
    """The store of this process, as the settings describe it."""
    return Store(
        folder(),
        memory=settings.PAGE_CACHE_MEMORY * 1024 * 1024,
        disk=settings.PAGE_CACHE_DISK * 1024 * 1024,
    )
