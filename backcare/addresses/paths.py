"""Paths of this site, and what stands at them."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page

LONGEST_PATH = 300  # characters
# Neither readers nor redirects have any business there.
CLOSED = ("/admin/", "/media/", "/preview/", "/static/")
# What a view raises where there is nothing for this reader.
REFUSALS = (Http404, PermissionDenied, SuspiciousOperation)


def match_of(path: str) -> ResolverMatch | None:
    """The pattern that a path belongs to, whether or not anything stands there."""
    try:
        return resolve(path)
    except Resolver404:
        return None


def place_of(path: str) -> tuple[str, str] | None:
    """The kind of page and the slug that a path stands for: it need not exist."""
    match = match_of(path)
    if match is not None:
        for kind in kinds:
            if kind.url_name == match.view_name:
                return kind.name, match.kwargs["slug"]
    return None


def page_at(path: str) -> Page | None:
    """The page, live or not, whose address the path is."""
    place = place_of(path)
    if place is None:
        return None
    return Page.objects.originals().filter(kind=place[0], slug=place[1]).first()


def own_path(typed: str) -> str:
    """What an editor typed or pasted as an address of this site, as the path of a request.

    Raises ValidationError for an address elsewhere, and for one that no request can have.
    """
    typed = typed.strip()
    parts = _split(typed)
    if parts.netloc or parts.scheme:
        if f"{parts.scheme}://{parts.netloc}".lower() != settings.ORIGIN:
            raise ValidationError(_("This address is not of this site. It begins with a “/”."))
    elif not typed.startswith("/") or typed.startswith(("//", "/\\")):
        raise ValidationError(_("An address of this site begins with one “/”."))
    path = unquote(parts.path) or "/"
    if path.startswith("//") or not path.isprintable() or "\\" in path or "\ufffd" in path:
        raise ValidationError(_("No reader can ask for this address."))
    if len(path) > LONGEST_PATH:
        raise ValidationError(_("This address is longer than %d characters.") % LONGEST_PATH)
    if path.startswith(CLOSED):
        raise ValidationError(_("Readers don't go there."))
    return path


def _split(typed: str) -> Any:
    try:
        return urlsplit(typed)
    except ValueError:
        raise ValidationError(_("This is no address.")) from None


def answer_at(path: str, query: str = "") -> HttpResponse | None:
    """What any reader gets at a path of this site when that is a page (200), else None.

    Asks the view itself, so that it knows of every place without naming one. The desk is closed.
    """
    match = match_of(path)
    if match is None or path.startswith(CLOSED):
        return None
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.META = {
        "HTTP_HOST": settings.SITE_URL.netloc,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_METHOD": "GET",
        "SERVER_NAME": settings.HOST,
        "SERVER_PORT": str(settings.SITE_URL.port or (443 if settings.SECURE else 80)),
        "wsgi.url_scheme": settings.SITE_URL.scheme,
    }
    request.GET = QueryDict(query)
    request.resolver_match = match
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except REFUSALS:
        return None
    return response if response.status_code == 200 else None
