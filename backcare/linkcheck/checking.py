"""Looks links up again and again, politely: a few at a time, each server seldom."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from . import own
from .allowed import NoSuchHost, NotAllowed
from .asking import Answer, Unreachable, ask
from .models import Host, Link, State

logger = logging.getLogger(__name__)

Reason = Link.Reason
Asker = Callable[[str], Answer]

# One run holds up other jobs for so long at most, and one link more.
RUN = 40.0  # seconds
MOST_ELSEWHERE = 10
MOST_OWN = 50
# Between two questions to the same server.
PAUSE = timedelta(minutes=1)

WHEN_OK = timedelta(days=14)
WHEN_UNSURE = timedelta(days=7)
# A link is called broken when it fails on so many days, then asked about ever less often.
DAYS_TO_BREAK = 3
NEXT_DAY = timedelta(days=1)
WHEN_BROKEN = (timedelta(days=3), timedelta(days=7), timedelta(days=14), timedelta(days=30))
LONGEST_WAIT = timedelta(days=7)
# When nothing at all can be reached, it is this machine that has no connection.
WHEN_CUT_OFF = timedelta(hours=1)
FEWEST_TO_TELL = 3
CUT_OFF = {Reason.NO_HOST, Reason.NO_ANSWER, Reason.TOO_SLOW}
FIRST_IN_LINE = timedelta(days=3650)

# What servers say to programs, whatever they would say to a reader.
REFUSALS = frozenset({401, 403, 405, 406, 407, 429, 451, 501, 503, 999})


@dataclass(frozen=True)
class Outcome:
    """What was found of a link; ``retry_at`` is when the server wishes to be asked again."""

    state: State
    reason: Reason | str = ""
    status: int | None = None
    final_url: str = ""
    retry_at: datetime | None = None


def look_up(url: str, asker: Asker = ask) -> Outcome:
    """Ask about an address elsewhere. BROKEN means that it failed this once."""
    try:
        answer = asker(url)
    except NotAllowed:
        return Outcome(State.BROKEN, Reason.NOT_PUBLIC)
    except NoSuchHost:
        return Outcome(State.BROKEN, Reason.NO_HOST)
    except Unreachable as error:
        return Outcome(State.BROKEN, Reason(error.reason))
    retry_at = _retry_at(answer.headers.get("retry-after", ""), timezone.now())
    status = answer.status
    if status in REFUSALS:
        return Outcome(State.UNSURE, Reason.REFUSES, status, retry_at=retry_at)
    if not 200 <= status < 400:
        return Outcome(State.BROKEN, Reason.STATUS, status, retry_at=retry_at)
    if answer.for_good and _differs(url, answer.url):
        return Outcome(State.MOVED, "", status, answer.url[:2000])
    return Outcome(State.OK, "", status)


def _differs(one: str, other: str) -> bool:
    """Whether an address has changed by more than its end: a slash, a fragment."""
    return one.partition("#")[0].rstrip("/") != other.partition("#")[0].rstrip("/")


def _retry_at(value: str, now: datetime) -> datetime | None:
    """When a server wishes to be asked again, in seconds or as a date (RFC 9110, 10.2.3)."""
    if value.isascii() and value.isdigit():
        return now + min(timedelta(seconds=int(value[:9])), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at, now), now + LONGEST_WAIT)


def note(link: Link, outcome: Outcome, now: datetime) -> None:
    """Write down what was found of a link elsewhere, and when to look again."""
    link.checked_at, link.status_code = now, outcome.status
    link.reason, link.final_url = outcome.reason, outcome.final_url
    if outcome.state == State.BROKEN:
        today = timezone.localdate(now)
        link.first_failed_at = link.first_failed_at or now
        if link.failed_on != today:
            link.failed_on, link.failed_days = today, min(link.failed_days + 1, 1000)
        is_broken = link.failed_days >= DAYS_TO_BREAK
        link.state = State.BROKEN if is_broken else State.UNSURE
        later = min(link.failed_days - DAYS_TO_BREAK, len(WHEN_BROKEN) - 1)
        wait = WHEN_BROKEN[later] if is_broken else NEXT_DAY
    else:
        link.state, link.failed_on, link.failed_days = outcome.state, None, 0
        link.first_failed_at = None
        wait = WHEN_UNSURE if outcome.state == State.UNSURE else WHEN_OK
    # What was found together need not be asked about together for ever.
    at = now + wait * random.uniform(1, 1.1)  # noqa: S311 - no secret
    link.next_due = _due(max(at, outcome.retry_at or at))
    link.save(update_fields=LOOKED_UP)


LOOKED_UP = [
    "checked_at",
    "status_code",
    "reason",
    "final_url",
    "state",
    "first_failed_at",
    "failed_on",
    "failed_days",
    "next_due",
]


def _due(at: datetime) -> datetime | None:
    """Nothing is asked by itself on a machine of its own; see ``reading``."""
    return None if settings.LOOPBACK else at


def check_due(asker: Asker = ask, clock: Callable[[], float] = time.monotonic) -> int:
    """Look up the links that are due, as far as one run goes; returns how many were.

    Of each server one, since it is left alone for a minute after.
    """
    end = clock() + RUN
    now = timezone.now()
    due = Link.objects.in_use().filter(next_due__lte=now).order_by("next_due", "pk")
    count = 0
    for link in due.filter(kind=Link.Kind.PLACE)[:MOST_OWN]:
        own.check(link)
        link.save(update_fields=LOOKED_UP)
        count += 1
    free = Q(host__not_before=None) | Q(host__not_before__lte=now)
    found: list[tuple[Link, Outcome]] = []
    for link in due.filter(free, kind=Link.Kind.ELSEWHERE).select_related("host")[:200]:
        if len(found) >= MOST_ELSEWHERE or clock() >= end:
            break
        if _claim(link, now):
            found.append((link, look_up(link.url, asker)))
    _note_all(found)
    return count + len(found)


def _claim(link: Link, now: datetime) -> bool:
    """Take the link's server for this worker; false when another is asking it, or just has."""
    free = Q(not_before=None) | Q(not_before__lte=now)
    until = timezone.now() + PAUSE
    return bool(Host.objects.filter(free, pk=link.host_id or 0).update(not_before=until))


def _note_all(found: list[tuple[Link, Outcome]]) -> None:
    now = timezone.now()
    reasons = [outcome.reason for _link, outcome in found]
    if len(found) >= FEWEST_TO_TELL and all(reason in CUT_OFF for reason in reasons):
        logger.warning("No server answers: %s links are looked up later.", len(found))
        keys = [link.pk for link, _outcome in found]
        Link.objects.filter(pk__in=keys).update(next_due=_due(now + WHEN_CUT_OFF))
        return
    for link, outcome in found:
        note(link, outcome, now)
        if outcome.retry_at is not None:
            Host.objects.filter(pk=link.host_id or 0).update(not_before=outcome.retry_at)


def check_again(links: Any) -> int:
    """Have links looked up before all others; returns how many. Pages of ours need no looking."""
    kinds = [Link.Kind.ELSEWHERE, Link.Kind.PLACE]
    first = timezone.now() - FIRST_IN_LINE
    return int(links.filter(kind__in=kinds).order_by().update(next_due=first))
