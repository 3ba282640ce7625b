from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from backcare.people.requests import signed_in

from .. import reviewing, workflow
from ..desk_urls import change_url, desk_url
from ..models import Page, ReviewMail
from ..state import state_of
from .filters import KindFilter, ReviewFilter, StateFilter, WhoseFilter


@admin.register(Page)
class PageIndexAdmin(admin.ModelAdmin):
    """All pages in one list, whatever their kind; each opens in the admin of its kind.

    Also what every autocompletion of pages asks.
    """

    list_display = ["link", "kind_name", "state", "reviewer", "review_due_on", "changed_at"]
    list_display_links = None
    list_filter = [StateFilter, WhoseFilter, ReviewFilter, KindFilter, "topics"]
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

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reviews_view)
        return [path("reviews/", view, name="publishing_page_reviews"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("All pages"), **(extra_context or {})})

    def reviews_view(self, request: HttpRequest) -> HttpResponse:
        """What is due for review or overdue, by whom; and whether one wants to be told by mail."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        person = signed_in(request)
        if request.method == "POST":
            wanted = request.POST.get("mail") == "on"
            ReviewMail.objects.update_or_create(user=person, defaults={"is_wanted": wanted})
            words = _("You get the weekly mail.") if wanted else _("You get no weekly mail.")
            self.message_user(request, words)
            return redirect("admin:publishing_page_reviews")
        due = reviewing.due_within(reviewing.SOON)
        is_mine = request.GET.get("whose") == "mine"
        if is_mine:
            due = due.filter(reviewer__user=person)
        part = Paginator(due, self.list_per_page).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Pages due for review"),
            "opts": self.model._meta,
            "part": part,
            "rows": [
                {
                    "page": page,
                    "url": change_url(page),
                    "review_url": desk_url("mark_reviewed", page),
                    "may_review": workflow.may(person, "mark_reviewed", page),
                }
                for page in part
            ],
            "is_mine": is_mine,
            "here": request.get_full_path(),
            "wants_mail": not ReviewMail.objects.filter(user=person, is_wanted=False).exists(),
        }
        return render(request, "admin/publishing/page/reviews.html", context)

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
