from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backcare.publishing.admin import PageAdmin

from .models import ContactMessage, InformationPage, SafetyText, SiteSettings


@admin.register(InformationPage)
class InformationPageAdmin(PageAdmin):
    kind_fieldsets = ((_("Text"), {"fields": ["body"]}),)


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """One row: the list leads straight to it."""

    autocomplete_fields = ["logo"]
    fieldsets = (
        (
            None,
            {"fields": ["name", "tagline", "logo", ("accent_light", "accent_dark")]},
        ),
        (_("Post"), {"fields": ["contact_email"]}),
        (_("Comments"), {"fields": ["comments_close_after_days"]}),
        (_("Before publishing"), {"fields": ["exercises_need_reviewer"]}),
        (
            _("Safety"),
            {
                "fields": [
                    "disclaimer",
                    ("emergency_number", "emergency_place"),
                    ("urgent_number", "urgent_service"),
                    ("crisis_number", "crisis_service"),
                    "doctor_name",
                ]
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = SiteSettings.objects.first()
        if row is None:
            return redirect(reverse("admin:site_sitesettings_add"))
        return redirect(reverse("admin:site_sitesettings_change", args=[row.pk]))


@admin.register(SafetyText)
class SafetyTextAdmin(admin.ModelAdmin):
    """Versions are added, never changed, so that what stood on a day can be shown."""

    list_display = ["__str__", "created_at", "created_by", "note"]
    list_select_related = ["created_by"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version starts from the words of the last."""
        last = SafetyText.objects.first()
        words = {level: getattr(last, level) for level in ("emergency", "urgent", "doctor") if last}
        return {**words, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: SafetyText, form: Any, change: bool) -> None:
        obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)


@admin.register(ContactMessage)
class ContactMessageAdmin(admin.ModelAdmin):
    list_display = ["name", "email", "created_at", "mailed_at", "is_suspect", "is_done"]
    list_filter = ["is_done", "is_suspect", ("mailed_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "email", "message"]
    readonly_fields = ["name", "email", "message", "created_at", "mailed_at", "is_suspect"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
