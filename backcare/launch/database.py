"""Brings the database to the shape that the code expects, and fills a new one."""

import logging
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from .migrating import alone

logger = logging.getLogger(__name__)


def migrate_when_needed(pending_demo: Path) -> bool:
    """Apply the migrations that the database lacks; returns whether there were any.

    A database that has seen no migration at all is new. ``pending_demo`` is then left behind
    as a note, so that a start that was interrupted after the migrations still gets its demo
    content the next time, while a site whose owner deleted that content never does.
    """
    if not _missing(MigrationExecutor(connection)):
        return False
    with alone(connection, logger.info):
        executor = MigrationExecutor(connection)  # Another machine may have done it meanwhile.
        if not executor.loader.applied_migrations:
            pending_demo.touch()
        if not _missing(executor):
            return False
        call_command("migrate", interactive=False, verbosity=0)
    return True


def _missing(executor: MigrationExecutor) -> bool:
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def load_pending_demo(pending_demo: Path) -> bool:
    """Load the demo content if this database still waits for it; returns whether it did."""
    if not pending_demo.exists():
        return False
    call_command("demo", verbosity=0)
    pending_demo.unlink()
    return True
