"""A real mail server for tests: it can refuse, be slow, be away, and keeps what it takes."""

import asyncio
import logging
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from tests.browser.site import free_port

HOST = "127.0.0.1"
# It logs every address, and tests look for addresses in logs.
logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Taken:
    """A message that the server took, with the envelope that it came in."""

    sender: str
    recipients: list[str]
    message: EmailMessage


class MailServer:
    """Listens on a free port of this machine between ``start`` and ``stop``, or in a ``with``.

    ``refusals`` maps an address to the line that answers it as a recipient, for example
    "550 5.1.1 No such user"; ``refusal`` answers every message. ``seconds`` is how long it thinks
    before it answers a recipient. ``taken`` grows in the order in which messages came.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"smtp://{HOST}:{self.port}"
        self.taken: list[Taken] = []
        self.refusals: dict[str, str] = {}
        self.refusal = ""
        self.seconds = 0.0
        self.connections = 0
        self.recipients_seen: list[str] = []
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen, once more after a ``stop`` on the same port."""
        self._controller = Controller(self, hostname=HOST, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Be away: connections are refused."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> "MailServer":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    # What aiosmtpd calls ----------------------------------------------------------------------

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.recipients_seen.append(address)
        await asyncio.sleep(self.seconds)
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.refusal:
            return self.refusal
        content = envelope.content.replace(b"\r\n", b"\n")
        message = message_from_bytes(content, policy=policy.default)
        self.taken.append(Taken(envelope.mail_from, list(envelope.rcpt_tos), message))
        return "250 OK"
