"""What may be stored and logged of an error: enough to mend it, and nobody's data."""

import re
import traceback
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.db import OperationalError

from .registry import Failure

MOST = 300  # characters, as many as Job.last_error takes
ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;]+")


def describe(error: BaseException) -> str:
    """One line on ``error`` of at most 300 characters, without personal data.

    Messages of exceptions quote values (a row of the database, an address), so only those are
    used that are known: our own, the operating system's, and a mail server's without its
    addresses. Of all others it says the class and where it happened.
    """
    words = " ".join(_describe(error).split())
    return "".join(each if each.isprintable() else "?" for each in words)[:MOST]


def is_unexpected(error: BaseException) -> bool:
    """Whether ``error`` may be a mistake of ours rather than trouble with mail or database."""
    return not isinstance(error, (Failure, OSError, OperationalError))


def is_timeout(error: BaseException) -> bool:
    """Whether somebody did not answer in time; smtplib calls that a disconnection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _describe(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, Failure):
        return str(error)
    if isinstance(error, SMTPRecipientsRefused):
        return f"{name}: {refusal(error)}"
    if isinstance(error, SMTPResponseException):
        return f"{name}: {answer(error.smtp_code, error.smtp_error)}"
    if isinstance(error, OSError):
        reason = "no answer in time" if is_timeout(error) else error.strerror
        return f"{name}: {reason}" if reason else name
    if isinstance(error, OperationalError):
        return f"{name}: {str(error).partition(chr(10))[0]}"
    return f"{name} at {place(error)}"


def refusal(error: SMTPRecipientsRefused) -> str:
    """What the mail server says of the recipients that it refused, without naming them."""
    return "; ".join(
        answer(code, text, address) for address, (code, text) in error.recipients.items()
    )


def answer(code: int, text: bytes | str, recipient: str = "") -> str:
    """A mail server's answer without addresses, and without the name in ``recipient``."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    for part in (recipient, recipient.rpartition("@")[0]):
        if len(part) > 1:
            said = re.sub(re.escape(part), "…", said, flags=re.IGNORECASE)
    return f"{code} {ADDRESS.sub('…', said)}"


def place(error: BaseException) -> str:
    """Where an exception was raised: file, line and function."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "an unknown place"
    frame = frames[-1]
    return f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} in {frame.name}"


def stack(error: BaseException) -> str:
    """The calls that led to an exception, as a traceback shows them, without its message."""
    return "".join(traceback.format_tb(error.__traceback__))
