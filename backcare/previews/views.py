"""A draft for people without an account, at an address that only they have."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .models import PreviewLink
from .rendering import preview


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The draft that the link leads to, as it stands now.

    404 for every other address: unknown, revoked, expired, of a draft that has been published or
    discarded. They can't be told apart.
    """
    link = PreviewLink.objects.good().with_token(token).select_related("page").first()
    if link is None:
        return _nothing(request)
    response = preview(request, link.page.specific, shared_until=link.expires_at)
    # The address is the secret: whatever the page links to doesn't learn it.
    response["Referrer-Policy"] = "no-referrer"
    if request.method == "GET":
        link.note_opening()
    return response


def _nothing(request: HttpRequest) -> HttpResponse:
    """Not the usual 404, which searches for the words of the address: here they are a secret."""
    response = render(request, "previews/none.html", status=404)
    response["Cache-Control"] = "private, no-store"
    return response
