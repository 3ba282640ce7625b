"""What the editor's dialogs choose from, as JSON for people who edit pages."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backcare.library.models import Image
from backcare.publishing.models import Page

from .grammar import without_unwanted_characters

PAGE_SIZE = 24
MAX_IDS = 200
MAX_QUERY_LENGTH = 100

View = Callable[[HttpRequest], JsonResponse]


def _for_viewers_of(model: type[Model]) -> Callable[[View], View]:
    """Let staff in who may view or change ``model`` or a kind of it; 403 for everyone else.

    A login page would only confuse the script that asks.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest) -> JsonResponse:
            if not admin.site.has_permission(request) or not _may_view(request.user, model):
                raise PermissionDenied
            return view(request)

        return never_cache(require_safe(checked))

    return decorate


def _may_view(user: Any, model: type[Model]) -> bool:
    return any(
        user.has_perm(f"{kind._meta.app_label}.{get_permission_codename(action, kind._meta)}")
        for kind in (model, *model.__subclasses__())
        for action in ("view", "change")
    )


@_for_viewers_of(Image)
def image_choices(request: HttpRequest) -> JsonResponse:
    """Described images of the library, newest first: those with ``ids``, or those that ``q`` finds.

    ``q`` is looked for in alternative text, caption and credit; ``page`` counts from 1.
    """
    images = Image.described.order_by("-created_at", "-pk")
    query = _words(request)
    if query:
        images = images.filter(
            Q(alt__icontains=query) | Q(caption__icontains=query) | Q(credit__icontains=query)
        )
    return _answer(
        request,
        images,
        lambda image: {
            "id": image.pk,
            "title": str(image),
            "detail": image.caption if image.caption != str(image) else "",
            "thumbnail": image.thumbnail_url,
        },
    )


@_for_viewers_of(Page)
def page_choices(request: HttpRequest) -> JsonResponse:
    """Live pages: those with ``ids``, or those whose title ``q`` is found in.

    Titles that begin with ``q`` come first; ``page`` counts from 1.
    """
    pages = Page.objects.live()
    query = _words(request)
    if query:
        begins = ExpressionWrapper(Q(title__istartswith=query), output_field=BooleanField())
        pages = pages.filter(title__icontains=query).order_by(begins.desc(), "title", "pk")
    else:
        pages = pages.newest_first()
    return _answer(
        request,
        pages,
        lambda page: {
            "id": page.pk,
            "title": page.title,
            "detail": str(page.kind_label),
            "url": page.get_absolute_url(),
        },
    )


def _words(request: HttpRequest) -> str:
    words = without_unwanted_characters(request.GET.get("q", ""))
    return " ".join(words.split())[:MAX_QUERY_LENGTH]


def _answer(
    request: HttpRequest, rows: QuerySet, describe: Callable[[Any], dict[str, Any]]
) -> JsonResponse:
    """The asked-for rows, and whether there are more of them."""
    if "ids" in request.GET:
        found: Iterable[Any] = rows.filter(pk__in=_ids(request.GET["ids"]))
        more = False
    else:
        start = (_page_number(request) - 1) * PAGE_SIZE
        taken = list(rows[start : start + PAGE_SIZE + 1])
        found, more = taken[:PAGE_SIZE], len(taken) > PAGE_SIZE
    return JsonResponse({"results": [describe(row) for row in found], "more": more})


def _ids(text: str) -> list[int]:
    keys = [part for part in text.split(",") if part.isascii() and part.isdigit()]
    return [int(key) for key in keys[:MAX_IDS] if len(key) < 19]


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return max(1, number)
