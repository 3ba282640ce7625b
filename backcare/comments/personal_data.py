"""What is kept of a commenter: to hand it out, and to forget it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from backcare.jobs.mail import SEND, forget_mail
from backcare.jobs.models import Job
from backcare.people.models import User
from backcare.publishing.meta import absolute

from . import notifying
from .keys import email_key
from .models import Block, Comment, CommentQuerySet, Decision, Notice, Subscription
from .moderation import change_status, forget_lesson
from .signals import comment_hidden, comment_shown
from .submission import remember


def comments_of(email: str) -> CommentQuerySet:
    """The comments written with an e-mail address, however it is capitalised."""
    email = email.strip()
    # Who left none, or was forgotten, has no address in common with anybody.
    return Comment.objects.filter(email__iexact=email) if email else Comment.objects.none()


def export_of(email: str) -> dict[str, Any]:
    """All that the comments keep about ``email``, as JSON takes it, the oldest first.

    Who reported a comment can't be known, so reports are missing.
    """
    rows = comments_of(email).select_related("page", "answers").order_by("created_at", "pk")
    subscriptions = {
        subscription.comment_id: subscription
        for subscription in Subscription.objects.filter(comment__in=comments_of(email))
    }
    return {
        "email": email.strip().lower(),
        "exported_at": timezone.now().isoformat(),
        "is_blocked": Block.objects.filter(kind="email", value=email_key(email)).exists(),
        "comments": [_exported(row, subscriptions.get(row.pk)) for row in rows],
        "mail_waiting": [
            {
                "queued_at": job.created_at.isoformat(),
                "subject": job.payload["subject"],
                "body": job.payload["body"],
            }
            for job in Job.objects.filter(name=SEND, payload__to__iexact=email.strip()).order_by(
                "created_at", "pk"
            )
        ],
    }


@transaction.atomic
def forget(email: str, *, anonymise: bool, by: User | None) -> int:
    """Remove the comments written with ``email``, or only who wrote them; returns how many.

    Removed comments are deleted. Where answers stand below one, its row stays as an empty place.
    Either way its links of receipt and of subscription stop working, and mail that waits for the
    address is deleted. The filter forgets what it was taught by them.
    """
    # The deepest first, so that a place whose answers are all their own is empty by its turn.
    rows = list(comments_of(email).select_for_update().order_by("-depth", "-pk"))
    forget_mail(email.strip())
    strike_from_log(row.pk for row in rows)
    for row in rows:
        notifying.end(row)
        forget_lesson(row)
        if anonymise:
            _anonymise(row)
        else:
            _remove(row, by=by)
    return len(rows)


def make_empty(row: Comment) -> None:
    """Take everything from a comment but its place; the caller saves it."""
    _take_person(row)
    row.name = row.text = row.text_key = ""


def strike_from_log(pks: Iterable[int]) -> None:
    """Take the names of comments out of the desk's log of changes."""
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Comment),
        object_id__in=[str(pk) for pk in pks],
    ).update(object_repr=Comment._meta.verbose_name)


def _anonymise(row: Comment) -> None:
    _take_person(row)
    row.name = _("A reader")
    row.save()
    row.decisions.update(why="")
    if row.status == Comment.Status.APPROVED:
        comment_shown.send(sender=Comment, comment=row)


def _remove(row: Comment, *, by: User | None) -> None:
    was = row.status
    if not Comment.objects.filter(Q(parent=row) | Q(thread=row)).exists():
        if was == Comment.Status.APPROVED:
            comment_hidden.send(sender=Comment, comment=row)
        row.delete()
        return
    if was != Comment.Status.WITHDRAWN:
        change_status(row, Comment.Status.REMOVED)
    make_empty(row)
    row.save()
    row.decisions.update(why="")
    row.flags.all().delete()
    why = _("Personal data was removed, as its author has asked.")
    remember(row, Decision.Action.DECIDE, was=was, by=by, why=why)


def _take_person(row: Comment) -> None:
    """Take from a comment what says who wrote it, save the name."""
    row.email = row.address_key = ""
    row.key = row.user = row.contributor = None
    # These quote what was typed. The lesson can't be taken back with other words than it had.
    row.reasons, row.evidence, row.learned_as = [], [], ""


def _exported(row: Comment, subscription: Subscription | None) -> dict[str, Any]:
    return {
        "address": absolute(row.get_absolute_url()),
        "page": {"title": row.page.title, "address": absolute(row.page.get_absolute_url())},
        "answers": absolute(row.answers.get_absolute_url()) if row.answers else None,
        "name": row.name,
        "text": row.text,
        "state": row.status,
        "written_at": row.created_at.isoformat(),
        "changed_at": row.edited_at.isoformat() if row.edited_at else None,
        "approved_at": row.approved_at.isoformat() if row.approved_at else None,
        "spam_score": row.score,
        "reasons": [reason["words"] for reason in row.reasons],
        "network_address_is_kept_as_a_key": bool(row.address_key),
        "history": [
            {
                "what": decision.action,
                "became": decision.became,
                "why": decision.why,
                "at": decision.at.isoformat(),
            }
            for decision in row.decisions.order_by("at", "pk")
        ],
        "subscription": _exported_subscription(subscription) if subscription else None,
    }


def _exported_subscription(subscription: Subscription) -> dict[str, Any]:
    def when(value: Any) -> str | None:
        return value.isoformat() if value else None

    return {
        "asked_at": when(subscription.asked_at),
        "confirmed_at": when(subscription.confirmed_at),
        "ended_at": when(subscription.ended_at),
        "told": [
            {"of": absolute(notice.reply.get_absolute_url()), "at": when(notice.sent_at)}
            for notice in Notice.objects.filter(subscription=subscription)
            .select_related("reply")
            .order_by("pk")
        ],
    }
