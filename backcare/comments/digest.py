"""Tells moderators what waits for them: at the interval they chose, and of danger signs at once."""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backcare.jobs.mail import queue_mail
from backcare.people.models import User
from backcare.publishing.meta import absolute

from .letters import body_of, one_line, subject_line
from .markup import excerpt
from .models import Comment, Decision, Flag, ModeratorMail

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
INTERVALS = {
    ModeratorMail.Interval.HOUR: HOUR,
    ModeratorMail.Interval.DAY: timedelta(days=1),
    ModeratorMail.Interval.WEEK: WEEK,
}
# A comment counts from when it was submitted, but is seen from when it is stored. What is younger
# than this waits for the next run, so that none falls between two.
STORED_AFTER = timedelta(seconds=10)
MOST_SHOWN = 10
LONGEST_SHOWN = 200  # characters
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


def send_digests(now: datetime | None = None) -> int:
    """Queue a mail to each moderator who is to be told now; returns how many."""
    now = (now or timezone.now()) - STORED_AFTER
    if not _waiting(now).exists():
        return 0
    rows = [ModeratorMail.objects.get_or_create(user=user)[0] for user in _moderators()]
    due = [row for row in rows if _is_due(row, now)]
    return sum(_send_to(row, now, **_letter(now)) for row in due)


def _moderators() -> QuerySet[User]:
    """Whoever may decide on comments and has an address. Superusers may do everything and are
    asked nothing, unless they have chosen an interval.
    """
    deciding = User.objects.with_perm(
        "comments.moderate_comment",
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return User.objects.filter(
        Q(pk__in=deciding.values("pk")) | Q(is_superuser=True, comment_mail__isnull=False),
        is_active=True,
    ).exclude(email="")


def _waiting(now: datetime) -> QuerySet[Comment]:
    """The comments on which a moderator should decide: held, or reported by readers."""
    reported = Q(status=Comment.Status.APPROVED, flag_count__gt=0)
    return Comment.objects.filter(Q(status=Comment.Status.HELD) | reported, created_at__lte=now)


def _between(start: datetime, end: datetime, comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Those of ``comments`` that came to wait, or were reported, after ``start`` until ``end``."""
    held = Decision.objects.filter(
        comment=OuterRef("pk"), became=Comment.Status.HELD, at__gt=start, at__lte=end
    )
    flags = Flag.objects.filter(
        comment=OuterRef("pk"), is_settled=False, created_at__gt=start, created_at__lte=end
    )
    return comments.filter(
        Q(created_at__gt=start, created_at__lte=end) | Exists(held) | Exists(flags)
    )


def _is_due(row: ModeratorMail, now: datetime) -> bool:
    """Whether a moderator is to be told: of what is new since the last mail, or again after a week.

    Danger signs don't wait for the interval. Such a mail goes at most once an hour: when the last
    one was about danger signs, that is when some came within the hour before it.
    """
    if row.interval == ModeratorMail.Interval.NEVER:
        return False
    last = row.last_sent_at
    if last is None:
        return True
    waiting = _waiting(now)
    if _between(last, now, _dangers(waiting)).exists() and (
        last <= now - HOUR
        or not _between(last - HOUR, last, _dangers(Comment.objects.all())).exists()
    ):
        return True
    interval = INTERVALS[ModeratorMail.Interval(row.interval)]
    return last <= now - interval and (last <= now - WEEK or _between(last, now, waiting).exists())


def _dangers(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return comments.filter(has_red_flag=True)


def _send_to(row: ModeratorMail, now: datetime, subject: str, body: str) -> bool:
    """Queue a mail, unless another worker has done it; both or neither with the time of it."""
    with transaction.atomic():
        mine = ModeratorMail.objects.filter(pk=row.pk, last_sent_at=row.last_sent_at)
        if not mine.update(last_sent_at=now):
            return False
        try:
            queue_mail(to=row.user.email, subject=subject, body=body)
        except ValueError:
            logger.warning("The account %s has an address that mail cannot write.", row.user_id)
            return False
        return True


def _letter(now: datetime) -> dict[str, str]:
    """The mail on what waits. Everybody gets the same."""
    waiting = _waiting(now)
    held = waiting.filter(status=Comment.Status.HELD).count()
    reported = waiting.filter(flag_count__gt=0).count()
    dangers = _dangers(waiting).count()
    shown = waiting.select_related("page").order_by(
        "-has_red_flag", "-flag_count", "created_at", "pk"
    )[:MOST_SHOWN]
    counts = []
    if dangers:
        words = ngettext(
            "%(count)d comment speaks of a danger sign. Please look at it first.",
            "%(count)d comments speak of danger signs. Please look at them first.",
            dangers,
        )
        counts.append(words % {"count": dangers})
    if held:
        words = ngettext("%(count)d comment waits.", "%(count)d comments wait.", held)
        counts.append(words % {"count": held})
    if reported:
        words = ngettext(
            "%(count)d comment was reported by readers.",
            "%(count)d comments were reported by readers.",
            reported,
        )
        counts.append(words % {"count": reported})
    subject = _("a comment speaks of a danger sign") if dangers else _("comments wait for you")
    body = body_of(
        "moderators",
        counts=counts,
        comments=[_shown(comment) for comment in shown],
        left_out=max(waiting.count() - MOST_SHOWN, 0),
        queue_url=absolute(reverse("admin:comments_comment_changelist")),
    )
    return {"subject": subject_line(subject), "body": body}


def _shown(comment: Comment) -> dict[str, Any]:
    """What the mail says of a comment: never an e-mail address, wherever it was typed."""
    return {
        "name": _without_addresses(one_line(comment.name)),
        "title": one_line(comment.page.title),
        "words": _without_addresses(excerpt(comment.text, LONGEST_SHOWN)),
        "has_red_flag": comment.has_red_flag,
        "flag_count": comment.flag_count,
    }


def _without_addresses(text: str) -> str:
    return ADDRESS.sub("…", text)
