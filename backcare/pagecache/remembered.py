"""What each process knows by heart: read once, and anew when it has changed."""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection

from . import tags
from .generations import generations

T = TypeVar("T")


class Remembered(Generic[T]):
    """What ``read`` gives, for as long as none of the tags ``shown`` has changed.

    All threads share the value, and nobody may change it. For what is small on a site of any
    size, and on many answers.
    """

    def __init__(self, read: Callable[[], T], *shown: int) -> None:
        self._read = read
        self._shown = (tags.EVERYTHING, *shown)
        # With the generation before it was read; both in one, which threads replace at once.
        self._kept: tuple[int, T] | None = None

    def __call__(self) -> T:
        """The value. Inside a transaction it is read, since that may have changed it."""
        if connection.in_atomic_block:
            return self._read()
        table, kept = generations(), self._kept
        if kept is None or not table.is_good(self._shown, kept[0]):
            kept = self._kept = (table.now, self._read())
        return kept[1]
