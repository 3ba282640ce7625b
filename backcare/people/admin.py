from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from .models import Contributor, User

admin.site.register(User, UserAdmin)


@admin.register(Contributor)
class ContributorAdmin(admin.ModelAdmin):
    list_display = ["name", "credentials", "lived_experience", "user"]
    list_select_related = ["user"]
    search_fields = ["name"]
    autocomplete_fields = ["photo", "user"]
    prepopulated_fields = {"slug": ["name"]}
