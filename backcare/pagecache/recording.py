"""What the answer that is being made shows, and until when that is true.

A no-op while nothing is recorded: in the desk, in previews, in commands.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from django.db.models import Model
from django.utils import timezone

from . import tags
from .generations import generations


@dataclass
class Recording:
    """``tags`` of all that is shown; good ``until`` that time, in seconds since 1970.

    ``generation`` is that of the last change before anything was read. What is made for one reader
    alone, who sent a cookie, is not ``is_shared``: it may use what is kept, and keeps nothing.
    """

    generation: int
    is_shared: bool = True
    tags: set[int] = field(default_factory=lambda: {tags.EVERYTHING})
    until: float = inf

    def add(self, shown: Iterable[int], until: float) -> None:
        """Take over what a part of the answer shows."""
        self.tags.update(shown)
        self.until = min(self.until, until)


_current: ContextVar[Recording | None] = ContextVar("recording", default=None)


def current() -> Recording | None:
    """The recording that is under way."""
    return _current.get()


@contextmanager
def recording(*, is_shared: bool = True) -> Iterator[Recording]:
    """Record what is read within. One inside another has its own; see ``Recording.add``."""
    begun = Recording(generations().now, is_shared)
    token = _current.set(begun)
    try:
        yield begun
    finally:
        _current.reset(token)


def depends_on(*shown: int) -> None:
    """Note that the answer shows these."""
    if (under_way := _current.get()) is not None:
        under_way.tags.update(shown)


def shows(instance: Model) -> None:
    """Note that the answer shows a row."""
    if (under_way := _current.get()) is not None:
        under_way.tags.add(tags.row(type(instance), instance.pk))


def until(instant: datetime | None) -> None:
    """Note that what the answer shows changes by itself at ``instant``; the past is over."""
    if instant is None or (under_way := _current.get()) is None:
        return
    if instant > timezone.now():
        under_way.until = min(under_way.until, instant.timestamp())
