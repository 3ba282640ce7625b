"""The worker's loop: recurring jobs, due jobs, a pause; until it is told to end."""

import logging
import os
import signal
import time
from datetime import datetime

from django.db import (
    DatabaseError,
    InterfaceError,
    connections,
    reset_queries,
)
from django.utils import autoreload, timezone

from . import state
from .failures import describe
from .queue import BATCH, renew_connection, run_due
from .schedule import queue_recurring

logger = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks at an empty queue
LONGEST_PAUSE = 5.0  # seconds, when the database does not answer
STEP = 0.25  # seconds in which it notices that it should end


class Worker:
    """Does what is due, one job at a time.

    It ends after the job at hand when it gets SIGTERM or SIGINT, and when the process ``parent``
    (an id), if there is one, is no longer its parent: nobody would be there to stop it. With
    ``ends_with_code`` it ends when a module that it has loaded was changed.
    """

    def __init__(self, *, parent: int | None = None, ends_with_code: bool = False) -> None:
        self._parent = parent
        self._ends_with_code = ends_with_code
        self._started = time.time()
        self._told = False
        self._sign_at: datetime | None = None

    def stop(self, *_: object) -> None:
        """End after the job at hand; fit to be a signal handler."""
        self._told = True

    def is_ending(self) -> bool:
        """Whether the loop should end."""
        return self._told or (self._parent is not None and os.getppid() != self._parent)

    def work(self) -> None:
        """Work until told to end, also through times in which the database is away."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        pause, is_away = PAUSE, False
        while not (self.is_ending() or self._is_outdated()):
            try:
                is_idle = not self.work_once(most=BATCH)
            except (DatabaseError, InterfaceError) as error:
                if not is_away:
                    logger.error("The database does not answer the worker: %s", describe(error))
                is_away, is_idle, pause = True, True, min(pause * 2, LONGEST_PAUSE)
                connections.close_all()
            else:
                if is_away:
                    logger.warning("The database answers the worker again.")
                pause, is_away = PAUSE, False
            if is_idle:
                self._sleep(pause)
        connections.close_all()

    def work_once(self, *, most: int | None = None) -> int:
        """Do what is due, of jobs at most so many; returns how many were tried."""
        renew_connection()
        reset_queries()
        now = timezone.now()
        if self._sign_at is None or now >= self._sign_at:
            state.sign_of_life(now)
            self._sign_at = now + state.SIGN_EVERY
        queue_recurring()
        return run_due(most=most, stopping=self.is_ending)

    def _is_outdated(self) -> bool:
        return self._ends_with_code and any(
            file.stat().st_mtime > self._started
            for file in autoreload.iter_all_python_module_files()
            if file.exists()
        )

    def _sleep(self, seconds: float) -> None:
        """Wait, and notice within a moment when it is time to end."""
        until = time.monotonic() + seconds
        while not self.is_ending() and (rest := until - time.monotonic()) > 0:
            time.sleep(min(STEP, rest))
