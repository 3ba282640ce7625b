"""What every request must pass and every response must carry."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from .content_type import UNREADABLE
from .errors import bad_request, too_large

Handler = Callable[[HttpRequest], HttpResponse]

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
        if not response.get("Content-Type", "").startswith(self.kinds):
            return response
        return super().process_response(request, response)
