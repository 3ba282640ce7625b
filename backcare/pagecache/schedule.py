"""Pages that appear or disappear by the clock: their lists change at that time."""

import threading
import time
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError
from django.db.models import Q

from backcare.publishing.models import Page

from . import purging, tags
from .generations import generations
from .moving import of_coming, of_lists, standing

# How far ahead is known: for so long it works without the database.
AHEAD = timedelta(minutes=30)
READ_AGAIN = 300.0  # seconds
OVERLAP = timedelta(seconds=10)


class Schedule:
    """The times to come at which pages appear or disappear, each with what it changes."""

    def __init__(self) -> None:
        self._times: list[tuple[datetime, int, frozenset[int]]] = []
        self._done: set[tuple[datetime, int]] = set()
        self._read_at = float("-inf")
        # Nothing is known of what is later.
        self._known_until = datetime.now(UTC)
        self._to_purge: set[int] = set()
        # Times come in a thread of their own.
        self._settling = threading.Lock()

    def is_old(self) -> bool:
        """Whether it was read so long ago that its end comes near."""
        return time.monotonic() - self._read_at > READ_AGAIN

    def read(self) -> None:
        """Read what is to come, and what has come since the last time that was seen to."""
        now = datetime.now(UTC)
        # A time may have come between the commit that set it and this reading.
        start = min(now, _as_time(generations().settled or _as_microseconds(now))) - OVERLAP
        wanted = (start, now + AHEAD)
        pages = Page.objects.filter(
            Q(live_at__gt=wanted[0], live_at__lte=wanted[1])
            | Q(expires_at__gt=wanted[0], expires_at__lte=wanted[1]),
            status=Page.Status.PUBLISHED,
        )
        times = []
        for page in pages:
            stands = standing(page)
            for at in (page.live_at, page.expires_at):
                if at is None or not wanted[0] < at <= wanted[1]:
                    continue
                what = of_lists(page, stands, stands) | of_coming(page, at)
                shown = frozenset({tags.page(page.pk), tags.LAST_CHANGE, *what})
                times.append((at, page.pk, shown))
        with self._settling:
            self._times = sorted(
                (entry for entry in times if entry[:2] not in self._done),
                key=lambda entry: entry[:2],
            )
            self._done = {done for done in self._done if done[0] > start}
            self._known_until = wanted[1]
        self._read_at = time.monotonic()
        self.settle()

    def settle(self) -> None:
        """Have those answers made anew whose time has come. Needs no database."""
        table, now = generations(), datetime.now(UTC)
        with self._settling:
            while self._times and self._times[0][0] <= now:
                at, pk, what = self._times.pop(0)
                table.bump(what)
                self._to_purge |= what
                self._done.add((at, pk))
            table.settled = _as_microseconds(min(now, self._known_until))

    def purge(self) -> None:
        """Have the proxy in front told, where there is one, of the times that have come."""
        with self._settling:
            what, self._to_purge = self._to_purge, set()
        if what:
            try:
                purging.purge_later(what)
            except DatabaseError:
                self._to_purge |= what
                raise

    def seconds_left(self) -> float:
        """Until the next time; infinity when there is none."""
        times = self._times
        if not times:
            return float("inf")
        return (times[0][0] - datetime.now(UTC)).total_seconds()


def _as_microseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1_000_000)


def _as_time(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
