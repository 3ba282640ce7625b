from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .models import Job
from .queue import try_again
from .state import is_worker_away, worker_seen_at


@admin.register(Job)
class FailedWorkAdmin(admin.ModelAdmin):
    """What was given up, with its reason. What the jobs carry (addresses, texts) is not shown."""

    actions = ["retry"]
    fields = ["name", "last_error", "attempts", "created_at", "given_up_at"]
    readonly_fields = ["name", "last_error", "attempts", "created_at", "given_up_at"]
    list_display = ["name", "last_error", "attempts", "created_at", "given_up_at"]
    list_filter = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return Job.objects.given_up()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # A job may carry the link of somebody's new password: not even letter by letter.
        return lookup.split("__")[0] != "payload" and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.retry_job")

    @admin.action(description=_("Try again"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        count = try_again(queryset)
        said = ngettext("%d job is tried again now.", "%d jobs are tried again now.", count)
        self.message_user(request, said % count, messages.SUCCESS)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        extra = {
            "title": _("Failed work"),
            "is_worker_away": is_worker_away(),
            "worker_seen_at": worker_seen_at(),
        }
        return super().changelist_view(request, {**extra, **(extra_context or {})})
