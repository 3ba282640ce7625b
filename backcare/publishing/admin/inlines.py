"""The parts that every kind of page can have."""

from adminsortable2.admin import (
    CustomInlineFormSet,
    SortableStackedInline,
    SortableTabularInline,
)
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backcare.editing.choosing import ChoosesOnce

from ..models import Authorship, RelatedChoice, Source
from ..models.parts import source_key


class AuthorshipInline(ChoosesOnce, SortableTabularInline):
    """Who wrote the page. Authors can't change this, since it says who answers for it."""

    model = Authorship
    extra = 0
    autocomplete_fields = ["contributor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("contributor")

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm("publishing.edit_any_page")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)


class SourceFormSet(CustomInlineFormSet):
    """Sources whose empty keys are filled in before they are compared with each other."""

    def clean(self) -> None:
        filled = [form for form in self.forms if getattr(form, "cleaned_data", None)]
        taken = {form.cleaned_data.get("key", "") for form in filled}
        for form in filled:
            values = form.cleaned_data
            if values.get("organisation") and not values.get("key"):
                key = source_key(values["organisation"], values.get("year"), taken=taken)
                values["key"] = form.instance.key = key
                taken.add(key)
        super().clean()


class SourceInline(SortableStackedInline):
    model = Source
    formset = SourceFormSet
    extra = 0
    fields = ["organisation", "title", ("year", "kind", "key"), "url"]
    verbose_name_plural = _("sources, in the order of their numbers")


class RelatedChoiceInline(ChoosesOnce, SortableTabularInline):
    model = RelatedChoice
    fk_name = "page"
    extra = 0
    autocomplete_fields = ["target"]
    verbose_name_plural = _("related pages picked by hand")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("target")
