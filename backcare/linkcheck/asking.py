"""Asks another server whether a page is there, and for nothing else.

Every step is checked anew: the name is looked up once, all its addresses must be public, and the
connection goes to one of those very addresses. No proxy, no cookie, no body is read.
"""

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Timer
from urllib.parse import quote, urljoin

from django.conf import settings

from .allowed import PORTS, Resolver, parsed, public_addresses, resolve

MOST_REDIRECTS = 5
MOST_ADDRESSES = 3
PATIENCE = 15.0  # seconds, for all steps of one link together
LONGEST_SILENCE = 5.0  # seconds, of a server that is connected to, or speaks
PLAIN = "/%:@!$&'()*+,;=~-._"
FOR_GOOD = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})

Connector = Callable[[str, int, float], socket.socket]


class Unreachable(Exception):
    """Raised when no answer came; ``reason`` is a Link.Reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What a server said at the end of all redirects. ``for_good``: each of them was permanent."""

    status: int
    url: str
    for_good: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def connect(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to exactly this address."""
    return socket.create_connection((address, port), timeout)


def user_agent() -> str:
    """Who asks, and where to complain."""
    return f"backcare-links/1.0 (+{settings.ORIGIN}/)"


def ask(
    url: str,
    *,
    resolver: Resolver = resolve,
    connector: Connector = connect,
    tls: ssl.SSLContext | None = None,
    patience: float = PATIENCE,
) -> Answer:
    """What a reader gets at an address elsewhere, in at most ``patience`` seconds and a name's.

    Asks by HEAD, and by GET where that is refused. Raises NotAllowed, NoSuchHost, Unreachable.
    The arguments are for tests, which have no public server.
    """
    asker = _Asker(resolver, connector, tls, time.monotonic() + patience)
    for_good = True
    for hop in range(MOST_REDIRECTS + 1):
        status, headers = asker.one(url)
        location = headers.get("location", "")
        if status not in REDIRECTS or not location:
            return Answer(status, url, for_good and hop > 0, headers)
        for_good = for_good and status in FOR_GOOD
        try:
            url = urljoin(url, location)
        except ValueError:
            raise Unreachable("redirects") from None
    raise Unreachable("redirects")


@dataclass(frozen=True)
class _Place:
    """An address that may be asked, and the machines that it was found to be."""

    host: str
    port: int
    is_secure: bool
    path: str
    addresses: list[str]

    @property
    def name(self) -> str:
        """What goes into the header Host."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == PORTS[self.scheme] else f"{shown}:{self.port}"

    @property
    def scheme(self) -> str:
        return "https" if self.is_secure else "http"


@dataclass
class _Asker:
    resolver: Resolver
    connector: Connector
    tls: ssl.SSLContext | None
    until: float  # by the monotonic clock

    def one(self, url: str) -> tuple[int, dict[str, str]]:
        """Status and headers (names in lower case) of one address, redirects not followed."""
        place = self._checked(url)
        status, headers = self._request("HEAD", place)
        if status >= 400 and status not in {429, 503}:
            status, headers = self._request("GET", place)
        return status, headers

    def _checked(self, url: str) -> _Place:
        parts, host, port = parsed(url)
        path = quote(parts.path or "/", safe=PLAIN)
        if parts.query:
            path = f"{path}?{quote(parts.query, safe=PLAIN + '?')}"
        addresses = public_addresses(host, port, self.resolver)[:MOST_ADDRESSES]
        return _Place(host, port, parts.scheme == "https", path, addresses)

    def _left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise Unreachable("too-slow")
        return left

    def _request(self, method: str, place: _Place) -> tuple[int, dict[str, str]]:
        socks = [self._connected(place)]
        # A server that sends a byte now and then would keep every single wait short.
        end = Timer(self._left(), _shut, [socks])
        end.daemon = True
        end.start()
        connection = HTTPConnection(place.host, place.port)
        try:
            if place.is_secure:
                context = self.tls or ssl.create_default_context()
                secure = context.wrap_socket(
                    socks[-1], server_hostname=place.host, do_handshake_on_connect=False
                )
                socks.append(secure)
                secure.do_handshake()
            connection.sock = socks[-1]
            connection.auto_open = 0  # It would connect by name.
            connection.putrequest(method, place.path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", place.name)
            connection.putheader("User-Agent", user_agent())
            connection.putheader("Accept", "text/html,application/pdf;q=0.9,*/*;q=0.8")
            connection.putheader("Accept-Encoding", "identity")
            if method == "GET":
                connection.putheader("Range", "bytes=0-1023")
            connection.putheader("Connection", "close")
            connection.endheaders()
            with connection.getresponse() as response:  # The body stays where it is.
                headers = {name.lower(): value for name, value in response.getheaders()}
                self._left()  # What was cut off at the end of the time looks like an answer.
                return response.status, headers
        except ssl.SSLCertVerificationError:
            raise Unreachable("certificate") from None
        except (OSError, HTTPException, ValueError):
            self._left()
            raise Unreachable("no-answer") from None
        finally:
            end.cancel()
            connection.close()
            socks[-1].close()

    def _connected(self, place: _Place) -> socket.socket:
        for address in place.addresses:
            try:
                return self.connector(address, place.port, min(self._left(), LONGEST_SILENCE))
            except OSError:
                continue
        self._left()
        raise Unreachable("no-answer")


def _shut(socks: list[socket.socket]) -> None:
    with suppress(OSError):
        # Not the socket's own: one with TLS would forget in the middle of a step that it has it.
        socket.socket.shutdown(socks[-1], socket.SHUT_RDWR)
