"""How the queue is doing, for the desk: what failed, and whether a worker is there at all."""

from datetime import datetime, timedelta

from django.utils import timezone

from .models import Job, Recurring

WORKER = "jobs.worker"  # the row in which workers leave a sign of life
SIGN_EVERY = timedelta(minutes=1)
AWAY_AFTER = timedelta(minutes=10)  # longer than a job may take


def failed_count() -> int:
    """How many jobs were given up and wait for somebody to look at them."""
    return Job.objects.given_up().count()


def sign_of_life(now: datetime) -> None:
    """Note that a worker runs; for workers to call, a minute or so apart."""
    Recurring.objects.update_or_create(
        name=WORKER, defaults={"last_run_at": now, "next_due": now + SIGN_EVERY}
    )


def worker_seen_at() -> datetime | None:
    """When a worker last gave a sign of life, to within a minute or so; None if there was none."""
    return Recurring.objects.filter(name=WORKER).values_list("last_run_at", flat=True).first()


def is_worker_away() -> bool:
    """Whether no worker has been seen for ten minutes, so that mail and recurring jobs wait."""
    seen = worker_seen_at()
    return seen is None or seen < timezone.now() - AWAY_AFTER
