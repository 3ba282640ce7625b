"""Keyed hashes: what lets two things be compared without being kept.

Without the site's secret key none leads back to what it was made of, not even by trying all
addresses there are.
"""

from ipaddress import ip_address, ip_network

from django.utils.crypto import salted_hmac

from .normalise import skeleton


def address_key(address: str) -> str:
    """The key of a network address: an IPv4 address, or the /64 of an IPv6 one.

    A household or a server has a whole /64 to choose addresses from. Empty for no address.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.version == 6:
        return _keyed("address", str(ip_network((parsed, 64), strict=False)))
    return _keyed("address", str(parsed))


def email_key(email: str) -> str:
    """The key of an e-mail address, however it is capitalised."""
    return _keyed("email", email.strip().lower())


def submission_key(name: str, email: str, text: str) -> str:
    """What makes two submissions one: the same words, name and address, however spaced."""
    return _keyed("submission", "\0".join((skeleton(name), email.strip().lower(), skeleton(text))))


def text_key(text: str) -> str:
    """The key of what is said, whoever says it."""
    return _keyed("text", skeleton(text))


def _keyed(what: str, value: str) -> str:
    return salted_hmac(f"backcare.comments.{what}", value, algorithm="sha256").hexdigest()
