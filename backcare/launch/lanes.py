"""Lanes: requests that wait for one of a few threads, without a thread each.

Python runs one thread at a time. A few threads that render are quicker than many, and requests
that wait for a locked database must not take the threads of those that need none.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

# A lane in which nothing has come to an end for so long is stuck, most likely at the database.
STUCK_AFTER = 2.0  # seconds
# So long a request waits in a lane that is stuck. The rest of five seconds is for its answer.
PATIENCE = 4.0  # seconds
# And so long where others are answered meanwhile. Proxies give up after 30 or 60 seconds.
LONGEST_WAIT = 20.0  # seconds
# What is left to a request that has waited, to be answered after all.
LEAST_LEFT = 0.25  # seconds


@dataclass
class Task:
    """A request that waits. ``run(seconds)`` answers it, within so many seconds if it can.

    ``run`` with 0 turns it away. It returns whether the request was answered as it should be.
    """

    run: Callable[[float], bool]
    since: float = field(default_factory=time.monotonic)

    def waited(self) -> float:
        """Seconds since it came."""
        return time.monotonic() - self.since


class Lane:
    """Runs tasks in the order in which they came, on ``threads`` threads of its own.

    At most ``longest`` wait. Threads are started when they are needed, and stay.
    """

    def __init__(self, name: str, *, threads: int, longest: int) -> None:
        self.name = name
        self.turned_away = 0
        self._most = threads
        self._longest = longest
        self._waiting: deque[Task] = deque()
        self._threads = 0
        self._idle = 0
        self._moved_at = time.monotonic()
        self._condition = threading.Condition()

    def add(self, task: Task) -> bool:
        """Queue a task; False when too many wait already."""
        with self._condition:
            if len(self._waiting) >= self._longest:
                self.turned_away += 1
                return False
            if not self._waiting and (self._idle or self._threads < self._most):
                self._moved_at = time.monotonic()  # Nobody is stuck who has nothing to do.
            self._waiting.append(task)
            if self._idle >= len(self._waiting):
                self._condition.notify()
            elif self._threads < self._most:
                self._threads += 1
                threading.Thread(target=self._work, name=self.name, daemon=True).start()
        return True

    def waiting(self) -> int:
        """How many requests wait for a thread."""
        return len(self._waiting)

    def busy(self) -> int:
        """How many requests are being answered."""
        return self._threads - self._idle

    def is_stuck(self) -> bool:
        """Whether nothing has been answered for some time, though there was something."""
        return time.monotonic() - self._moved_at > STUCK_AFTER

    def overdue(self) -> Task | None:
        """Take out the oldest task if it has waited for too long; somebody must turn it away."""
        with self._condition:
            if not self._waiting:
                return None
            waited = self._waiting[0].waited()
            if waited > LONGEST_WAIT or (waited > PATIENCE and self.is_stuck()):
                self.turned_away += 1
                return self._waiting.popleft()
        return None

    def _next(self) -> Task:
        with self._condition:
            while not self._waiting:
                self._idle += 1
                self._condition.wait()
                self._idle -= 1
            return self._waiting.popleft()

    def _work(self) -> None:
        while True:
            task = self._next()
            seconds = PATIENCE
            if self.is_stuck():
                seconds = max(PATIENCE - task.waited(), LEAST_LEFT)
            if run(task, seconds):
                self._moved_at = time.monotonic()


def run(task: Task, seconds: float) -> bool:
    """Run a task; whatever it raises ends neither the thread nor the site."""
    try:
        return task.run(seconds)
    except Exception:
        logger.exception("A request was not answered.")
        return False


class Sweeper:
    """Turns away what has waited for too long, in all ``lanes``, and calls ``look`` meanwhile."""

    EVERY = 0.1  # seconds

    def __init__(self, lanes: list[Lane], look: Callable[[], None]) -> None:
        self._lanes = lanes
        self._look = look
        threading.Thread(target=self._sweep, name="sweeper", daemon=True).start()

    def _sweep(self) -> None:
        while True:
            time.sleep(self.EVERY)
            try:
                self._look()
            except Exception:
                logger.exception("The sweeper failed.")
            for lane in self._lanes:
                while task := lane.overdue():
                    run(task, 0)
