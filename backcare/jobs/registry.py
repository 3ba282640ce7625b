"""Which function does which job. Functions stand in a module ``jobs`` of their app."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

GIVE_UP_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Then:
    """What a handler returns to have another job queued.

    That happens in the very transaction in which its own is struck off. Raises TypeError for a
    payload that is not JSON: when the work is done it would be too late to say so.
    """

    name: str
    payload: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        json.dumps(self.payload)


Handler = Callable[..., Then | None]
H = TypeVar("H", bound=Handler)


class Failure(Exception):
    """Raised by a handler that should be tried again later.

    Its text is for editors. It is stored and logged: no personal data in it.
    """


class GiveUp(Failure):
    """Raised by a handler that need not be tried again."""


@dataclass(frozen=True)
class Registered:
    """A kind of job: what does it, how long it is tried, and how often it comes, if it recurs."""

    name: str
    handler: Handler
    give_up_after: timedelta = GIVE_UP_AFTER
    every: timedelta | None = None

    @property
    def place(self) -> str:
        """Where the handler is written, for example "backcare.jobs.jobs.send_mail"."""
        return f"{self.handler.__module__}.{self.handler.__qualname__}"


class Registry:
    """The kinds of job by their names, and the names that were taken twice."""

    def __init__(self) -> None:
        self._kinds: dict[str, Registered] = {}
        self.clashes: list[tuple[str, str, str]] = []

    def add(self, kind: Registered) -> None:
        """Take a kind of job; a second one of the same name is noted as a clash."""
        first = self._kinds.setdefault(kind.name, kind)
        if first.place != kind.place:
            self.clashes.append((kind.name, first.place, kind.place))

    def get(self, name: str) -> Registered | None:
        """The kind of job of that name, if there is one."""
        return self._kinds.get(name)

    def recurring(self) -> Iterator[tuple[str, timedelta]]:
        """The name of each recurring job, with the time between two."""
        for kind in self._kinds.values():
            if kind.every is not None:
                yield kind.name, kind.every


registry = Registry()


def job(name: str, *, give_up_after: timedelta = GIVE_UP_AFTER) -> Callable[[H], H]:
    """Have the decorated function do the jobs called ``name``; it gets their payload by keyword.

    It runs outside any transaction, must be done within the lease of five minutes, and may run
    twice: once more after a crash. ``give_up_after`` is how long a failing job is tried.
    """

    def register(handler: H) -> H:
        registry.add(Registered(name, handler, give_up_after))
        return handler

    return register


def recurring(
    name: str, *, every: timedelta, give_up_after: timedelta = GIVE_UP_AFTER
) -> Callable[[H], H]:
    """Have the decorated function called without arguments each time ``every`` has passed.

    The intervals are of real time, whatever the clocks on the wall do; the first call is due at
    once. What was missed during a pause is done once. Otherwise as ``job``.
    """

    def register(handler: H) -> H:
        registry.add(Registered(name, handler, give_up_after, every))
        return handler

    return register
