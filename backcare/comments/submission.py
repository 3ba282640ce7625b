"""The way in: what a reader has sent becomes one comment, once, or is refused with a reason."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backcare.prepared import insert

from . import notifying
from .judging import Submission, Verdict, judge
from .models import Comment, Decision
from .opening import is_open
from .policy import current_policy
from .signals import comment_shown


class Refused(ValidationError):
    """A comment that can't be taken; the message says why, and what was typed is kept."""


class TooMany(Refused):
    """So many from one network address within an hour."""


def submit(submission: Submission) -> Comment:
    """Store ``submission`` as a comment; the one that is there when it has come in before.

    The comment, its verdict and the mails about it are stored in one transaction or not at all.
    Raises Refused when the page takes no comments, there are too many from one address, or the
    same was sent by somebody else: who gets a comment here may change it.
    """
    submission = replace(submission)  # What is known of it is asked anew.
    if submission.answers is not None and not _can_be_answered(submission):
        raise Refused(_("The comment that you answer is not there any more."))
    if submission.known.same is not None and (known := _same(submission).first()):
        return _if_theirs(known, submission)
    if not is_open(submission.page):
        raise Refused(_("Comments on this page are closed."))
    _refuse_flood(submission)
    verdict = judge(submission)
    try:
        with transaction.atomic():
            return _store(submission, verdict)
    except IntegrityError:
        # The same submission, sent twice at once: the other was first.
        if known := _same(submission).first():
            return _if_theirs(known, submission)
        raise


def _same(submission: Submission) -> QuerySet[Comment]:
    """The comment that the same submission has become."""
    there = Comment.objects.filter(page=submission.page, parent=submission.parent)
    return there.filter(key=submission.key).select_related("page")


def _if_theirs(known: Comment, submission: Submission) -> Comment:
    """``known``, if whoever sends the same again has written it; with their wish for answers.

    A name and words are public and an address can be guessed; so it must be the same account, or
    the same network as long as that is remembered. Raises Refused otherwise.
    """
    account = submission.user.pk if submission.user else None
    is_theirs = known.user_id == account and (
        account is not None or known.address_key in {"", submission.address_key}
    )
    if not is_theirs:
        raise Refused(_("This comment has come in already."))
    if submission.wants_replies:
        notifying.ask(known)
    return known


def _can_be_answered(submission: Submission) -> bool:
    answers = submission.answers
    return (
        answers is not None
        and answers.page_id == submission.page.pk
        and answers.status == Comment.Status.APPROVED
    )


def _refuse_flood(submission: Submission) -> None:
    if not submission.address_key or submission.user is not None:
        return
    if submission.known.from_address >= current_policy().rules.most_from_address:
        raise TooMany(
            _(
                "Many comments have come from your network within an hour. "
                "Please send this one later."
            )
        )


def _store(submission: Submission, verdict: Verdict) -> Comment:
    now, parent = timezone.now(), submission.parent
    is_approved = verdict.status == Comment.Status.APPROVED
    comment = Comment(
        page=submission.page,
        thread=submission.thread,
        parent=parent,
        answers=submission.answers,
        depth=parent.depth + 1 if parent else 0,
        name=submission.name,
        email=submission.email.lower(),
        text=submission.text,
        user=submission.user,
        contributor=submission.contributor,
        status=verdict.status,
        has_red_flag=verdict.has_red_flag,
        reasons=verdict.reasons,
        score=verdict.score,
        evidence=verdict.evidence,
        key=submission.key,
        text_key=submission.text_key,
        address_key=submission.address_key,
        created_at=now,
        approved_at=now if is_approved else None,
    )
    insert(comment)
    remember(comment, Decision.Action.SUBMIT, was="", why=in_words(verdict), at=now)
    if submission.wants_replies:
        notifying.ask(comment)
    if is_approved:
        comment_shown.send(sender=Comment, comment=comment)
        notifying.tell_of(comment)
    return comment


def in_words(verdict: Verdict) -> str:
    """The reasons of a verdict, for the history of a comment."""
    return " ".join(reason["words"] for reason in verdict.reasons)


def remember(comment: Comment, action: str, *, was: str, **values: object) -> Decision:
    """Add to the history of ``comment``, whose status is the one that it has become."""
    values.setdefault("at", timezone.now())
    decision = Decision(comment=comment, action=action, was=was, became=comment.status, **values)
    insert(decision)
    return decision
