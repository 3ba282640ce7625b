"""Saying that something has changed that readers see."""

import logging
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection, transaction
from django.dispatch import Signal

from . import purging, tags, telling
from .generations import generations
from .models import Change

logger = logging.getLogger(__name__)


# Sent in the transaction that changes what stands on every page, each time that it says so.
everything_said = Signal()


@dataclass
class _Said:
    """What is done when the transaction commits; Django forgets it when that is rolled back."""

    change: int
    what: frozenset[int]
    is_done: bool = False

    def __call__(self) -> None:
        self.is_done = True
        try:
            apply(self.what, self.change)
            telling.tell(self.change, self.what)
        except Exception:  # What was committed stands; the row tells the rest.
            logger.exception("A change could not be told of at once.")


def apply(what: Collection[int], change: int | None = None) -> bool:
    """Have answers made anew on this machine, now; False for a ``change`` that is known here."""
    return generations().bump(what, change)


def said_here() -> list["_Said"]:
    """What the running transaction has said so far, and is not known to anybody else yet."""
    hooks = (waiting[1] for waiting in connection.run_on_commit)
    return [hook for hook in hooks if isinstance(hook, _Said) and not hook.is_done]


def changed(*what: int) -> None:
    """Have every answer that shows one of these made anew, once the transaction has committed.

    On this machine at once, on the others within a second: the row is written with the change, so
    that a process that is killed after the commit leaves word of it.
    """
    if tags.EVERYTHING in what:
        everything_said.send(sender=None)
    said = {tag for hook in said_here() for tag in hook.what}
    fresh = frozenset(what) - said
    if not fresh or tags.EVERYTHING in said:
        return
    change = Change.objects.create(layout=tags.LAYOUT, tags=sorted(fresh))
    purging.purge_later(fresh)
    transaction.on_commit(_Said(change.pk, fresh))
