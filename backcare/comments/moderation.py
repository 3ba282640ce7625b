"""What moderators do with comments. Permissions are the caller's matter.

Each function runs in one transaction, locks the comment, and writes down who did what, and why.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backcare.people.models import User

from . import notifying, spam
from .keys import submission_key
from .models import Comment, Decision
from .signals import comment_hidden, comment_shown
from .submission import remember

Status = Comment.Status
# What a moderator can decide. Withdrawing is its author's.
DECISIONS = (Status.APPROVED, Status.HELD, Status.SPAM, Status.REMOVED)
# What the filter learns from a moderator's decision; from the others it learns nothing.
LESSONS: dict[str, str] = {Status.APPROVED: "honest", Status.SPAM: "spam"}


@transaction.atomic
def decide(
    comment: Comment,
    status: str,
    *,
    by: User | None,
    why: str = "",
    read_at: datetime | None = None,
) -> Decision | None:
    """Give ``comment`` another status; None when it has it already and nothing was in doubt.

    Raises ValidationError for a comment that its author has withdrawn, and rather than show
    readers words that its author wrote after ``read_at``, when whoever decides has read it.
    """
    row = _lock(comment)
    if row.status == Status.WITHDRAWN:
        raise ValidationError(_("Its author has withdrawn this comment."))
    _refuse_empty(row)
    if status == Status.APPROVED and read_at and row.edited_at and row.edited_at > read_at:
        raise ValidationError(
            _("%(name)s has changed this comment meanwhile. Load the page again to read it.")
            % {"name": row.name}
        )
    if (
        row.status == status
        and row.learned_as == LESSONS.get(row.status, "")
        and not row.flag_count
    ):
        return None
    was = row.status
    _become(row, status)
    row.flags.update(is_settled=True)
    row.flag_count = 0
    _save(row)
    return remember(row, Decision.Action.DECIDE, was=was, by=by, why=why)


@transaction.atomic
def undo(decision: Decision, *, by: User | None) -> Decision:
    """Take the last decision on a comment back.

    Raises ValidationError when something has happened to the comment since.
    """
    row = _lock(decision.comment)
    last = row.decisions.first()
    if last is None or last.pk != decision.pk or decision.action != Decision.Action.DECIDE:
        raise ValidationError(_("Something has happened to this comment since."))
    _refuse_empty(row)
    was = row.status
    _become(row, decision.was)
    _reopen_reports(row, decision)
    _save(row)
    return remember(row, Decision.Action.UNDO, was=was, by=by)


@transaction.atomic
def pin(comment: Comment, *, by: User | None, is_pinned: bool) -> None:
    """Show a comment before all others that stand beside it, or no longer."""
    action = Decision.Action.PIN if is_pinned else Decision.Action.UNPIN
    _mark(comment, "is_pinned", is_pinned, action, by)


@transaction.atomic
def mark_helpful(comment: Comment, *, by: User | None, is_helpful: bool) -> None:
    """Tell readers that an answer is one to rely on, or no longer."""
    action = Decision.Action.HELPFUL if is_helpful else Decision.Action.UNHELPFUL
    _mark(comment, "is_helpful", is_helpful, action, by)


def _mark(
    comment: Comment, field: str, is_set: bool, action: Decision.Action, by: User | None
) -> None:
    """Set a mark that readers see, and note who has done it; nothing where it is so already."""
    row = _lock(comment)
    if getattr(row, field) == is_set:
        return
    setattr(row, field, is_set)
    row.save(update_fields=[field])
    remember(row, action, was=row.status, by=by)
    comment_shown.send(sender=Comment, comment=row)


def change_status(row: Comment, status: str) -> None:
    """Set the status with all that follows from it for readers; the caller saves the locked row."""
    was_shown, is_shown = row.status == Status.APPROVED, status == Status.APPROVED
    row.status = status
    if is_shown and row.approved_at is None:
        row.approved_at = timezone.now()
    if status in {Status.REMOVED, Status.WITHDRAWN}:
        row.key = None  # It may be said again.
        row.is_pinned = row.is_helpful = False
    elif row.key is None:
        row.key = _free_key(row)
    if is_shown and not was_shown:
        comment_shown.send(sender=Comment, comment=row)
        notifying.tell_of(row)
        notifying.ask_late(row)
    elif was_shown and not is_shown:
        comment_hidden.send(sender=Comment, comment=row)


def forget_lesson(row: Comment) -> None:
    """Have the filter forget what ``row`` taught it; its words must still be those it had then."""
    if row.learned_as:
        spam.unlearn(spam.sample_of(row), is_spam=row.learned_as == "spam")
        row.learned_as = ""


def _become(row: Comment, status: str) -> None:
    """``change_status``, and teach the filter, or have it forget what it was taught before."""
    change_status(row, status)
    lesson = LESSONS.get(status, "") if row.user_id is None else ""
    if lesson == row.learned_as:
        return
    forget_lesson(row)
    if lesson:
        spam.learn(spam.sample_of(row), is_spam=lesson == "spam")
    row.learned_as = lesson


def _free_key(row: Comment) -> str | None:
    """The key of the comment, unless the same has been said again meanwhile."""
    key = submission_key(row.name, row.email, row.text)
    taken = Comment.objects.filter(page=row.page_id, parent=row.parent_id, key=key)
    return None if taken.exclude(pk=row.pk).exists() else key


def _save(row: Comment) -> None:
    """Save a row that may have got its key back, unless the same is being said at this moment."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.key = None
        row.save()


def _refuse_empty(row: Comment) -> None:
    if not row.text:
        raise ValidationError(_("What it said has been deleted; only its place is left."))


def _reopen_reports(row: Comment, decision: Decision) -> None:
    """Have the reports that ``decision`` settled count again."""
    settled = row.flags.filter(created_at__lte=decision.at)
    earlier = row.decisions.filter(action=Decision.Action.DECIDE, at__lt=decision.at).first()
    if earlier is not None:
        settled = settled.filter(created_at__gt=earlier.at)
    settled.update(is_settled=False)
    row.flag_count = row.flags.filter(is_settled=False).count()


def _lock(comment: Comment) -> Comment:
    # Without a join: PostgreSQL locks no rows that may be missing on its outer side.
    return Comment.objects.select_for_update().get(pk=comment.pk)
