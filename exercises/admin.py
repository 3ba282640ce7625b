from typing import Any

from adminsortable2.admin import SortableStackedInline, SortableTabularInline
from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from backcare.editing.choosing import ChoosesOnce
from backcare.publishing.admin import PageAdmin

from .models import (
    BodyRegion,
    Caution,
    Equipment,
    Exercise,
    Factor,
    Routine,
    RoutineItem,
    Step,
    Variation,
)
from .posing.forms import StepForm
from .posing.views import PosingViews

DOSE_ROWS = (
    ("hold_min", "hold_max", "until_tired"),
    ("second_hold", "breaths_min", "breaths_max"),
    ("reps_min", "reps_max", "seconds_per_rep"),
    ("sets_min", "sets_max", "per_side"),
    ("rest_seconds", "change_sides_seconds"),
    ("minutes_min", "minutes_max"),
    ("times_per_day_min", "times_per_day_max", "at_least"),
    ("days_per_week_min", "days_per_week_max"),
    "progression",
    "source_wording",
)


class StepInline(ChoosesOnce, SortableStackedInline):
    model = Step
    form = StepForm
    extra = 0
    autocomplete_fields = ["image"]
    readonly_fields = ["drawn"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        # The position, which nobody sees, is read and stored because it is named.
        words = (None, {"fields": ["text", "note", "image", "position"]})
        may_edit = self.admin_site.get_model_admin(Exercise).has_change_permission(request, obj)
        if not may_edit:
            return [words, (None, {"fields": ["drawn"]})]
        return [
            words,
            (None, {"fields": ["drawn"]}),
            (_("Marked in the figure"), {"classes": ["collapse"], "fields": ["highlight"]}),
            (_("The poses as text"), {"classes": ["collapse"], "fields": ["pose", "pose_to"]}),
        ]

    @admin.display(description=_("figure"))
    def drawn(self, step: Step) -> SafeString:
        """The figure as it was last saved, where the editor's script sets to work."""
        return render_to_string("admin/exercises/posing/drawn.html", {"step": step})


class CautionInline(SortableTabularInline):
    model = Caution
    extra = 0


class VariationInline(ChoosesOnce, SortableTabularInline):
    model = Variation
    fk_name = "exercise"
    extra = 0
    autocomplete_fields = ["target"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("target")


@admin.register(Exercise)
class ExerciseAdmin(PageAdmin):
    list_display = [*PageAdmin.list_display, "level"]
    list_filter = [*PageAdmin.list_filter, "start_position", "level", "factors"]
    # Short lists are ticked, not moved from box to box.
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    kind_fieldsets = (
        (
            _("The exercise"),
            {
                "fields": [
                    "purpose",
                    ("start_position", "level"),
                    "factors",
                    "regions",
                    "equipment",
                    "muscles",
                    "mistakes",
                    "stop_if",
                ]
            },
        ),
        (
            _("Dose"),
            {
                "fields": DOSE_ROWS,
                "description": _(
                    "Fill in what applies and leave the rest empty. A range has two figures; "
                    "one figure alone is exact. The preview shows the dose as a sentence."
                ),
            },
        ),
    )
    inlines = [StepInline, CautionInline, VariationInline, *PageAdmin.inlines]

    def get_urls(self) -> list[URLPattern]:
        return PosingViews(self).urls() + super().get_urls()


class RoutineItemInline(ChoosesOnce, SortableStackedInline):
    model = RoutineItem
    extra = 0
    autocomplete_fields = ["exercise"]
    fieldsets = (
        (None, {"fields": ["exercise", ("activity", "title", "minutes"), "note", "position"]}),
        (_("Own dose"), {"classes": ["collapse"], "fields": ["has_own_dose", *DOSE_ROWS]}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("exercise")


@admin.register(Routine)
class RoutineAdmin(PageAdmin):
    kind_fieldsets = ((_("The routine"), {"fields": ["introduction"]}),)
    inlines = [RoutineItemInline, *PageAdmin.inlines]


@admin.register(Factor)
class FactorAdmin(admin.ModelAdmin):
    list_display = ["name", "topic", "position"]
    autocomplete_fields = ["topic"]
    filter_horizontal = ["feeds"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]


@admin.register(Equipment, BodyRegion)
class WordAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]
