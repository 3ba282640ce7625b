"""The questions that moderators ask the queue."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.desk.waiting import HELD, REPORTED
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page

from ..models import Comment
from .access import may_decide, number_from

Choice = tuple[str, Any]

# Pages offered to choose from: those where most waits.
MOST_PAGES = 10


class QueueFilter(admin.SimpleListFilter):
    """A filter in the fold above the queue."""

    template = "admin/comments/comment/_filter.html"


class StateFilter(QueueFilter):
    """What waits, unless another state is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"
    template = "admin/comments/comment/_states.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [
            ("approved", gettext_lazy("Approved")),
            ("spam", gettext_lazy("Spam")),
            ("removed", gettext_lazy("Removed")),
            ("withdrawn", gettext_lazy("Withdrawn")),
            ("all", gettext_lazy("All")),
        ]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        without = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": self.value() is None, "query_string": without, "display": _("Waiting")}
        for value, words in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": words,
            }

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        value = self.value()
        if value == "all":
            return queryset
        if value in dict(self.lookup_choices):
            return queryset.filter(status=value)
        return queryset.filter(HELD | REPORTED)


class DangerFilter(QueueFilter):
    title = gettext_lazy("danger signs")
    parameter_name = "danger"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [("yes", gettext_lazy("Speaks of a danger sign"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        return queryset.filter(has_red_flag=True) if self.value() == "yes" else None


class ReportedFilter(QueueFilter):
    title = gettext_lazy("reports")
    parameter_name = "reported"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [("yes", gettext_lazy("Reported by readers"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        return queryset.filter(flag_count__gt=0) if self.value() == "yes" else None


class ReasonFilter(QueueFilter):
    """By the rule that held a comment; the reasons are for those who decide."""

    title = gettext_lazy("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        if not may_decide(request):
            return []
        return [
            ("first", gettext_lazy("First comment of a person")),
            ("filter", gettext_lazy("Spam filter")),
            ("links", gettext_lazy("Links")),
            ("block", gettext_lazy("Blocked")),
            ("trick", gettext_lazy("Tricks of writing")),
            ("repetition", gettext_lazy("Same text again")),
            ("rate", gettext_lazy("Many at once")),
            ("haste", gettext_lazy("Written in a moment")),
            ("decoy", gettext_lazy("Hidden field filled in")),
            ("sender", gettext_lazy("Unclear where it was sent from")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        value = self.value()
        if value not in dict(self.lookup_choices):
            return None
        # As text, which both databases can search. What people typed cannot look like it: quotes
        # inside of a JSON string are escaped.
        rows = queryset.annotate(reasons_as_text=Cast("reasons", TextField()))
        return rows.filter(reasons_as_text__contains=f'"code": "{value}"')


class KindFilter(QueueFilter):
    title = gettext_lazy("kind of page")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(kind.name, kind.label_plural) for kind in kinds if kind.commented]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        is_known = self.value() in dict(self.lookup_choices)
        return queryset.filter(page__kind=self.value()) if is_known else None


class PageFilter(QueueFilter):
    """One page: the one that was chosen, and those where most waits."""

    title = gettext_lazy("page")
    parameter_name = "page"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        chosen = number_from(self.value())
        if chosen is not None:
            return [(str(page.pk), page.title) for page in Page.objects.filter(pk=chosen)]
        rows = Comment.objects.waiting().order_by().values_list("page", "page__title")
        most = rows.annotate(count=Count("pk")).order_by("-count", "page")[:MOST_PAGES]
        return [(str(pk), title) for pk, title, _count in most]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        chosen = number_from(self.value())
        return None if chosen is None else queryset.filter(page=chosen)


class PersonFilter(QueueFilter):
    """The comments with the e-mail address of one of them, which is named by its key: the address
    itself must not stand in a URL, which is logged.
    """

    title = gettext_lazy("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        chosen = number_from(self.value())
        if chosen is None or not may_decide(request):
            return []
        return [(str(chosen), gettext_lazy("The same person"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        chosen = number_from(self.value())
        if chosen is None:
            return None
        return queryset.filter(email__in=Comment.objects.filter(pk=chosen).values("email")).exclude(
            email=""
        )
