"""A line for each request, and one more for those that were slow."""

import logging
import re
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any

from django.conf import settings

from backcare.http.logs import without_secrets

slow = logging.getLogger("backcare.slow")

observe: Callable[[str, int, float, float], None] | None = None
if settings.METRICS_TOKEN:
    from backcare.health.metrics import observe

UNPRINTABLE = re.compile(r"[^ -~]")


class Lines:
    """Standard output, to which a thread writes what was gathered in a tenth of a second.

    Python's logging takes as long for a line as a kept page takes to be answered. A process that
    is killed takes the lines of its last moment along.
    """

    EVERY = 0.1  # seconds
    # Of one piece: so much is written whole by one process among others. Source: pipe(7).
    LARGEST = 4096  # bytes

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._is_written = False
        self._lock = threading.Lock()

    def add(self, line: str) -> None:
        """Have a line written soon."""
        self._lines.append(line)
        if not self._is_written:
            self._begin()

    def write(self) -> None:
        """Write what there is."""
        with self._lock:
            lines, self._lines = self._lines, []
            piece = ""
            for line in lines:
                if len(piece) + len(line) >= self.LARGEST:
                    self._put(piece)
                    piece = ""
                piece += f"{line}\n"
            self._put(piece)

    def _put(self, piece: str) -> None:
        if piece:
            sys.stdout.write(piece)
            sys.stdout.flush()

    def _begin(self) -> None:
        with self._lock:
            if self._is_written:
                return
            self._is_written = True
        # A worker of the server ends without what Python does at the end of other processes.
        Finalize(None, self.write, exitpriority=1)
        threading.Thread(target=self._go_on, name="request log", daemon=True).start()

    def _go_on(self) -> None:
        while True:
            time.sleep(self.EVERY)
            try:
                self.write()
            except OSError:  # Nobody reads it any more, or the disk is full.
                continue


lines = Lines()  # of one worker; the process that starts them writes none


def one_line(text: str) -> str:
    """``text`` without secrets, on one line whatever bytes a path was made of.

    What is not printable ASCII stands as %XX, as it came in the request.
    """
    if not (text.isascii() and text.isprintable()):
        text = UNPRINTABLE.sub(lambda char: f"%{ord(char[0]):02X}", text)
    return without_secrets(text)


def note(
    environ: dict[str, Any], status: int, started: float, begun: float | None, lane: str
) -> None:
    """Log and count a request that was answered now.

    ``started`` and ``begun`` are when it came and when its turn came, by time.perf_counter().
    What was searched for (the query string) is left out: it may say what hurts, and where. The
    path comes last, so that a blank in it cannot be mistaken for the next column.
    """
    took = (time.perf_counter() - started) * 1000
    what = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
    address = environ["REMOTE_ADDR"]
    lines.add(one_line(f"{_now(int(time.time()))} {address} {status} {took:.0f}ms {what}"))
    waited = ((begun or started) - started) * 1000
    if observe is not None:
        observe(lane, status, took / 1000, waited / 1000)
    if took >= settings.SLOW_REQUEST_MS:
        slow.warning("Slow: %.0f ms, %.0f of them waiting: %s", took, waited, one_line(what))


_second: tuple[int, str] = (0, "")


def _now(second: int) -> str:
    """The time in words, made once a second."""
    global _second
    known, words = _second
    if known != second:
        words = time.strftime("%Y-%m-%d %H:%M:%S %z", time.localtime(second))
        _second = (second, words)
    return words
