"""Jobs: putting them into the queue, and doing those that are due.

A worker takes a job by a conditional UPDATE that gives it a lease: for five minutes no other
worker sees the job. What a worker leaves behind when it is killed is taken up by another after
that. So a job is done at least once, and never by two living workers at a time, as long as its
handler keeps within the lease and the clocks of all machines agree to within a minute or so.
"""

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    transaction,
)
from django.db import connection as db
from django.db.models import F
from django.utils import timezone

from backcare.prepared import insert

from . import connection
from .failures import describe, is_unexpected, stack
from .models import Job, Recurring
from .registry import GIVE_UP_AFTER, Failure, GiveUp, Then, registry

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
BATCH = 50  # jobs that are looked up at a time
DATABASE_PAUSE = 1.0  # seconds until a result is written again


def enqueue(
    name: str,
    *,
    run_at: datetime | None = None,
    give_up_after: timedelta | None = None,
    **payload: Any,
) -> Job:
    """Queue a job, now or at a time, in the transaction of the caller.

    ``payload`` goes to the handler by keyword and must be JSON; dates don't survive it.
    ``give_up_after`` counts from ``run_at`` and is by default what the handler says.
    """
    at = run_at or timezone.now()
    job = Job(
        name=name, payload=payload, run_at=at, give_up_at=at + (give_up_after or _patience(name))
    )
    insert(job)
    return job


def _patience(name: str) -> timedelta:
    kind = registry.get(name)
    return kind.give_up_after if kind else GIVE_UP_AFTER


def run_due(
    now: datetime | None = None,
    *,
    most: int | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Try the jobs that are due, oldest first; returns how many were tried.

    It goes on until nothing is due, ``most`` jobs were tried or ``stopping()`` is true. ``now``
    is for tests: it decides what is due.
    """
    count = 0
    with connection.kept_open():
        while found := list(
            Job.objects.due(now or timezone.now())
            .order_by("run_at", "pk")
            .values_list("pk", "claimed_until")[:BATCH]
        ):
            for pk, earlier in found:
                if stopping() or (most is not None and count >= most):
                    return count
                if job := claim(pk, now or timezone.now()):
                    count += 1
                    if earlier and job.give_up_at <= timezone.now():
                        _fail(job, GiveUp("It never came to an end: its worker was stopped."))
                    else:
                        _run(job)
                    renew_connection()
    return count


def renew_connection() -> None:
    """Drop a database connection that is broken or old, as Django does around each request.

    Except within a transaction, which then is a test's or a caller's.
    """
    if not db.in_atomic_block:
        close_old_connections()


def claim(pk: int, now: datetime) -> Job | None:
    """Take a job for this worker, or nothing when another was first."""
    until = now + LEASE
    taken = (
        Job.objects.due(now).filter(pk=pk).update(claimed_until=until, attempts=F("attempts") + 1)
    )
    return Job.objects.filter(pk=pk, claimed_until=until).first() if taken else None


def try_again(jobs: Any) -> int:
    """Have jobs that were given up tried as if they were new; returns how many."""
    now = timezone.now()
    return sum(
        jobs.given_up()
        .filter(pk=pk)
        .update(given_up_at=None, attempts=0, run_at=now, give_up_at=now + _patience(name))
        for pk, name in jobs.given_up().values_list("pk", "name")
    )


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: a minute, two, four, at most an hour.

    Up to a fifth less, so that what failed together does not come back together.
    """
    doubled = FIRST_DELAY * 2 ** min(attempts - 1, 10)
    return min(doubled, LONGEST_DELAY) * random.uniform(0.8, 1)  # noqa: S311 - no secret


def _run(job: Job) -> None:
    kind = registry.get(job.name)
    try:
        if kind is None:
            raise Failure("Nothing on this site does such a job.")
        then = kind.handler(**job.payload)
    except Exception as error:
        _fail(job, error)
    else:
        _write(job, lambda: _strike_off(job, then))


def _strike_off(job: Job, then: Then | None) -> None:
    Job.objects.filter(pk=job.pk).delete()
    if then:
        enqueue(then.name, **then.payload)
    kind = registry.get(job.name)
    if kind and kind.every:
        Recurring.objects.filter(name=job.name).update(last_run_at=timezone.now())


def _fail(job: Job, error: Exception) -> None:
    """Have the job tried later, or give it up."""
    now = timezone.now()
    reason = describe(error)
    values: dict[str, Any] = {"claimed_until": None, "last_error": reason}
    if isinstance(error, GiveUp) or now >= job.give_up_at:
        values["given_up_at"] = now
        logger.error(
            "Given up: job %s (%s), after %s tries: %s", job.pk, job.name, job.attempts, reason
        )
    else:
        # The last try is at the end of the time, not short of it.
        values["run_at"] = min(now + delay_after(job.attempts), job.give_up_at)
        logger.warning(
            "Job %s (%s) failed, try %s: %s; next try %s.",
            *(job.pk, job.name, job.attempts, reason, f"{values['run_at']:%Y-%m-%d %H:%M:%S %Z}"),
        )
    if is_unexpected(error):
        logger.warning("Job %s failed here:\n%s", job.pk, stack(error))
    mine = Job.objects.filter(pk=job.pk, claimed_until=job.claimed_until)
    _write(job, lambda: mine.update(**values))


def _write(job: Job, change: Callable[[], object]) -> None:
    """Write down how a job ended, however often the database has to be asked.

    A job that was done and not struck off would be done again. When the lease has ended another
    worker may have it, and the error is raised.
    """
    while True:
        try:
            with transaction.atomic():
                change()
            return
        except (OperationalError, InterfaceError):
            if db.in_atomic_block or job.claimed_until is None:
                raise
            if timezone.now() >= job.claimed_until:
                raise
            renew_connection()
            time.sleep(DATABASE_PAUSE)
