"""A page on the template that readers get, for people who may see it before them."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from backcare.publishing.detail import detail_context
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page

View = Callable[..., HttpResponseBase]

THEMES = ("light", "dark")


def preview(request: HttpRequest, page: Page, **bar: Any) -> HttpResponse:
    """``page`` as readers would see it; the caller knows that this person may.

    ``bar`` is for the line above it, see ``previews/_bar.html``. ``?theme=dark`` shows it in these
    colours, ``?frame=1`` without the line. It is kept nowhere, found nowhere, takes no comments
    and runs nothing that remembers something on the device.
    """
    theme = request.GET.get("theme", "")
    context = detail_context(page) | {
        "is_preview": True,
        "preview_theme": theme if theme in THEMES else "",
        "is_framed": request.GET.get("frame") == "1",
        **bar,
    }
    response = render(request, kinds[page.kind].template, context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def framed_by_the_desk(view: View) -> View:
    """Let pages of this site show the answer in a frame, and nobody else."""
    allowed: View = csp_replace({"frame-ancestors": [SELF]})(view)
    return xframe_options_sameorigin(allowed)


def may_frame_previews(view: View) -> View:
    """Let the answer show pages of this site in a frame."""
    allowed: View = csp_update({"frame-src": [SELF]})(view)
    return allowed
