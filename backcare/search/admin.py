"""What readers looked for and did not find, at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .models import MissedSearch


@admin.register(MissedSearch)
class MissedSearchAdmin(admin.ModelAdmin):
    """Most looked for first. Who has written the page, or given a topic the name, deletes it."""

    change_list_template = "admin/search/missedsearch/change_list.html"
    list_display = ["words", "count", "last_seen_at", "again"]
    list_display_links = None
    list_per_page = 50
    search_fields = ["words"]
    fields = ["words", "count", "first_seen_at", "last_seen_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what is found now"))
    def again(self, row: MissedSearch) -> SafeString:
        url = f"{reverse('search:search')}?{urlencode({'q': row.words})}"
        return format_html('<a href="{}">{}</a>', url, _("Search"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        extra = {"title": _("Searches that found nothing")}
        return super().changelist_view(request, {**extra, **(extra_context or {})})
