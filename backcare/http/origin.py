"""The guard of forms on public pages.

Public pages are the same bytes for every reader, so they carry no token. A browser says
where a form came from in ``Origin`` and ``Sec-Fetch-Site``, and no page can forge either.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from .errors import forbidden

View = Callable[..., HttpResponse]


def is_own_origin(request: HttpRequest) -> bool:
    """Whether a POST came from a page of this site.

    ``Origin`` must be the site's own; ``Sec-Fetch-Site``, when sent, must be
    ``same-origin``. A request with neither is not a browser's form and is refused.
    """
    origin = request.headers.get("Origin")
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None and fetch_site != "same-origin":
        return False
    if origin is None:
        return fetch_site == "same-origin"
    own = {settings.ORIGIN}
    if settings.LOOPBACK:
        # On loopback the site answers to several names; the one asked for is its own.
        own.add(f"{request.scheme}://{request.get_host()}")
    return origin in own


def same_origin_only(view: View) -> View:
    """Refuse a POST from elsewhere with 403; takes the place of Django's CSRF token."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not is_own_origin(request):
            return forbidden(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
