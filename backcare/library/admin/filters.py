"""The questions that editors ask the library."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..usage import used_images

Choice = tuple[str, Any]


class DescriptionFilter(admin.SimpleListFilter):
    title = _("description")
    parameter_name = "description"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [
            ("waiting", _("Not described yet")),
            ("described", _("Described")),
            ("decorative", _("Decorative")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "waiting":
                return queryset.filter(is_waiting=True)
            case "described":
                return queryset.filter(is_waiting=False, decorative=False)
            case "decorative":
                return queryset.filter(decorative=True)
        return queryset


class UseFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [("used", _("Used")), ("unused", _("Not used anywhere"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "used":
                return queryset.filter(pk__in=used_images())
            case "unused":
                return queryset.exclude(pk__in=used_images())
        return queryset


class CreditFilter(admin.SimpleListFilter):
    title = _("credit")
    parameter_name = "credit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [("none", _("No credit")), ("some", _("With a credit"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "none":
                return queryset.filter(credit="")
            case "some":
                return queryset.exclude(credit="")
        return queryset
