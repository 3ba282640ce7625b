"""When each tag has last changed: a table in a file that all processes of a machine have mapped.

A generation is a number that rises with every change. An answer that was begun at generation g is
good as long as none of its tags has a later one. Reading costs no lock and no system call.
"""

import fcntl
import mmap
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings

from . import tags

_WORD = 8  # bytes

# The words of the file: a head, the changes that have been applied, the table.
_MARK, _NOW, _LAST_CHANGE, _SETTLED = range(4)
_RING_START = 16
_RING = 1 << 12
_TABLE = _RING_START + _RING
_WORDS = _TABLE + tags.SIZE
_MADE = 0xBACCA4E0000 + tags.LAYOUT


class Generations:
    """The table in the file ``path``, which is made when it isn't there."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Kept for its lock: the file may be deleted while somebody has it.
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._changing = threading.Lock()
        _take_room(self._descriptor)
        self._map = mmap.mmap(self._descriptor, _WORDS * _WORD)
        self._words = memoryview(self._map).cast("Q")
        if self._words[_MARK] != _MADE:
            self._begin()

    def _begin(self) -> None:
        with self._alone():
            if self._words[_MARK] != _MADE:
                # Of an older release, whose tags meant something else.
                self._words[_MARK] = _MADE
                self._forget()

    def begin_again(self) -> None:
        """All answers are over, and nothing is known of any change: the database may be another."""
        with self._alone():
            self._forget()

    def _forget(self) -> None:
        words = self._words
        for place in (_LAST_CHANGE, _SETTLED, *range(_RING_START, _TABLE)):
            words[place] = 0
        words[_NOW] += 1
        words[_TABLE + tags.EVERYTHING] = words[_NOW]

    @property
    def now(self) -> int:
        """The generation of the latest change."""
        return self._words[_NOW]

    def is_good(self, shown: Iterable[int], since: int) -> bool:
        """Whether nothing of ``shown`` (which has ``EVERYTHING``) has changed after ``since``."""
        words = self._words
        return all(words[_TABLE + tag] <= since for tag in shown)

    def bump(self, changed: Iterable[int], change: int | None = None) -> bool:
        """Note that these tags have changed now; False if ``change`` had been noted before.

        ``change`` is the key of the row that tells other machines the same.
        """
        with self._alone():
            words = self._words
            place = _RING_START + (change or 0) % _RING
            if change is not None and words[place] == change:
                return False
            now = words[_NOW] + 1
            # The table first: whoever sees the new generation must see what it is about.
            for tag in changed:
                words[_TABLE + tag] = now
            words[_NOW] = now
            if change is not None:  # Last: whoever is killed before has not applied it.
                words[place] = change
        return True

    def knows(self, change: int) -> bool:
        """Whether a change has been applied here."""
        return self._words[_RING_START + change % _RING] == change

    @property
    def last_change(self) -> int:
        """The key of the newest row of changes that somebody of this machine has read."""
        return self._words[_LAST_CHANGE]

    @last_change.setter
    def last_change(self, key: int) -> None:
        self._words[_LAST_CHANGE] = key

    @property
    def settled(self) -> int:
        """Until when scheduled times have been seen to, in microseconds since 1970."""
        return self._words[_SETTLED]

    @settled.setter
    def settled(self, microseconds: int) -> None:
        self._words[_SETTLED] = microseconds

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._changing:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN)


def _take_room(descriptor: int) -> None:
    """Have the disk give the file all its blocks. Raises OSError when there is no room.

    A process that writes into a mapped file for which there is none is killed.
    """
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, _WORDS * _WORD)
    elif os.fstat(descriptor).st_size < _WORDS * _WORD:
        os.pwrite(descriptor, bytes(_WORDS * _WORD), 0)


def folder() -> Path:
    """Where the page cache keeps what it writes."""
    return settings.VAR_DIR / "pagecache"


@cache
def generations() -> Generations:
    """The table of this machine."""
    return Generations(folder() / "generations")
