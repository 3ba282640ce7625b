"""The queue of what readers have reported."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.people.requests import signed_in
from backcare.publishing.desk_urls import change_url

from . import reporting
from .models import Problem


class WaitingFilter(admin.SimpleListFilter):
    """What waits is shown unless something else is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*Problem.State.choices, ("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Any:
        chosen = self.value()
        yield {
            "selected": chosen is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("Waiting"),
        }
        for value, label in self.lookup_choices:
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value is None:
            return queryset.waiting()
        return queryset if value == "all" else queryset.filter(state=value)


class ProblemDeskForm(forms.ModelForm):
    """Where a problem stands; and a reply, which is only sent when that is asked for."""

    send = forms.BooleanField(
        label=gettext_lazy("Send the reply by e-mail now"),
        required=False,
        help_text=gettext_lazy("It is sent once. Without this it is only kept."),
    )

    class Meta:
        model = Problem
        fields = ["state", "note", "reply"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("send") and not cleaned.get("reply", "").strip():
            self.add_error("reply", ValidationError(_("Write the reply that is to be sent.")))
        return cleaned


@admin.register(Problem)
class ProblemAdmin(admin.ModelAdmin):
    form = ProblemDeskForm
    list_display = ["what", "words", "on_page", "state", "created_at", "wants_answer"]
    list_display_links = ["what"]
    list_filter = [WaitingFilter, "kind", "is_suspect"]
    list_select_related = ["page"]
    list_per_page = 50
    search_fields = ["message", "page__title"]
    readonly_fields = ["on_page", "kind", "message", "email", "created_at", "is_suspect", "settled"]

    def get_fieldsets(self, request: HttpRequest, obj: Problem | None = None) -> Any:
        facts = ["on_page", "kind", "message", "created_at"]
        if self.has_change_permission(request, obj):
            facts.insert(3, "email")  # For whoever may answer, and nobody else.
        if obj is not None and obj.is_suspect:
            facts.append("is_suspect")
        can_answer = obj is not None and bool(obj.email) and obj.replied_at is None
        can_answer = can_answer and self.has_change_permission(request, obj)
        answer = ["reply", "send"] if can_answer else ["reply"]
        return [
            (None, {"fields": facts}),
            (_("What becomes of it"), {"fields": ["state", "note", *answer, "settled"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Problem | None = None) -> Any:
        is_answered = obj is not None and (obj.replied_at is not None or not obj.email)
        return [*self.readonly_fields, *(["reply"] if is_answered else [])]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The list's own filters only: who sees no address can't try one letter by letter."""
        return lookup in {WaitingFilter.parameter_name, "kind__exact", "is_suspect__exact"}

    def save_model(self, request: HttpRequest, obj: Problem, form: Any, change: bool) -> None:
        reporting.settle(obj, obj.state, signed_in(request))
        if not form.cleaned_data.get("send"):
            return
        try:
            reporting.answer(obj)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.message_user(request, _("The reply is on its way."), messages.SUCCESS)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(
            request, {"title": _("Problems that readers report"), **(extra_context or {})}
        )

    @admin.display(description=gettext_lazy("what"), ordering="kind")
    def what(self, problem: Problem) -> str:
        return problem.get_kind_display()

    @admin.display(description=gettext_lazy("in the reader's words"))
    def words(self, problem: Problem) -> str:
        line = " ".join(problem.message.split())
        return line if len(line) <= 120 else f"{line[:119]}…"

    @admin.display(description=gettext_lazy("page"), ordering="page__title")
    def on_page(self, problem: Problem) -> str:
        return format_html('<a href="{}">{}</a>', change_url(problem.page), problem.page.title)

    @admin.display(description=gettext_lazy("wants an answer"), boolean=True)
    def wants_answer(self, problem: Problem) -> bool:
        return bool(problem.email) and problem.replied_at is None

    @admin.display(description=gettext_lazy("so far"))
    def settled(self, problem: Problem) -> str:
        said = []
        if problem.settled_at is not None:
            who = problem.settled_by or _("somebody whose account has gone")
            said.append(_("Settled by %(who)s.") % {"who": who})
        if problem.replied_at is not None:
            said.append(_("The reply was sent."))
        return " ".join(said) or _("Nobody has decided yet.")
