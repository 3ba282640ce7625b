from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backcare.people.models import User
from backcare.people.requests import signed_in

from .. import drafting, planned, workflow
from ..desk_urls import change_url
from ..models import Page, PlannedLink, Revision


@admin.register(PlannedLink)
class PlannedLinkAdmin(admin.ModelAdmin):
    """What is still to be written, and which pages wait for it."""

    list_display = ["working_title", "phrase", "from_page"]
    list_display_links = None
    list_select_related = ["page"]
    search_fields = ["working_title", "phrase", "page__title"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("on the page"))
    def from_page(self, link: PlannedLink) -> str:
        return format_html('<a href="{}">{}</a>', change_url(link.page), link.page.title)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.link_to_page)
        return [
            path("for/<int:pk>/", view, name="publishing_plannedlink_for"),
            *super().get_urls(),
        ]

    def link_to_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose which planned links shall lead to a page. Published pages get a draft for it."""
        if not request.user.has_perm("publishing.edit_any_page"):
            raise PermissionDenied
        target = get_object_or_404(Page.objects.live(), pk=pk)
        links = PlannedLink.objects.exclude(page=target).select_related("page")
        likely = set(planned.waiting_for(target).values_list("pk", flat=True))
        if request.method == "POST":
            chosen = set(request.POST.getlist("link"))
            count = 0
            for link in (link for link in links if str(link.pk) in chosen):
                linked = _link(link, target, signed_in(request))
                count += bool(linked)
                if linked is None:
                    words = _("A change of “%s” is scheduled. Cancel that first, then link it.")
                    self.message_user(request, words % link.page.title, messages.WARNING)
            self.message_user(
                request,
                ngettext(
                    "%d page links here now, as a draft to be published.",
                    "%d pages link here now, as drafts to be published.",
                    count,
                )
                % count,
            )
            return redirect(change_url(target))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Pages that planned to link to “%s”") % target.title,
            "target": target,
            "links": sorted(links, key=lambda link: (link.pk not in likely, link.working_title)),
            "likely": likely,
            "opts": self.model._meta,
            "back": change_url(target),
        }
        return render(request, "admin/publishing/plannedlink/link.html", context)


@transaction.atomic
def _link(link: PlannedLink, target: Page, by: User) -> bool | None:
    """Link in a draft, as an editor who saves its form does; None when a change is scheduled."""
    draft = drafting.lock(drafting.edit_as_draft(link.page, by))
    if draft.stage == Page.Stage.SCHEDULED:
        return None
    if not planned.link(draft, link.working_title, target):
        return False
    drafting.touch(draft, by)
    drafting.remember(draft, by, Revision.Event.SAVED)
    if draft.stage == Page.Stage.APPROVED:
        workflow.take_back(draft, by)
    return True
