from django.contrib import admin

from .models import WatchedPhrase


@admin.register(WatchedPhrase)
class WatchedPhraseAdmin(admin.ModelAdmin):
    list_display = ["phrase", "kind", "advice", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["phrase", "advice"]
