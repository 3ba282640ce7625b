"""How far something is, for whoever waits for it."""

import time
from typing import Protocol

PAUSE = 2.0  # seconds between two words about the same thing


class Output(Protocol):
    """Where lines can be written."""

    def write(self, line: str) -> object: ...


class Progress:
    """Writes what it is told, but of lines that begin alike only one every two seconds."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._said: dict[str, float] = {}

    def __call__(self, line: str) -> None:
        what, now = line.partition(":")[0], time.monotonic()
        if now - self._said.get(what, -PAUSE) >= PAUSE:
            self._said[what] = now
            self._output.write(line)
