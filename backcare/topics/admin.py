from django.contrib import admin
from taggit.models import Tag

from backcare.addresses.moving import LeavesRedirect
from backcare.richtext.admin import RichTextAdminMixin

from .models import GlossaryTerm, Topic, TopicSynonym

# Pages are tagged with topics; taggit's own tags are not used.
admin.site.unregister(Tag)


class TopicSynonymInline(admin.TabularInline):
    model = TopicSynonym
    extra = 0


@admin.register(Topic)
class TopicAdmin(RichTextAdminMixin, LeavesRedirect):
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "synonyms__name"]
    autocomplete_fields = ["image"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "kind", "image", "introduction"]
    inlines = [TopicSynonymInline]


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(admin.ModelAdmin):
    list_display = ["name", "definition"]
    search_fields = ["name", "definition"]
    autocomplete_fields = ["topic"]
    prepopulated_fields = {"slug": ["name"]}
