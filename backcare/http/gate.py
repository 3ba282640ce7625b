"""The gate between the page cache and Django: the server's own threads never go through it.

The server calls the site first on a thread that must not wait (``launch/front.py``). What the page
cache has is answered there. Whatever needs Django is handed over to a thread that may.
"""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# Stands in the environment of a request that is on a thread which must not wait.
AT_THE_FRONT = "backcare.at_the_front"


class HandOver(Exception):
    """The request needs Django, and with it a thread that may wait."""


def hand_over_at_the_front(environ: dict[str, Any]) -> None:
    """Raise HandOver where nobody may wait. To be called before anything that takes its time."""
    if AT_THE_FRONT in environ:
        raise HandOver


def gate(application: Application) -> Application:
    """``application``, for threads that may wait."""

    def gated(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        hand_over_at_the_front(environ)
        return application(environ, start_response)

    return gated
