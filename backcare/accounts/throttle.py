"""Limits on guessing: each failure makes the next try wait longer, and nobody is shut out.

A try is counted before it is judged, and given back when it was right. So a thousand tries at
one instant are a thousand tries, on any number of workers. A try that comes too early is refused
unjudged and costs nothing: it neither helps who guesses nor keeps the owner waiting longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backcare.http.client import client_address

from .keys import key_of, network_of
from .models import Failures

LONGEST_DELAY = timedelta(minutes=15)
# After so long without a failure the count begins anew.
FORGET_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """What is counted under ``key``: the first ``free`` failures cost no delay, the following
    1, 2, 4 … seconds, up to a quarter of an hour.
    """

    key: str
    free: int

    def delay(self, count: int) -> timedelta:
        """How long the next try waits after so many failures."""
        over = count - self.free
        if over <= 0:
            return timedelta()
        # 2 ** 10 seconds are more than the longest delay.
        return min(timedelta(seconds=2 ** min(over - 1, 10)), LONGEST_DELAY)


class TooMany(Exception):
    """Too many failures; try again in ``seconds``, at least 1."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    @property
    def sentence(self) -> str:
        """What to tell whoever tried."""
        if self.seconds < 60:
            said = ngettext("%d second", "%d seconds", self.seconds) % self.seconds
        else:
            minutes = ceil(self.seconds / 60)
            said = ngettext("%d minute", "%d minutes", minutes) % minutes
        return _("There were too many tries. Please wait %s, then try again.") % said


def by_account(name: str) -> Limit:
    """Passwords tried for a name, whether there is an account of it or not."""
    return Limit(key_of("limit.account", name.strip().casefold()), free=5)


def by_network(request: HttpRequest) -> Limit:
    """Whatever is tried from a network: people in one office share it."""
    return Limit(key_of("limit.network", network_of(client_address(request))), free=20)


def by_device(token_hash: str) -> Limit:
    """Passwords tried in a browser that is known for its owner."""
    return Limit(key_of("limit.device", token_hash), free=10)


def by_user(what: str, pk: int) -> Limit:
    """Codes or passwords tried by who has already shown to be a user."""
    return Limit(key_of(f"limit.{what}", str(pk)), free=5)


def by_known_browsers(pk: int) -> Limit:
    """Codes tried in all browsers that are known for a user; each new password makes one."""
    return Limit(key_of("limit.code.browsers", str(pk)), free=20)


def by_mail(address: str) -> Limit:
    """Links asked for by mail to an address, whether there is an account of it or not."""
    return Limit(key_of("limit.mail", address.strip().casefold()), free=3)


def take(limits: Iterable[Limit]) -> None:
    """Count a try under all ``limits``; raises TooMany, and counts none, when one says so."""
    with transaction.atomic():
        # In one order, so that two tries never wait for each other.
        for limit in sorted(limits, key=lambda limit: limit.key):
            _take(limit)


def _take(limit: Limit) -> None:
    Failures.objects.get_or_create(key=limit.key)
    row = Failures.objects.select_for_update().get(key=limit.key)
    now = timezone.now()
    # A clock that was wrong must not shut anybody out.
    if now < row.open_at <= now + LONGEST_DELAY:
        raise TooMany(max(1, ceil((row.open_at - now).total_seconds())))
    if row.last_at < now - FORGET_AFTER:
        row.count = 0
    row.count += 1
    row.last_at = now
    row.open_at = now + limit.delay(row.count)
    row.save()


def give_back(limits: Iterable[Limit]) -> None:
    """Take back a try that was right: as if it had not been."""
    keys = [limit.key for limit in limits]
    Failures.objects.filter(key__in=keys, count__gt=0).update(
        count=F("count") - 1, open_at=timezone.now()
    )


def forgive(limits: Iterable[Limit]) -> None:
    """Begin anew: whoever was meant is in."""
    Failures.objects.filter(key__in=[limit.key for limit in limits]).delete()


def forget_old() -> int:
    """Delete what counts no more; returns how many rows."""
    count, _by_model = Failures.objects.filter(last_at__lt=timezone.now() - FORGET_AFTER).delete()
    return count
