from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import Page
from ..state import state_of
from .filters import ReviewFilter, StateFilter
from .transitions import change_url


@admin.register(Page)
class PageIndexAdmin(admin.ModelAdmin):
    """All pages in one list, whatever their kind; each opens in the admin of its kind.

    Also what every autocompletion of pages asks.
    """

    list_display = ["link", "kind_name", "state", "reviewer", "review_due_on", "changed_at"]
    list_display_links = None
    list_filter = [StateFilter, ReviewFilter, "kind", "topics"]
    list_select_related = ["reviewer", "draft"]
    list_per_page = 50
    ordering = ["-pk"]
    search_fields = ["title", "summary", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(draft_of=None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            page = get_object_or_404(Page, pk=object_id)
        except ValueError:  # No key, but perhaps one of Django's own addresses.
            return super().change_view(request, object_id, *args, **kwargs)
        return redirect(change_url(page))

    @admin.display(description=_("title"), ordering="title")
    def link(self, page: Page) -> str:
        return format_html('<a href="{}">{}</a>', change_url(page), page.title)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, page: Page) -> str:
        return str(page.kind_label)

    @admin.display(description=_("state"))
    def state(self, page: Page) -> str:
        return state_of(page)
