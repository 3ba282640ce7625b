"""Which servers may be asked: those of the public web, and nothing near to this machine."""

import re
import socket
from collections.abc import Callable, Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}
# IPv6 that is routed at all, and IPv4 written as IPv6 by a translator (RFC 6052).
ROUTED = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
# What Python's `ipaddress` calls global in one of its versions or another: the blocks for
# protocols (RFC 6890, RFC 2928), the relays of a translation that is given up (RFC 7526), and
# what books and manuals write (RFC 9637).
NOT_HOSTS = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("3fff::/20"),
)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?", re.IGNORECASE)
# What inet_aton takes for an address: "2130706433", "0x7f.1", "0177.0.0.1".
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Iterable[str]]


class NotAllowed(Exception):
    """Raised for an address that the site must not ask."""


class NoSuchHost(Exception):
    """Raised for a name that no server has."""


def parsed(url: str) -> tuple[SplitResult, str, int]:
    """The parts of a web address, its host in ASCII, and its port. NotAllowed for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise NotAllowed(str(error)) from None
    if parts.scheme not in PORTS:
        raise NotAllowed("scheme")
    if "@" in parts.netloc:
        raise NotAllowed("credentials")
    if port is None:
        port = PORTS[parts.scheme]
    if port not in PORTS.values():
        raise NotAllowed("port")
    return parts, _ascii(host), port


def _ascii(host: str) -> str:
    if ":" in host:  # Was in brackets; anything but an IPv6 address has been refused by then.
        return host
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        raise NotAllowed("host") from None
    if not _HOST.fullmatch(host):
        raise NotAllowed("host")
    if _NUMBER.fullmatch(host.rpartition(".")[2]) and _literal(host) is None:
        raise NotAllowed("number")
    return host


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a server, as the system knows them. Raises NoSuchHost."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoSuchHost(host) from None
    return [str(info[4][0]) for info in found]


def public_addresses(host: str, port: int, resolver: Resolver = resolve) -> list[str]:
    """The addresses at which a server may be asked, each public. Resolves the name once.

    Raises NotAllowed when one of them is not public: nobody who means well has such a name.
    """
    literal = _literal(host)
    found = [str(literal)] if literal is not None else list(dict.fromkeys(resolver(host, port)))
    if not found:
        raise NoSuchHost(host)
    for text in found:
        address = _literal(text)
        if address is None or not is_public(address):
            raise NotAllowed("address")
    return found


def is_public(address: Address) -> bool:
    """Whether an address is of one machine somewhere on the public internet."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None or address.teredo is not None:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address not in ROUTED:
            return False
    return (
        not any(address in network for network in NOT_HOSTS)
        and address.is_global
        and not address.is_multicast
        and not address.is_private
        and not address.is_reserved
        and not address.is_loopback
        and not address.is_link_local
        and not address.is_unspecified
    )
