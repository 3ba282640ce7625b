"""What an author may still do with a comment of theirs: change it or take it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import notifying
from .judging import Submission, judge
from .keys import submission_key
from .models import Comment, Decision
from .moderation import change_status, forget_lesson
from .submission import Refused, in_words, remember

TIME_TO_REVISE = timedelta(minutes=15)
MOST_CHANGES = 10  # of one comment; each is judged, and stands in its history
_LIVING = (Comment.Status.APPROVED, Comment.Status.HELD, Comment.Status.SPAM)


def revisable_until(comment: Comment) -> datetime:
    return comment.created_at + TIME_TO_REVISE


def why_not_withdraw(comment: Comment) -> str:
    """Why ``comment`` can't be withdrawn by its author; empty when it can."""
    if comment.status not in _LIVING:
        return _("This comment has been removed.")
    if timezone.now() >= revisable_until(comment):
        return _("A comment can be changed or withdrawn for 15 minutes. They are over.")
    return ""


def why_not_edit(comment: Comment) -> str:
    """Why ``comment`` can't be changed by its author; empty when it can.

    Who has answered has answered these words; they may still be withdrawn.
    """
    if reason := why_not_withdraw(comment):
        return reason
    if comment.answered_by.approved().exists() or comment.replies.approved().exists():
        return _("Somebody has answered, so that this comment can't be changed any more.")
    if comment.decisions.filter(action=Decision.Action.EDIT).count() >= MOST_CHANGES:
        return _("You have changed this comment many times. It can't be changed any more.")
    return ""


def edit(comment: Comment, submission: Submission) -> Comment:
    """Give ``comment`` the text of ``submission`` and judge it again like a new one.

    What a moderator or readers' reports have held comes back by a moderator only, and no other
    words take over the marks that a moderator gave. Raises Refused when the author may not change
    it any more.
    """
    if reason := why_not_edit(comment):
        raise Refused(reason)
    submission = replace(submission, editing=comment, answers=comment.answers)
    verdict = judge(submission)
    try:
        with transaction.atomic():
            row = _lock(comment, why_not_edit)
            if verdict.status == Comment.Status.APPROVED and (
                _was_taken_down(row) or row.has_red_flag  # Somebody should still read of it.
            ):
                words = _("It was held before its author changed it.")
                verdict = replace(
                    verdict,
                    status=Comment.Status.HELD,
                    reasons=[*verdict.reasons, {"code": "changed", "words": words}],
                )
            forget_lesson(row)
            was = row.status
            if row.user_id is None and row.text != submission.text:
                row.is_pinned = row.is_helpful = False
            row.text = submission.text
            row.text_key = submission.text_key
            row.key = submission_key(row.name, row.email, row.text)
            row.reasons, row.score = verdict.reasons, verdict.score
            row.evidence, row.has_red_flag = (
                verdict.evidence,
                verdict.has_red_flag or row.has_red_flag,
            )
            row.edited_at = timezone.now()
            change_status(row, verdict.status)
            row.save()
            remember(row, Decision.Action.EDIT, was=was, why=in_words(verdict))
            return row
    except IntegrityError:
        raise Refused(_("You have sent the same comment already.")) from None


@transaction.atomic
def withdraw(comment: Comment) -> Comment:
    """Take ``comment`` out of readers' sight for good; a note keeps the place of its answers.

    Raises Refused when its author may not any more.
    """
    row = _lock(comment, why_not_withdraw)
    was = row.status
    forget_lesson(row)
    change_status(row, Comment.Status.WITHDRAWN)
    row.save()
    notifying.end(row)
    remember(row, Decision.Action.WITHDRAW, was=was)
    return row


def _lock(comment: Comment, why_not: Callable[[Comment], str]) -> Comment:
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    if reason := why_not(row):
        raise Refused(reason)
    return row


def _was_taken_down(row: Comment) -> bool:
    """Whether somebody else than the rules keeps ``row`` from readers."""
    by_people = (Decision.Action.DECIDE, Decision.Action.UNDO, Decision.Action.FLAG)
    return (
        row.status != Comment.Status.APPROVED
        and row.decisions.filter(action__in=by_people).exists()
    )
