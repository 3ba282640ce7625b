"""A line in the log for each query that took long."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger("backcare.slow")

LONGEST = 1000  # characters of a query; what follows says little


def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Time every query of a connection that was just opened."""
    if timed not in connection.execute_wrappers:
        # In front: it may be opened inside of Django's ``execute_wrapper``, which takes the last
        # one away when it ends, and must find its own there.
        connection.execute_wrappers.insert(0, timed)


def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Run a query. If it took long its text is logged, never its values, which may be anybody's.

    The same for ``many`` rows takes as long as there are rows.
    """
    if many:
        return execute(sql, params, many, context)
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - started) * 1000
        if took >= settings.SLOW_QUERY_MS:
            logger.warning("Slow: %.0f ms: %s", took, " ".join(sql.split())[:LONGEST])
