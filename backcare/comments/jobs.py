"""What the comments have the worker do again and again."""

from datetime import timedelta

from backcare.jobs.registry import Then, job, recurring

from . import spam
from .digest import send_digests
from .notifying import ASK, confirmation_of, send_answers
from .retention import apply_retention


@job(ASK)
def ask_to_confirm(subscription: int) -> Then | None:
    """Ask a commenter whether an address is theirs."""
    return confirmation_of(subscription)


@recurring("comments.tell_of_answers", every=timedelta(minutes=1))
def tell_of_answers() -> None:
    """Tell subscribers of new answers."""
    send_answers()


@recurring("comments.tell_moderators", every=timedelta(minutes=2))
def tell_moderators() -> None:
    """Tell moderators of what waits."""
    send_digests()


@recurring("comments.retention", every=timedelta(days=1))
def retention() -> None:
    """Delete what has been kept for as long as it may."""
    apply_retention()
    spam.forget_rare()
