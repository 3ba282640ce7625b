"""Migrations while other machines serve the site, and start."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

# The advisory lock of PostgreSQL that whoever migrates holds: "backcare" in ASCII.
LOCK = 0x6261636B63617265
# A change of a table waits so long for those who use it. While it waits, everybody else waits
# behind it; the site gives up sooner than its readers, and tries again.
LOCK_TIMEOUT = "3s"
TRIES = 20
PAUSE = 3.0  # seconds
NOT_AVAILABLE = "55P03"  # PostgreSQL's lock_not_available


@contextmanager
def alone(connection: BaseDatabaseWrapper, say: Callable[[str], object]) -> Iterator[None]:
    """Let one machine at a time in, where several share a database.

    SQLite needs none of this: one machine has it, and ``lock`` sees to its processes.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            say("Another machine is migrating the database; waiting for it.")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    try:
        yield
    finally:
        if connection.is_usable():  # A connection that has broken off holds nothing any more.
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def patiently(migrate: Callable[[], object]) -> None:
    """Migrate; when a table is in use for too long, let everybody go first and try again.

    Each migration is done whole or not at all, so that another try goes on with what is left.
    """
    for left in reversed(range(TRIES)):
        try:
            migrate()
            return
        except OperationalError as error:
            if not left or getattr(error.__cause__, "sqlstate", "") != NOT_AVAILABLE:
                raise
            logger.warning("A table to be changed is in use; another try in %.0f s.", PAUSE)
            time.sleep(PAUSE)
