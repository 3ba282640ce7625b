"""Who is asking."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The reader's address, as the outermost trusted proxy saw it.

    Each of ``TRUSTED_PROXIES`` proxies appends the address it was called from to
    ``X-Forwarded-For``; whatever stands further left was written by the reader and
    proves nothing. Without trusted proxies the header is ignored.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    hops = settings.TRUSTED_PROXIES
    if not hops:
        return direct
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(forwarded) < hops:
        return direct
    try:
        return str(ip_address(forwarded[-hops]))
    except ValueError:
        return direct
