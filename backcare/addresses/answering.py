"""What a reader gets at an address at which nothing stands."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from backcare.http import errors
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.publishing.related import around, by_date, related_pages

from . import missing
from .finding import NOTHING, Found, find, was_public

logger = logging.getLogger(__name__)

# Short, though the redirect is for good: a browser that has kept it must find a page that was
# given its old address back. Search engines go by the status.
KEPT_SECONDS = 60
SHOWN = 4


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Where the page is now (301), that it is gone (410), or that there is none (404)."""
    if request.method not in {"GET", "HEAD"}:
        return errors.not_found(request, exception)
    try:
        found = find(request)
    except (InterfaceError, OperationalError) as error:
        # A 404 would be believed, and the page would be forgotten.
        logger.error("The database did not answer in time: %s", error)
        return errors.busy(request)
    if found.location:
        return _there(found)
    if found.page is not None and was_public(found.page):
        return gone_page(request, found.page)
    missing.note(request)
    return errors.not_found(request, exception)


def gone(request: HttpRequest, page: Page) -> HttpResponse:
    """The same at the address of a page that was public once: a redirect that an editor made wins.

    ``page`` is its row, which is not live.
    """
    found = find(request) if request.method in {"GET", "HEAD"} else NOTHING
    return _there(found) if found.location else gone_page(request, page)


def gone_page(request: HttpRequest, page: Page) -> HttpResponse:
    """410, with the live pages nearest to the one that is gone. It says no word of that page."""
    near = around(page)
    pages = related_pages(page, near=near, shown=SHOWN)
    pages += [other for other in by_date(page, near) if other is not None and other not in pages]
    return errors.gone(request, pages=pages[:SHOWN], kind=kinds[page.kind])


def _there(found: Found) -> HttpResponse:
    response = HttpResponsePermanentRedirect(found.location)
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
