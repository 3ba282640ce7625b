"""The guard of forms on public pages.

Public pages are the same bytes for every reader, so they carry no token. A browser says
where a form came from in ``Origin`` and ``Sec-Fetch-Site``, and no page can forge either.
"""

from collections.abc import Callable
from enum import Enum
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from .errors import forbidden

View = Callable[..., HttpResponse]


class Sender(Enum):
    """Where a POST came from: a page of this site, another site, or a browser that did not say."""

    OWN = "own"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


def sender_of(request: HttpRequest) -> Sender:
    """Where a POST came from, by what its browser says.

    ``Origin`` must be the site's own; ``Sec-Fetch-Site``, when sent, must be
    ``same-origin``. Whoever sends neither is no browser of today.
    """
    origin = request.headers.get("Origin")
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if origin is None and fetch_site is None:
        return Sender.UNKNOWN
    if fetch_site not in {None, "same-origin"}:
        return Sender.FOREIGN
    own = {None, settings.ORIGIN}
    if settings.LOOPBACK:
        # On loopback the site answers to several names; the one asked for is its own.
        own.add(f"{request.scheme}://{request.get_host()}")
    return Sender.OWN if origin in own else Sender.FOREIGN


def is_own_origin(request: HttpRequest) -> bool:
    """Whether a POST surely came from a page of this site."""
    return sender_of(request) is Sender.OWN


def same_origin_only(view: View) -> View:
    """Refuse a POST from elsewhere with 403; takes the place of Django's CSRF token."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not is_own_origin(request):
            return forbidden(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
