"""The pages for what went wrong: each says what happened and where to go on."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

# After so long a database that is locked or starts anew has mostly come back.
BUSY_SECONDS = 10
# Of an address that are put into the search; more are a sentence that somebody else has written.
MOST_WORDS = 8


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form makes no sense to us."""
    return render(request, "400.html", status=400)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    """403: not allowed, or a form that did not come from this site."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here. The search is filled with the words of the address."""
    return render(request, "404.html", {"query": words_of(request.path)}, status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent than any form of the site takes."""
    return render(request, "413.html", status=413)


def gone(request: HttpRequest, **context: Any) -> HttpResponse:
    """410: there was a page here, and it has been withdrawn.

    ``pages`` are live ones to go on to, ``kind`` is what it was.
    """
    return render(request, "410.html", {"query": words_of(request.path), **context}, status=410)


def words_of(path: str) -> str:
    """What an address says, in words: "sciatica at night" of /articles/sciatica-at-night/."""
    last = re.sub(r"\.\w{1,5}$", "", path.rstrip("/").rpartition("/")[2])
    words = re.findall(r"[^\W\d_]{2,30}", last)
    return " ".join(words[:MOST_WORDS])


def busy(request: HttpRequest) -> HttpResponse:
    """503: the database is locked or away. Asks nothing of it, and says when to come back."""
    response = HttpResponse(loader.render_to_string("503.html"), status=503)
    response["Retry-After"] = str(BUSY_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without a request, because that may be what fails."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)
