"""The jobs that are nobody's in particular: sending mail, and tidying up after the others."""

from collections.abc import Mapping
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.utils import timezone

from .connection import send
from .failures import answer, refusal
from .mail import SEND, as_message
from .models import Job
from .registry import GiveUp, Then, job, recurring

KEEP_GIVEN_UP = timedelta(days=30)


@job(SEND)
def send_mail(*, then: Mapping[str, Any] | None, **fields: Any) -> Then | None:
    """Hand a queued message to the mail server.

    Gives up at once when the server refuses the recipient, or the message itself, for good
    (5xx). Everything else may pass: a server that is away, a password that somebody mends.
    """
    try:
        send(as_message(**fields))
    except SMTPRecipientsRefused as error:
        if all(is_final(code) for code, _text in error.recipients.values()):
            raise GiveUp(f"The mail server refused the recipient: {refusal(error)}") from None
        raise
    except SMTPDataError as error:
        if is_final(error.smtp_code):
            said = answer(error.smtp_code, error.smtp_error, fields["to"])
            raise GiveUp(f"The mail server refused the message: {said}") from None
        raise
    return Then(**then) if then else None


def is_final(code: int) -> bool:
    """Whether an answer of a mail server means never. Source: RFC 5321, 4.2.1."""
    return 500 <= code < 600


@recurring("jobs.forget_given_up", every=timedelta(days=1))
def forget_given_up() -> None:
    """Delete what was given up 30 days ago: nobody minded, and it may hold addresses."""
    Job.objects.given_up().filter(given_up_at__lt=timezone.now() - KEEP_GIVEN_UP).delete()
