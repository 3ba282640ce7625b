"""Redirects, and the addresses that readers asked for in vain, at the desk."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .models import MissedAddress, Redirect
from .suggestions import pages_like


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    """Old addresses and where they lead; each renamed page has left its own."""

    change_form_template = "admin/addresses/redirect/change_form.html"
    list_display = ["old_path", "leads_to", "works", "created_at", "created_by"]
    list_select_related = ["page", "created_by"]
    list_per_page = 50
    search_fields = ["old_path", "new_path", "page__title", "page__slug"]
    fields = ["old_path", "page", "new_path"]
    autocomplete_fields = ["page"]

    @admin.display(description=_("leads to"))
    def leads_to(self, row: Redirect) -> SafeString:
        name = row.page.title if row.page else row.new_path
        return format_html('<a href="{}">{}</a>', row.target, name)

    @admin.display(description=_("readers follow it"), boolean=True)
    def works(self, row: Redirect) -> bool:
        """False while the page is not live. Other places are asked when a reader comes."""
        return row.page is None or row.page.is_live

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """An address that was not found comes with the page that is most like it."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        if "old_path" in initial and "page" not in initial:
            likely = pages_like(initial["old_path"])
            initial |= {"page": likely[0].pk} if likely else {}
        return initial

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        asked = request.GET.get("old_path", "")
        extra = {"asked": asked, "likely": pages_like(asked) if asked else []}
        return super().add_view(request, form_url, {**extra, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        if not change:
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)


class IgnoredFilter(admin.SimpleListFilter):
    title = _("decided")
    parameter_name = "ignored"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Ignored"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        if self.value() == "yes":
            return queryset.filter(is_ignored=True)
        is_list = str(getattr(request.resolver_match, "url_name", "")).endswith("_changelist")
        return queryset.waiting() if is_list else None


@admin.register(MissedAddress)
class MissedAddressAdmin(admin.ModelAdmin):
    """What readers asked for and did not find, most asked for first."""

    change_list_template = "admin/addresses/missedaddress/change_list.html"
    actions = ["ignore", "watch"]
    list_display = ["path", "count", "last_seen_at", "linked_from", "decision"]
    list_display_links = None
    list_filter = [IgnoredFilter]
    list_per_page = 50
    search_fields = ["path"]
    fields = ["path", "count", "came_from", "first_seen_at", "last_seen_at", "is_ignored"]
    readonly_fields = ["path", "count", "came_from", "first_seen_at", "last_seen_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("linked from"), ordering="came_from")
    def linked_from(self, row: MissedAddress) -> SafeString | str:
        if not row.came_from:
            return ""
        return format_html('<a href="{}">{}</a>', row.came_from, row.came_from)

    @admin.display(description=_("what to do"))
    def decision(self, row: MissedAddress) -> SafeString:
        add = reverse("admin:addresses_redirect_add") + "?" + urlencode({"old_path": row.path})
        if row.is_ignored:
            return format_html('<a href="{}">{}</a>', add, _("Redirect…"))
        return format_html(
            '<a class="button" href="{}">{}</a> '
            '<button class="button" type="submit" name="_ignore" value="{}">{}</button>',
            *(add, _("Redirect…"), row.pk, _("Ignore")),
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST" and "_ignore" in request.POST:
            if not self.has_change_permission(request):
                raise PermissionDenied
            key = request.POST["_ignore"]
            rows = MissedAddress.objects.filter(pk=int(key) if key.isdecimal() else 0)
            self._decide(request, rows, is_ignored=True)
            return HttpResponseRedirect(request.get_full_path())
        extra = {"title": _("Addresses that readers did not find")}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @admin.action(description=_("Ignore"), permissions=["change"])
    def ignore(self, request: HttpRequest, queryset: QuerySet[MissedAddress]) -> None:
        self._decide(request, queryset, is_ignored=True)

    @admin.action(description=_("Do not ignore any more"), permissions=["change"])
    def watch(self, request: HttpRequest, queryset: QuerySet[MissedAddress]) -> None:
        self._decide(request, queryset, is_ignored=False)

    def _decide(
        self, request: HttpRequest, rows: QuerySet[MissedAddress], *, is_ignored: bool
    ) -> None:
        count = rows.update(is_ignored=is_ignored)
        said = (
            ngettext("%d address is ignored.", "%d addresses are ignored.", count)
            if is_ignored
            else ngettext("%d address is listed again.", "%d addresses are listed again.", count)
        )
        self.message_user(request, said % count, messages.SUCCESS)
