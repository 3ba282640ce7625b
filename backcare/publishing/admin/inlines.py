"""The parts that every kind of page can have."""

from adminsortable2.admin import SortableStackedInline, SortableTabularInline
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Authorship, RelatedChoice, Source


class AuthorshipInline(SortableTabularInline):
    """Who wrote the page. Authors can't change this, since it says who answers for it."""

    model = Authorship
    extra = 0
    autocomplete_fields = ["contributor"]

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm("publishing.edit_any_page")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)


class SourceInline(SortableStackedInline):
    model = Source
    extra = 0
    fields = ["organisation", "title", ("year", "kind", "key"), "url"]
    verbose_name_plural = _("sources, in the order of their numbers")


class RelatedChoiceInline(SortableTabularInline):
    model = RelatedChoice
    fk_name = "page"
    extra = 0
    autocomplete_fields = ["target"]
    verbose_name_plural = _("related pages picked by hand")
