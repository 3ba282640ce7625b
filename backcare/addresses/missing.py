"""Notes the addresses that readers ask for in vain: few words, nothing about them, few writes."""

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils import timezone

from .models import MissedAddress
from .paths import CLOSED, place_of

logger = logging.getLogger(__name__)

LONGEST = 200  # characters
# What a person may have typed or followed. An "@", a long number or a code may be somebody's.
PLAUSIBLE = re.compile(r"/[\w./~ '’,()-]*")
PERSONAL = re.compile(r"\d{7,}|\w{30,}|(?=[a-f-]*\d)[0-9a-f-]{24,}")
# What programs try that look for weak points of other software, and what no page was ever called.
PROBES = re.compile(
    r"""/\. | //
    | \.(?!html?$)[^./]*$
    | /(?:wp|wordpress|xmlrpc|cgi-bin|phpmyadmin|pma|vendor|backup|config|actuator|server-status
        | solr|jenkins|console|telescope|debug|api|graphql|owa|autodiscover|login|admin)
      (?:[-_./]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
# Their own pages answer 404 to what was never an address of anything.
OWN_PLACES = (*CLOSED, "/comments/", "/search/", "/healthz", "/readyz", "/sw.js")

# Writes that a process may make at once, and the seconds in which it regains one: what a flood
# of wrong addresses costs the database at most. What comes between is counted in memory.
BURST = 20
REGAINED = 3.0
MOST_HELD = 200
# An answer must not wait for the database longer than that; another will count it.
PATIENCE = 100  # milliseconds


class Meter:
    """Lets a number of writes through at a time, and holds the counts of the others.

    ``clock`` gives seconds. Safe between threads.
    """

    def __init__(self, *, burst: int = BURST, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._clock = clock
        self._left = float(burst)
        self._then = clock()
        self._held: Counter[str] = Counter()
        self._lock = Lock()

    def count(self, path: str) -> int:
        """How often to note the path now: 0 when it must wait for one that comes later."""
        with self._lock:
            now = self._clock()
            self._left = min(self._burst, self._left + (now - self._then) / REGAINED)
            self._then = now
            if self._left >= 1:
                self._left -= 1
                return self._held.pop(path, 0) + 1
            if path in self._held or len(self._held) < MOST_HELD:
                self._held[path] += 1
            return 0


meter = Meter()


def note(request: HttpRequest) -> None:
    """Count the address of a request that found nothing. Never fails, and waits for nothing."""
    path = request.path
    if not is_of_interest(path) or not _is_unknown(request):
        return
    times = meter.count(path)
    if not times:
        return
    try:
        with without_waiting():
            _write(path, times, _own_page(request))
    except DatabaseError as error:
        logger.info("An address that was not found was not counted: %s", error)


def is_of_interest(path: str) -> bool:
    """Whether the path may be one that somebody meant, and says nothing of who it was."""
    return (
        1 < len(path) <= LONGEST
        and not path.startswith(OWN_PLACES)
        and PLAUSIBLE.fullmatch(path) is not None
        and PERSONAL.search(path) is None
        and PROBES.search(path) is None
    )


def _is_unknown(request: HttpRequest) -> bool:
    """Whether the path leads nowhere, not its query: a list has no page 99, but it is there."""
    match = request.resolver_match
    if match is None:
        return True
    return bool(match.kwargs) and not {"page", "comments"} & set(request.GET)


def _own_page(request: HttpRequest) -> str:
    """The path of our own page from which the reader came, as browsers say; else nothing.

    Only that of a page whose path alone says which it is, so that no query and no secret is kept.
    """
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if f"{referrer.scheme}://{referrer.netloc}".lower() != settings.ORIGIN:
        return ""
    path = referrer.path
    return path if is_of_interest(path) and place_of(path) is not None else ""


def _write(path: str, times: int, came_from: str) -> None:
    """One statement for a row that may be there: both databases know it, Django does not."""
    table = connection.ops.quote_name(MissedAddress._meta.db_table)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    sql = f"""
        INSERT INTO {table} (path, count, came_from, first_seen_at, last_seen_at, is_ignored)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (path) DO UPDATE SET
            count = {table}.count + excluded.count,
            last_seen_at = excluded.last_seen_at,
            came_from = CASE WHEN excluded.came_from = '' THEN {table}.came_from
                ELSE excluded.came_from END
    """  # noqa: S608  # the table's name is ours
    with connection.cursor() as cursor:
        cursor.execute(sql, [path, times, came_from, now, now, False])


@contextmanager
def without_waiting() -> Iterator[None]:
    """Have SQLite, which takes one writer at a time, give up soon. PostgreSQL rows seldom wait."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    sqlite: Any = connection.connection
    (usual,) = sqlite.execute("PRAGMA busy_timeout").fetchone()
    sqlite.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        sqlite.execute(f"PRAGMA busy_timeout = {usual}")
