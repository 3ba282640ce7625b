"""The views of the yardstick."""

import os
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from backcare import urls
from backcare.urls import handler400, handler403, handler404, handler500  # noqa: F401

from .models import Row


@cache
def content(name: str) -> tuple[bytes, str]:
    """The bytes of a page, and their type."""
    folder = Path(os.environ["BENCH_BYTES"])
    return (folder / name).read_bytes(), (folder / f"{name}.type").read_text()


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    body, content_type = content(name)
    return HttpResponse(body, content_type=content_type)


@csrf_exempt
@require_POST
def insert(request: HttpRequest) -> HttpResponse:
    """Store the form and send the reader on, as the site does with a comment."""
    form = request.POST
    row = Row.objects.create(name=form["name"], email=form["email"], text=form["text"])
    response = HttpResponseRedirect(f"/page/receipt?{row.pk}")
    response.status_code = 303
    return response


# The product's own follow, since its middleware names some of them.
urlpatterns = [path("page/<name>", page), path("insert/", insert), *urls.urlpatterns]
