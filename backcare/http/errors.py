"""The pages for what went wrong: each says what happened and where to go on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form makes no sense to us."""
    return render(request, "400.html", status=400)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    """403: not allowed, or a form that did not come from this site."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here."""
    return render(request, "404.html", status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent than any form of the site takes."""
    return render(request, "413.html", status=413)


def gone(request: HttpRequest) -> HttpResponse:
    """410: there was a page here, and it has been withdrawn."""
    return render(request, "410.html", status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without a request, because that may be what fails."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)
