import time
from datetime import timedelta

from django.utils import timezone

from backcare.jobs.registry import Then, job, recurring

from .models import MissedSearch
from .rebuilding import is_needed, rebuild

KEEP = timedelta(days=90)
MOST_ROWS = 500
# Other work has its turn in between, and the lease of a job is longer.
SECONDS_AT_A_TIME = 20


@recurring("search.forget_missed", every=timedelta(hours=1))
def forget_missed() -> None:
    """Forget searches that nobody has made in 90 days, and all but the most frequent."""
    MissedSearch.objects.forget(before=timezone.now() - KEEP, most=MOST_ROWS)


@recurring("search.keep_up", every=timedelta(minutes=10))
def keep_up() -> Then | None:
    """Write all documents anew where the release before wrote them in another way."""
    return Then("search.rebuild") if is_needed() else None


@job("search.rebuild")
def rebuild_for_a_while() -> Then | None:
    """Go on with the rebuild, and leave the rest to another job."""
    end = time.monotonic() + SECONDS_AT_A_TIME
    done = rebuild(afresh=False, go_on=lambda: time.monotonic() < end)
    return Then("search.rebuild") if done is None else None
