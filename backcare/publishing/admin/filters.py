"""The questions that editors ask a list of pages."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..kinds import kinds
from ..models import Page


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.name, capfirst(str(kind.label_plural))) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("live", _("Live")),
            ("in-work", _("Draft in work")),
            ("submitted", _("Submitted for review")),
            ("changes-asked", _("Changes asked for")),
            ("approved", _("Approved")),
            ("scheduled", _("Scheduled")),
            ("expired", _("Expired")),
            ("archived", _("Archived")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        now = timezone.now()
        published = Q(status=Page.Status.PUBLISHED)
        match self.value():
            case "live":
                return queryset.live()
            case "in-work":
                own = Q(status=Page.Status.DRAFT, stage=Page.Stage.IN_WORK)
                return queryset.filter(own | Q(draft__stage=Page.Stage.IN_WORK))
            case "submitted" | "changes-asked" | "approved" as stage:
                return queryset.filter(Q(stage=stage) | Q(draft__stage=stage))
            case "scheduled":
                change = Q(stage="scheduled") | Q(draft__stage="scheduled")
                return queryset.filter(change | (published & Q(live_at__gt=now)))
            case "expired":
                return queryset.filter(published, expires_at__lte=now)
            case "archived":
                return queryset.filter(status=Page.Status.ARCHIVED)
        return None


class WhoseFilter(admin.SimpleListFilter):
    """The drafts that concern whoever asks."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("Begun by me")), ("review", _("For me to review"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        match self.value():
            case "mine":
                mine = Q(created_by=request.user, draft=None) | Q(draft__created_by=request.user)
                return queryset.filter(mine)
            case "review":
                own = Q(reviewer__user=request.user, draft=None)
                return queryset.filter(own | Q(draft__reviewer__user=request.user))
        return None


class ReviewFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("overdue", _("Overdue")),
            ("soon", _("Due within 90 days")),
            ("never", _("Never reviewed")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        today = timezone.localdate()
        match self.value():
            case "overdue":
                return queryset.filter(review_due_on__lt=today)
            case "soon":
                soon = today + timedelta(days=90)
                return queryset.filter(review_due_on__range=(today, soon))
            case "never":
                return queryset.filter(reviewed_on=None)
        return None
