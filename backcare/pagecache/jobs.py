"""What the worker does for the page cache."""

from datetime import timedelta

from django.utils import timezone

from backcare.jobs.registry import job, recurring

from .models import Change
from .purging import PURGE, purger

# A machine that was cut off for longer has everything made anew; see ``listening``.
KEEP_CHANGES = timedelta(hours=2)


@job(PURGE)
def purge(*, keys: list[str]) -> None:
    """Tell the proxy; what it doesn't take is tried again, like every job."""
    if (told := purger()) is not None:
        told.purge(keys)


@recurring("pagecache.forget_changes", every=timedelta(minutes=30))
def forget_changes() -> None:
    """Delete the changes that every machine has long read of."""
    Change.objects.filter(at__lt=timezone.now() - KEEP_CHANGES).delete()
