"""Keeps the worker alive beside the server."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings

logger = logging.getLogger(__name__)

FIRST_DELAY = 1.0  # seconds until a worker that ended is started again; doubled each time
LONGEST_DELAY = 60.0  # seconds; a worker that lived for as long is no repeated failure
PATIENCE = 8.0  # seconds in which a worker may finish the job at hand


class Keeper:
    """Runs a command, and runs it again when it ends, until told to stop.

    The first start is done by the thread that calls ``start``: the server forks soon after, and
    a start that is under way at that moment would leave a pipe open in the fork.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start the command."""
        self._run()
        self._thread.start()

    def stop(self) -> None:
        """Ask the process to end with SIGTERM, and make it end if it takes too long."""
        self._stopping.set()
        self._signal(signal.SIGTERM)
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            self._signal(signal.SIGKILL)
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        # In a process group of its own: Ctrl-C reaches the main process alone, which stops it.
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            self._command, stdin=subprocess.DEVNULL, process_group=0
        )

    def _signal(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)  # Nothing, if it has ended.

    def _keep(self) -> None:
        delay = FIRST_DELAY
        while self._process is not None:
            started = time.monotonic()
            if self._stopping.is_set():  # Perhaps while it was being started.
                self._signal(signal.SIGTERM)
            code = self._process.wait()
            if self._stopping.is_set():
                return
            delay = FIRST_DELAY if time.monotonic() - started >= LONGEST_DELAY else delay
            if code != 0:
                logger.warning("The worker ended (%s); it starts again in %.0f s.", code, delay)
            if self._stopping.wait(delay):
                return
            delay = min(delay * 2, LONGEST_DELAY) if code != 0 else FIRST_DELAY
            self._run()


@contextmanager
def worker_beside(*, reload: bool) -> Iterator[None]:
    """Keep a worker running within; with ``reload`` one that starts anew when code changes.

    Should this process be killed, the worker notices and ends.
    """
    manage = str(settings.BASE_DIR / "manage.py")
    command = [sys.executable, manage, "worker", "--parent", str(os.getpid())]
    keeper = Keeper([*command, "--reload"] if reload else command)
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()
