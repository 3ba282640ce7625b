"""What readers can do about a comment that should not stand there: say so."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .keys import address_key
from .models import Comment, Decision, Flag, Rules
from .moderation import change_status
from .submission import TooMany, remember

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 20  # from one network address


def flag(comment: Comment, reason: str, note: str, address: str) -> Flag:
    """Note that a reader finds fault with ``comment``; once from one network address.

    As many reports as the rules say send an approved comment of a reader back to the moderators.
    Those that a moderator has settled don't count any more, so that what was approved in spite of
    them stays. Raises TooMany when many come from one address.
    """
    key = address_key(address)
    now = timezone.now()
    with transaction.atomic():
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if known := Flag.objects.filter(comment=row, address_key=key).first():
            return known
        lately = Flag.objects.filter(address_key=key, created_at__gt=now - HOUR)
        if lately.count() >= MOST_AN_HOUR:
            raise TooMany(
                _(
                    "Many reports have come from your network within an hour. "
                    "Please send this one later."
                )
            )
        new = Flag.objects.create(
            comment=row, reason=reason, note=note, address_key=key, created_at=now
        )
        row.flag_count = row.flags.filter(is_settled=False).count()
        if _goes_back(row):
            was = row.status
            change_status(row, Comment.Status.HELD)
            remember(row, Decision.Action.FLAG, was=was, why=_why(row), at=now)
        row.save()
        return new


def _goes_back(row: Comment) -> bool:
    return (
        row.status == Comment.Status.APPROVED
        and row.user_id is None
        and row.contributor_id is None
        and row.flag_count >= Rules.current().flags_to_hold
    )


def _why(row: Comment) -> str:
    """What the readers said, each reason once."""
    given = row.flags.filter(is_settled=False).order_by("created_at", "pk")
    reasons = dict.fromkeys(str(flag.get_reason_display()) for flag in given)
    words = ngettext(
        "A reader has reported it: %(reasons)s.",
        "%(count)d readers have reported it: %(reasons)s.",
        row.flag_count,
    )
    return words % {"count": row.flag_count, "reasons": "; ".join(reasons)}
