"""How long a request may still take, so that whoever waits in vain is told within five seconds."""

import time
from collections.abc import Callable
from typing import Any, NoReturn

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

# In the environment of a request: time.monotonic() at which it should be answered, in seconds.
UNTIL = "backcare.until"
# A reader who only reads writes next to nothing, and gives that up before the page is late.
FOR_READERS = 1.0  # seconds


class NoTime(OperationalError):
    """The request has waited for so long that nothing is asked of the database for it any more."""


def keep_to_the_time(get_response: Handler) -> Handler:
    """Give the database as long as the request has; with no time left, refuse each query.

    A view meets the refusal as it meets a database that is locked, and keeps what was typed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        until = request.META.get(UNTIL)
        if until is None:
            return get_response(request)
        left = until - time.monotonic()
        if left <= 0:
            with connection.execute_wrapper(_refuse):
                return get_response(request)
        if request.method in {"GET", "HEAD"}:
            left = min(left, FOR_READERS)
        wait_for_the_lock(left)
        with connection.execute_wrapper(_once(time.monotonic() + left)):
            return get_response(request)

    return middleware


def _once(until: float) -> Callable[..., Any]:
    """Have a request that has waited for the lock in vain, and goes on, wait for what is left."""

    def execute(run: Callable[..., Any], *query: Any) -> Any:
        try:
            return run(*query)
        except OperationalError:
            wait_for_the_lock(max(until - time.monotonic(), 0))
            raise

    return execute


def _refuse(*_query: Any) -> NoReturn:
    raise NoTime("no time is left")


def wait_for_the_lock(seconds: float) -> None:
    """Have SQLite wait for so long when it is locked; a connection still to come waits as set."""
    if connection.vendor == "sqlite" and connection.connection is not None:
        connection.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
