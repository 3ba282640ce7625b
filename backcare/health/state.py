"""What the site needs to do its work, and whether it has it."""

import shutil
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from backcare.jobs.models import Job

# SQLite needs room for its journal, an upload for its renditions.
LEAST_DISK = 100 * 1024 * 1024  # bytes
LONGEST_QUEUE = timedelta(minutes=15)


def database_answers() -> bool:
    """Whether a query is answered."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def cache_answers() -> bool:
    """Whether what is written to the cache can be read."""
    try:
        cache.set("readyz", "ok", timeout=5)
        return bool(cache.get("readyz") == "ok")
    except Exception:  # Each cache backend raises errors of its own.
        return False


def free_disk() -> int:
    """Bytes that may still be written where the site keeps its data."""
    return shutil.disk_usage(settings.VAR_DIR).free


def has_disk() -> bool:
    return free_disk() >= LEAST_DISK


def oldest_job_waits() -> timedelta:
    """For how long the job that is due the longest has waited for a worker; none is no time."""
    now = timezone.now()
    first = Job.objects.due(now).order_by("run_at").values_list("run_at", flat=True).first()
    return now - first if first else timedelta()


def queue_moves() -> bool:
    """Whether queued work is being done."""
    try:
        return oldest_job_waits() <= LONGEST_QUEUE
    except (DatabaseError, InterfaceError):
        return True  # Nobody knows, and the database is named already.


# Without one of these a server does more harm than good, and others should be asked.
NEEDED: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "cache": cache_answers,
    "disk": has_disk,
}
# Of this somebody should know; taking servers away would not help.
WANTED: dict[str, Callable[[], bool]] = {"queue": queue_moves}


def missing(checks: dict[str, Callable[[], bool]]) -> list[str]:
    """The names of the checks that failed."""
    return [name for name, check in checks.items() if not check()]
