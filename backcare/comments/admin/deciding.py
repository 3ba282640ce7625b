"""The buttons of the queue that decide, undo, pin and mark."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import admin
from django.core.exceptions import BadRequest, ValidationError
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from backcare.people.models import User

from ..models import Comment, Decision
from ..moderation import DECISIONS, decide, mark_helpful, pin, undo
from .access import comment_or_404, deciding, read_at_of
from .answering import Outcome, answer, decisions_of, undo_token

Status = Comment.Status

# Decided at once at most, so that no request takes longer than people wait.
MOST_AT_ONCE = 200
LONGEST_WHY = 1000  # characters

MARKS: dict[str, tuple[Callable[..., None], dict[str, bool]]] = {
    "pin": (pin, {"is_pinned": True}),
    "unpin": (pin, {"is_pinned": False}),
    "helpful": (mark_helpful, {"is_helpful": True}),
    "unhelpful": (mark_helpful, {"is_helpful": False}),
}


@dataclass
class Batch:
    """What came of a decision on several comments."""

    decisions: list[Decision] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def decide_all(
    comments: Iterable[Comment],
    status: str,
    *,
    by: User,
    why: str = "",
    read_at: datetime | None = None,
) -> Batch:
    """Decide on each comment by itself, so that one that refuses stops none of the others."""
    batch = Batch()
    for comment in comments:
        try:
            decision = decide(comment, status, by=by, why=why, read_at=read_at)
        except ValidationError as refusal:
            batch.refusals += refusal.messages
            continue
        except Comment.DoesNotExist:
            continue  # Its author was forgotten meanwhile.
        if decision is not None:
            batch.decisions.append(decision)
    return batch


def undo_all(pks: list[int], *, by: User) -> Batch:
    """Take decisions back, each by itself."""
    batch = Batch()
    for decision in Decision.objects.filter(pk__in=pks).select_related("comment"):
        try:
            batch.decisions.append(undo(decision, by=by))
        except ValidationError as refusal:
            batch.refusals += refusal.messages
    return batch


def outcome_of(batch: Batch, status: str) -> Outcome:
    """A batch of decisions in words, with what undoes it."""
    decisions = batch.decisions
    refusals = list(dict.fromkeys(batch.refusals))
    if not decisions and refusals:
        return Outcome(" ".join(refusals), is_error=True)
    return Outcome(
        " ".join([_said(status, [one.comment for one in decisions]), *refusals]),
        comments=tuple(decision.comment_id for decision in decisions),
        undo=undo_token([decision.pk for decision in decisions]),
    )


def _said(status: str, comments: list[Comment]) -> str:
    count = len(comments)
    if count == 0:
        return _("It is so already.")
    names = {
        Status.APPROVED: _("Approved"),
        Status.HELD: _("Held"),
        Status.SPAM: _("Spam"),
        Status.REMOVED: _("Removed"),
    }
    what = names[Status(status)]
    if count == 1:
        return _("%(what)s: the comment of %(name)s.") % {"what": what, "name": comments[0].name}
    words = ngettext("%(what)s: %(count)d comment.", "%(what)s: %(count)d comments.", count)
    return words % {"what": what, "count": count}


class DecidingViews(admin.ModelAdmin):
    """The views behind those buttons."""

    @method_decorator(require_POST)
    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide on one comment, for the reason that was given, if any."""
        by = deciding(request)
        status = request.POST.get("status", "")
        if status not in DECISIONS:
            raise BadRequest("no such decision")
        why = request.POST.get("why", "").strip()[:LONGEST_WHY]
        comment = comment_or_404(pk)
        batch = decide_all([comment], status, by=by, why=why, read_at=read_at_of(request))
        return answer(request, outcome_of(batch, status))

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest) -> HttpResponse:
        """Take back what a notice says was decided."""
        by = deciding(request)
        try:
            pks = decisions_of(request.POST.get("undo", ""))
        except BadSignature:
            words = _("That was too long ago to be undone here. Decide anew.")
            return answer(request, Outcome(words, is_error=True))
        batch = undo_all(pks, by=by)
        count = len(batch.decisions)
        refusals = list(dict.fromkeys(batch.refusals))
        if not count:
            words = " ".join(refusals) or _("There is nothing left to undo.")
            return answer(request, Outcome(words, is_error=True))
        words = _("Undone: the comment of %(name)s.")
        if count > 1:
            words = ngettext("Undone: %(count)d decision.", "Undone: %(count)d decisions.", count)
        said = words % {"count": count, "name": batch.decisions[0].comment.name}
        return answer(
            request,
            Outcome(
                " ".join([said, *refusals]),
                comments=tuple(decision.comment_id for decision in batch.decisions),
            ),
        )

    @method_decorator(require_POST)
    def mark_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Pin a comment or mark it as helpful, or no longer."""
        by = deciding(request)
        comment = comment_or_404(pk)
        mark = request.POST.get("mark", "")
        if mark not in MARKS:
            raise BadRequest("no such mark")
        if comment.status != Status.APPROVED:
            words = _("Only what readers see can be pinned or marked.")
            return answer(request, Outcome(words, is_error=True))
        change, to = MARKS[mark]
        change(comment, by=by, **to)
        words = {
            "pin": _("Pinned: the comment of %(name)s."),
            "unpin": _("No longer pinned: the comment of %(name)s."),
            "helpful": _("Marked as helpful: the comment of %(name)s."),
            "unhelpful": _("No longer marked as helpful: the comment of %(name)s."),
        }[mark]
        return answer(request, Outcome(words % {"name": comment.name}, comments=(pk,)))
