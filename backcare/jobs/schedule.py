"""Recurring jobs: each is queued once for each time that it is due."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from .models import Job, Recurring
from .queue import enqueue
from .registry import registry

# A due time this much further away than an interval was set for a longer interval, or by a clock
# that was wrong. Less may be the clock of another machine.
MARGIN = timedelta(days=1)


def queue_recurring(now: datetime | None = None) -> int:
    """Queue the recurring jobs that are due; returns how many were.

    Moving the due time on is a conditional UPDATE in the transaction that queues the job: of
    several schedulers one succeeds, and one that is killed has done both or neither. While an
    earlier job of the name is still waiting or running, none is added.
    """
    now = now or timezone.now()
    every = dict(registry.recurring())
    known = dict(Recurring.objects.filter(name__in=every).values_list("name", "next_due"))
    if missing := every.keys() - known.keys():
        Recurring.objects.bulk_create(
            [Recurring(name=name, next_due=now) for name in missing], ignore_conflicts=True
        )
        known |= dict(Recurring.objects.filter(name__in=missing).values_list("name", "next_due"))
    return sum(
        _queue(name, due, following(due, every[name], now))
        for name, due in known.items()
        if due <= now or due > now + every[name] + MARGIN
    )


def _queue(name: str, due: datetime, next_due: datetime) -> bool:
    with transaction.atomic():
        mine = Recurring.objects.filter(name=name, next_due=due).update(next_due=next_due)
        if not mine or Job.objects.waiting().filter(name=name).exists():
            return False
        enqueue(name)
        return True


def following(due: datetime, every: timedelta, now: datetime) -> datetime:
    """The first of the times that lie whole intervals from ``due`` and are after ``now``."""
    return due + every * ((now - due) // every + 1)
