"""What every request must pass and every response must carry."""

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from backcare.pagecache.answering import PLAIN

from .content_type import UNREADABLE
from .errors import bad_request, busy, too_large
from .patience import NoTime

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

# Of the forms of the desk, as Django writes it, with or without its mask.
TOKEN = re.compile(r"[A-Za-z0-9]{32}|[A-Za-z0-9]{64}")
# In what SQLite says of a file that is locked, or of a disk on which nothing can be written.
NO_ROOM_OR_TURN = ("locked", "disk is full", "disk I/O error")
# Longer than any address this site makes; browsers and proxies stop at about the same.
LONGEST_QUERY = 4096  # bytes
MOST_PARAMETERS = 100
# The largest image of the library, 15 MB, and the form around it.
LARGEST_BODY = 16 * 1024 * 1024  # bytes

# A content site needs none of these; saying so keeps injected code from asking for them.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)


def refuse_bad_input(get_response: Handler) -> Handler:
    """Answer 400 to requests that no reader and no page of the site can mean.

    NUL bytes and invalid UTF-8 make databases raise, each its own way, and so can text in other
    encodings; endless queries only cost, and so do endless bodies (413). One place refuses them
    before anything is looked up.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if UNREADABLE in request.META:
            return bad_request(request)
        if _content_length(request) > LARGEST_BODY:
            return too_large(request)
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY or query.count("&") >= MOST_PARAMETERS:
            return bad_request(request)
        if any("\0" in value for value in request.COOKIES.values()):
            return bad_request(request)
        if "\0" in request.path or "\ufffd" in request.path:
            return bad_request(request)
        for key, values in request.GET.lists():
            if any("\0" in text or "\ufffd" in text for text in (key, *values)):
                return bad_request(request)
        return get_response(request)

    return middleware


def _content_length(request: HttpRequest) -> int:
    """How many bytes Django would read of the body: none where the header is no number."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def forget_broken_token(get_response: Handler) -> Handler:
    """Leave out a cookie that Django cannot read as the token of its forms.

    Django would set a new one at once, on public pages too. A form that needs one makes one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        name = settings.CSRF_COOKIE_NAME
        if name in request.COOKIES and not TOKEN.fullmatch(request.COOKIES[name]):
            del request.COOKIES[name]
        return get_response(request)

    return middleware


class AnswerWhenBusy:
    """Answer 503 when the database is locked for too long, or away; a reader can come back.

    What a form has sent is its view's matter; see ``is_busy``.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_busy(exception):
            return None
        logger.error("The database did not answer in time: %s", exception)
        return busy(request)


def is_busy(error: Exception) -> bool:
    """Whether ``error`` says that the database is locked, full or away, not a query wrong."""
    if isinstance(error, InterfaceError | NoTime):
        return True
    if not isinstance(error, OperationalError):
        return False
    # SQLite uses the one error for a file that is locked and for a table that is missing.
    return connection.vendor != "sqlite" or any(words in str(error) for words in NO_ROOM_OR_TURN)


def security_headers(get_response: Handler) -> Handler:
    """Add the headers that Django's own middleware doesn't know."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


class CompressText(GZipMiddleware):
    """Compress what readers get as text; pictures and prepared files are small already.

    Django adds bytes at random to each answer, so that its length gives no secret away.
    """

    kinds = ("text/", "application/atom+xml", "application/xml", "application/json")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if PLAIN in request.META or not response.get("Content-Type", "").startswith(self.kinds):
            return response
        return super().process_response(request, response)
