"""What each machine does so that its kept answers never outlive what they show.

One worker of a machine has a thread for it, whoever gets the lock first; should it be killed,
another takes over. It reads what other machines (and processes that were killed before they could
tell) have written into the table of changes, hears the same sooner through Redis, and sees to
scheduled times.
"""

import fcntl
import logging
import os
import threading
import time
from typing import IO, Any

from django.db import DatabaseError, connection
from django.db.models import Q

from . import tags, telling
from .changes import apply
from .generations import folder, generations
from .jobs import KEEP_CHANGES
from .models import Change
from .schedule import Schedule
from .store import store

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between two looks into the table
SWEEP = 600.0  # seconds between two looks at how much is kept
BATCH = 1000  # changes that are read at once
# A gap of more keys is no transaction that is under way.
MOST_MISSING = 10_000
# Seconds without an answer of the database after which what is known of times to come may have an
# end, and everything is made anew.
CUT_OFF = 1200.0


_starting = threading.Lock()
_process: int | None = None  # The one that listens; a fork of it doesn't.


def start() -> None:
    """Begin to listen, in threads of this process that end with it; does nothing after that."""
    global _process
    with _starting:
        if _process == os.getpid():
            return
        _process = os.getpid()
    for work in (_listen, _hear):
        threading.Thread(target=work, daemon=True, name=f"pagecache-{work.__name__}").start()


def start_afresh() -> None:
    """Have everything made anew; for a server's start: its release or database may be another."""
    generations().begin_again()
    store().empty()


def _listen() -> None:
    """Wait for one's turn on this machine, then listen until the process ends."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "listener").open("ab") as lock:
        while not _is_mine(lock):
            time.sleep(PAUSE)
        listener = Listener()
        # A thread of its own: the database may hang, and times come all the same.
        threading.Thread(target=listener.keep_times, daemon=True, name="pagecache-times").start()
        listener.run()


def _is_mine(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Listener:
    """Reads the table of changes, and sees to scheduled times."""

    def __init__(self) -> None:
        self.schedule = Schedule()
        self._heard_at = time.time()
        self._swept_at = time.monotonic()
        # On PostgreSQL a transaction that began earlier may commit later: its row then stands
        # among those that were read. What is missing is asked for again, until it would be deleted.
        self._missing: dict[int, float] = {}

    def run(self) -> None:
        """Look again and again, for as long as the process lives."""
        while True:
            try:
                self.look()
            except DatabaseError as error:  # Away, or not migrated yet: it will come back.
                logger.warning("The table of changes could not be read: %s", error)
                connection.close()
            except Exception:
                logger.exception("Listening for changes failed; it goes on.")
                connection.close()
            time.sleep(PAUSE)

    def keep_times(self) -> None:
        """See to scheduled times, for as long as the process lives."""
        while True:
            try:
                self.schedule.settle()
            except Exception:
                logger.exception("Scheduled times could not be seen to; it goes on.")
            time.sleep(min(PAUSE, max(0.01, self.schedule.seconds_left())))

    def look(self) -> None:
        """Apply what has been written since the last time, and what was due."""
        if time.time() - self._heard_at > CUT_OFF:
            apply([tags.EVERYTHING])
        self.schedule.settle()
        is_news = self._read_changes()
        self._heard_at = time.time()
        if is_news or self.schedule.is_old():
            self.schedule.read()
        self.schedule.purge()
        if time.monotonic() - self._swept_at > SWEEP or store().is_overfull:
            self._swept_at = time.monotonic()
            store().sweep()

    def _read_changes(self) -> bool:
        """Whether there were any that had not been read."""
        table, now = generations(), time.time()
        wanted = Q(pk__gt=table.last_change)
        if self._missing:
            wanted |= Q(pk__in=list(self._missing))
        rows = Change.objects.filter(wanted).order_by("pk")[:BATCH]
        found = list(rows.values_list("pk", "layout", "tags"))
        for pk, layout, what in found:
            apply(what if layout == tags.LAYOUT else [tags.EVERYTHING], pk)
            self._missing.pop(pk, None)
            if pk > table.last_change:
                if table.last_change:
                    between = range(table.last_change + 1, pk)[-MOST_MISSING:]
                    self._missing |= dict.fromkeys(between, now)
                table.last_change = pk
        kept = KEEP_CHANGES.total_seconds()
        self._missing = {pk: at for pk, at in self._missing.items() if now - at < kept}
        return bool(found)


def _hear() -> None:
    """Hear of changes through Redis, where the site has one; its absence only costs time."""
    if not telling.has_redis():
        return
    import redis

    while True:
        try:
            client: Any = redis.Redis.from_url(
                telling.address(), socket_connect_timeout=telling.TIMEOUT, socket_timeout=5
            )
            with client.pubsub() as subscription:
                subscription.subscribe(telling.CHANNEL)
                while True:
                    for change, what in telling.heard(subscription, timeout=1.0):
                        apply(what, change)
        except (redis.RedisError, OSError, ValueError) as error:
            logger.warning("Redis can't be heard, changes are read from the table: %s", error)
            time.sleep(telling.REST)
