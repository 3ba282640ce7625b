"""The connection to the mail server, kept open for as long as there is something to send."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from .failures import is_timeout

_kept = threading.local()


class Line:
    """A connection that is opened when first needed, and again when the server has hung up.

    A server that does not answer is not asked again: whatever else was to be sent fails with
    the same error, at once, instead of waiting as long.
    """

    def __init__(self) -> None:
        self._backend: Any = None
        self._away: Exception | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand a message to the mail server; raises OSError (or its SMTPException) if it fails."""
        if self._away:
            raise self._away
        if self._backend is None or not self._is_alive():
            self._open()
        try:
            self._backend.send_messages([message])
        except Exception as error:
            if is_timeout(error):
                self._away = error
            self.close()
            raise
        if not isinstance(self._backend, EmailBackend):  # A file for each message.
            self.close()

    def close(self) -> None:
        """Hang up, if there is a connection."""
        if self._backend is not None:
            with suppress(OSError):
                self._backend.close()
            self._backend = None

    def _open(self) -> None:
        self.close()
        self._backend = get_connection()
        try:
            self._backend.open()
        except OSError as error:
            self._away = error
            self.close()
            raise

    def _is_alive(self) -> bool:
        """Whether a connection that was used before still is one.

        Asked before a message and not after: one that broke off may have been taken.
        """
        try:
            code, _answer = self._backend.connection.noop()
        except (OSError, SMTPException, AttributeError):
            return False
        return bool(code == 250)


@contextmanager
def kept_open() -> Iterator[Line]:
    """Have all that this thread sends within go through one connection."""
    if line := getattr(_kept, "line", None):
        yield line
        return
    line = _kept.line = Line()
    try:
        yield line
    finally:
        del _kept.line
        line.close()


def send(message: EmailMessage) -> None:
    """Send through the connection that is kept open, or else through one of its own."""
    with kept_open() as line:
        line.send(message)
