"""The queue: the comments of readers, what waits first, and all that is done with them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from ..models import Comment, ModeratorMail
from .access import deciding, may_decide, number_from, read_at_of, with_context
from .answering import Outcome, answer, leave, take_notice
from .blocking_views import BlockingViews
from .cards import card_of, cards_of
from .deciding import MOST_AT_ONCE, DecidingViews, decide_all, outcome_of
from .filters import (
    DangerFilter,
    KindFilter,
    PageFilter,
    PersonFilter,
    ReasonFilter,
    ReportedFilter,
    StateFilter,
)
from .personal_data_action import hand_out_or_forget
from .replying import ReplyingViews

Status = Comment.Status

A_PAGE = 25
FILTERS = [
    StateFilter,
    DangerFilter,
    ReportedFilter,
    ReasonFilter,
    KindFilter,
    PageFilter,
    PersonFilter,
]


@admin.register(Comment)
class CommentAdmin(DecidingViews, ReplyingViews, BlockingViews):
    """A change list of cards instead of rows. Nothing is added, edited or deleted here:
    comments come from readers, keep their words, and go by a decision and the rule of retention.
    """

    actions = ["approve", "hold", "spam", "remove", hand_out_or_forget]
    change_list_template = "admin/comments/comment/change_list.html"
    list_display = ["__str__"]
    list_filter = [*FILTERS]
    list_max_show_all = 0
    list_per_page = A_PAGE
    search_fields = ["text", "name"]
    show_full_result_count = False
    sortable_by = ()

    # Who may do what -------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return may_decide(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or may_decide(request)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """An e-mail address can be looked for by those only who may see it."""
        return [*self.search_fields, "email"] if may_decide(request) else list(self.search_fields)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The queue's own filters only. Django would allow every column of the table, the
        addresses of readers too.
        """
        return lookup in {each.parameter_name for each in FILTERS}

    # The queue -------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_context(super().get_queryset(request))  # type: ignore[arg-type]

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits by urgency, the longest first; everything else by its age."""
        if request.GET.get("state"):
            return ["-created_at", "-pk"]
        return ["-has_red_flag", "-flag_count", "created_at", "pk"]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST":
            deciding(request)
            if None in map(number_from, request.POST.getlist(ACTION_CHECKBOX_NAME)):
                raise BadRequest("no such comment")
        decides = may_decide(request)
        response = super().changelist_view(
            request,
            {
                "title": _("Comments"),
                "may_decide": decides,
                "here": request.get_full_path(),
                "read_at": timezone.now().timestamp(),
                "most_at_once": MOST_AT_ONCE,
                **(extra_context or {}),
            },
        )
        context = getattr(response, "context_data", None)
        if context is not None and "cl" in context:
            context["cards"] = cards_of(request, list(context["cl"].result_list))
            context["notice"] = take_notice(request)
            context["search_var"] = SEARCH_VAR
            if decides:
                context["mail"] = ModeratorMail.objects.filter(user=request.user.pk).first()
                context["intervals"] = ModeratorMail.Interval.choices
        return response

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, tuple[Callable[..., HttpResponse], str]] = {
            "<int:pk>/decide/": (self.decide_view, "decide"),
            "<int:pk>/mark/": (self.mark_view, "mark"),
            "<int:pk>/reply/": (self.reply_view, "reply"),
            "<int:pk>/block/": (self.block_view, "block"),
            "undo/": (self.undo_view, "undo"),
            "mail/": (self.mail_view, "mail"),
        }
        return [
            path(address, self.admin_site.admin_view(view), name=f"comments_comment_{name}")
            for address, (view, name) in views.items()
        ] + super().get_urls()

    @method_decorator(require_POST)
    def mail_view(self, request: HttpRequest) -> HttpResponse:
        """How often the person signed in wants to hear of what waits."""
        user = deciding(request)
        interval = request.POST.get("interval", "")
        if interval not in ModeratorMail.Interval.values:
            return answer(request, Outcome(_("Choose how often."), is_error=True))
        ModeratorMail.objects.update_or_create(user=user, defaults={"interval": interval})
        words = {
            "hour": _("You will be told of what waits at most once an hour."),
            "day": _("You will be told of what waits once a day."),
            "week": _("You will be told of what waits once a week."),
            "never": _("You will get no mail about what waits."),
        }
        return answer(request, Outcome(words[interval]))

    # On several comments ---------------------------------------------------------------

    @admin.action(description=gettext_lazy("Approve"), permissions=["moderate"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse:
        return self._decide(request, queryset, Status.APPROVED)

    @admin.action(description=gettext_lazy("Hold"), permissions=["moderate"])
    def hold(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse:
        return self._decide(request, queryset, Status.HELD)

    @admin.action(description=gettext_lazy("Spam"), permissions=["moderate"])
    def spam(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse:
        return self._decide(request, queryset, Status.SPAM)

    @admin.action(description=gettext_lazy("Remove"), permissions=["moderate"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse:
        return self._decide(request, queryset, Status.REMOVED)

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[Comment], status: str
    ) -> HttpResponse:
        by = deciding(request)
        chosen = list(queryset[: MOST_AT_ONCE + 1])
        batch = decide_all(chosen[:MOST_AT_ONCE], status, by=by, read_at=read_at_of(request))
        outcome = outcome_of(batch, status)
        if len(chosen) > MOST_AT_ONCE:
            more = ngettext(
                "There are more: %(count)d is decided at a time.",
                "There are more: %(count)d are decided at a time.",
                MOST_AT_ONCE,
            ) % {"count": MOST_AT_ONCE}
            outcome = Outcome(
                f"{outcome.words} {more}", outcome.comments, outcome.undo, outcome.is_error
            )
        return leave(request, outcome)

    # One comment -----------------------------------------------------------------------

    @method_decorator(require_safe)
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A comment with its thread and the history of every decision; nothing to edit."""
        comment = self.get_object(request, unquote(object_id))
        if comment is None:
            raise Http404
        if not self.has_view_permission(request, comment):
            raise PermissionDenied
        around = with_context(Comment.objects.all())
        below = around.filter(answers=comment).order_by("created_at", "pk")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Comment of %(name)s") % {"name": comment.name or _("somebody")},
            "card": card_of(request, comment),
            "below": below[:A_PAGE],
            "decisions": comment.decisions.select_related("by"),
            "may_decide": may_decide(request),
            "here": request.get_full_path(),
            "notice": take_notice(request),
            "opts": self.opts,
            **(extra_context or {}),
        }
        return render(request, "admin/comments/comment/detail.html", context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Django's log knows nothing of comments; their own history stands with them."""
        return redirect("admin:comments_comment_change", object_id)
