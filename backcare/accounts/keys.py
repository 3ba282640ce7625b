"""Keyed hashes: what is remembered of a secret, a name or an address in place of itself."""

from ipaddress import ip_address, ip_network

from django.utils.crypto import salted_hmac


def key_of(what: str, value: str) -> str:
    """The key of a value; ``what`` it is keeps the keys of different things apart."""
    return salted_hmac(f"backcare.accounts.{what}", value, algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """What shares a limit: an IPv4 address, or the /64 of an IPv6 one, in one spelling.

    A household or a server has a whole /64 to choose addresses from. What is no address is
    one network with all else that is none.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.version == 6:
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
