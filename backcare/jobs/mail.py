"""Outgoing mail: queued with the data it is about, sent by the worker."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime, make_msgid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone

from .models import Job
from .queue import enqueue
from .registry import Then

SEND = "mail.send"

# What these do not do for readers: programs for development, and files on this machine.
NOWHERE = {
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased")
}
# Whatever names a sender or a recipient is an argument of its own, or none.
HEADERS = {"In-Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "References"}
# Control characters, halves of characters, and the two line ends of Unicode.
UNFIT = {"Cc", "Cs", "Zl", "Zp"}
LONGEST_VALUE = 990  # octets of a header line, of the 998 of RFC 5322
PRINTABLE_ASCII = re.compile(r"[ -~]+")


def mail_is_delivered() -> bool:
    """Whether mail reaches people; without a mail server it becomes files, which reach nobody."""
    return settings.EMAIL_BACKEND not in NOWHERE


def queue_mail(
    *,
    to: str,
    subject: str,
    body: str,
    headers: Mapping[str, str] | None = None,
    reply_to: str | None = None,
    give_up_after: timedelta | None = None,
    then: Then | None = None,
) -> Job:
    """Queue a message of plain text to one address, in the transaction of the caller.

    Its Message-ID and Date are settled here, so that a message sent again after a crash is seen
    to be the same. ``headers`` may hold those of ``HEADERS``. ``then`` is queued once the mail
    server has taken the message. The row, addresses included, is deleted at that time.

    Raises ValueError, and queues nothing, for an address that is none or that mail cannot write,
    for characters that would end a header, and for a text that cannot be stored.
    """
    payload = payload_of(
        to=to, subject=subject, body=body, headers=headers, reply_to=reply_to, then=then
    )
    return enqueue(SEND, give_up_after=give_up_after, **payload)


def payload_of(
    *,
    to: str,
    subject: str,
    body: str,
    headers: Mapping[str, str] | None = None,
    reply_to: str | None = None,
    then: Then | None = None,
) -> dict[str, Any]:
    """What ``queue_mail`` queues, for a job of which a message is to follow: ``Then(SEND, …)``."""
    return {
        "to": fit_address(to),
        "subject": _line("subject", subject),
        "body": _text(body),
        "reply_to": fit_address(reply_to) if reply_to else None,
        "headers": {name: _header(name, value) for name, value in (headers or {}).items()},
        "message_id": make_msgid(domain=_host()),
        "date": format_datetime(timezone.now()),
        "then": {"name": then.name, "payload": then.payload} if then else None,
    }


def as_message(
    *,
    to: str,
    subject: str,
    body: str,
    reply_to: str | None,
    headers: Mapping[str, str],
    message_id: str,
    date: str,
    then: object = None,
) -> EmailMessage:
    """The message that a payload stands for, the same each time."""
    fixed = {"Message-ID": message_id, "Date": date, "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        subject=subject,
        body=body,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={**headers, **fixed},
    )


def forget_mail(address: str) -> int:
    """Delete the mail to ``address``, or to be answered to it, that waits or was given up.

    Returns how many messages that were. For people who ask that nothing is kept of them.
    """
    theirs = Q(payload__to__iexact=address) | Q(payload__reply_to__iexact=address)
    count, _by_model = Job.objects.filter(theirs, name=SEND).delete()
    return count


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"


def fit_address(address: str) -> str:
    """``address``. Raises ValueError for what is none, or one that mail cannot write."""
    try:
        validate_email(address)
        sanitize_address(address, "utf-8")
    except (ValidationError, ValueError):  # Their messages quote the address.
        raise ValueError("That is no e-mail address.") from None
    return _line("address", address)


def _header(name: str, value: str) -> str:
    if name not in HEADERS:
        raise ValueError(f"Mail is not sent with the header {name!r}.")
    if not PRINTABLE_ASCII.fullmatch(value) or len(name) + len(value) > LONGEST_VALUE:
        raise ValueError(f"That cannot stand in the header {name}.")
    return value


def _text(body: str) -> str:
    if any(character == "\0" or unicodedata.category(character) == "Cs" for character in body):
        raise ValueError("The text has characters that cannot be stored.")
    return body


def _line(what: str, value: str) -> str:
    if any(unicodedata.category(character) in UNFIT for character in value):
        raise ValueError(f"The {what} has characters that a header cannot carry.")
    return value
