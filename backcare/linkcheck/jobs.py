from datetime import timedelta
from itertools import islice

from backcare.jobs.registry import Then, job, recurring
from backcare.publishing.models import Page

from . import checking, reading

CHECK = "linkcheck.check_due"
READ = "linkcheck.read_pages"
PAGES_AT_A_TIME = 200


@recurring(CHECK, every=timedelta(minutes=2))
def check_due() -> None:
    """Look up a few of the links that are due."""
    checking.check_due()


@recurring("linkcheck.read_all", every=timedelta(days=1))
def read_all() -> Then:
    """Read every page again, as far as one was changed behind the desk's back."""
    reading.forget_unused()
    return Then(READ, {"after": 0})


@job(READ)
def read_pages(*, after: int) -> Then | None:
    """Read the pages after a key, and have the rest read."""
    rows = Page.objects.exclude(status=Page.Status.ARCHIVED).filter(pk__gt=after).order_by("pk")
    last = 0
    for page in islice(rows.iterator(chunk_size=50), PAGES_AT_A_TIME):
        reading.read(page)
        last = page.pk
    return Then(READ, {"after": last}) if last else None
