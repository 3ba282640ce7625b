from adminsortable2.admin import SortableStackedInline, SortableTabularInline
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backcare.addresses.moving import LeavesRedirect
from backcare.editing.choosing import ChoosesOnce
from backcare.publishing.admin import (
    AuthorshipInline,
    PageAdmin,
    RelatedChoiceInline,
    SourceInline,
)

from .models import Article, LearnMore, Resource, Series


class LearnMoreInline(ChoosesOnce, SortableTabularInline):
    model = LearnMore
    fk_name = "article"
    extra = 0
    autocomplete_fields = ["target"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("target")


class ResourceInline(SortableStackedInline):
    model = Resource
    extra = 0
    fields = ["title", "url", "description", "relationship"]


@admin.register(Article)
class ArticleAdmin(PageAdmin):
    autocomplete_fields = [*PageAdmin.autocomplete_fields, "series"]
    kind_fieldsets = (
        (_("Text"), {"fields": ["key_points", "body"]}),
        (_("Series"), {"classes": ["collapse"], "fields": [("series", "series_position")]}),
    )
    # Sources first: the text above refers to them.
    inlines = [
        SourceInline,
        LearnMoreInline,
        ResourceInline,
        AuthorshipInline,
        RelatedChoiceInline,
    ]


@admin.register(Series)
class SeriesAdmin(LeavesRedirect):
    list_display = ["title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    search_fields = ["title"]
