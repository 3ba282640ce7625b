"""How long things are kept. ``docs/personal-data.md`` says the same in words."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from .models import Block, Comment, Decision, Flag, Notice, Rules, Subscription
from .personal_data import make_empty, strike_from_log

MONTH = timedelta(days=30)
KEEP_ADDRESS_KEY = MONTH
KEEP_NOTICE = MONTH
KEEP_OLD_BLOCK = MONTH
TIME_TO_CONFIRM = timedelta(days=7)
# Rows that are changed in one transaction, so that readers don't wait for long.
BATCH = 200
DEAD = (Comment.Status.SPAM, Comment.Status.REMOVED, Comment.Status.WITHDRAWN)


def apply_retention(now: datetime | None = None) -> None:
    """Delete what has been kept for as long as it may. What the filter has learned stays."""
    now = now or timezone.now()
    rules = Rules.current()
    _forget_addresses(now - KEEP_ADDRESS_KEY)
    _forget_emails(now - timedelta(days=rules.email_days))
    _end_unconfirmed(now - TIME_TO_CONFIRM, now)
    _delete_dead(now - timedelta(days=rules.spam_days))
    _in_batches(_old_notices(now - KEEP_NOTICE), lambda rows: rows.delete())
    _in_batches(Block.objects.filter(until__lt=now - KEEP_OLD_BLOCK), lambda rows: rows.delete())


def _forget_addresses(before: datetime) -> None:
    old = {"created_at__lt": before}
    _in_batches(
        Comment.objects.filter(**old).exclude(address_key=""),
        lambda rows: rows.update(address_key=""),
    )
    _in_batches(
        Flag.objects.filter(**old).exclude(address_key=None),
        lambda rows: rows.update(address_key=None),
    )


def _forget_emails(before: datetime) -> None:
    def forget(rows: QuerySet) -> None:
        pks = list(rows.values_list("pk", flat=True))
        with transaction.atomic():
            Subscription.objects.filter(comment__in=pks, ended_at=None).update(
                ended_at=timezone.now()
            )
            Comment.objects.filter(pk__in=pks).update(email="")

    _in_batches(Comment.objects.filter(created_at__lt=before).exclude(email=""), forget)


def _end_unconfirmed(before: datetime, now: datetime) -> None:
    _in_batches(
        Subscription.objects.filter(confirmed_at=None, ended_at=None, asked_at__lt=before),
        lambda rows: rows.update(ended_at=now),
    )


def _old_notices(before: datetime) -> QuerySet[Notice]:
    """Those long told, and those that will not be told any more."""
    untold = Q(created_at__lt=before) | Q(subscription__ended_at__isnull=False)
    return Notice.objects.filter(Q(sent_at__lt=before) | Q(untold, sent_at=None))


def _delete_dead(before: datetime) -> None:
    """Delete what has long been spam, removed or withdrawn, or empty it where something stands
    below.
    """
    # With the deepest gone, those above may have nothing below them any more.
    while _each(_long_dead(before).exclude(_below()), _delete):
        pass
    _each(_long_dead(before).filter(_below()).exclude(name="", text="", email=""), _empty)


def _long_dead(before: datetime) -> Any:
    decided = Decision.objects.filter(comment=OuterRef("pk")).order_by("-at").values("at")[:1]
    return (
        Comment.objects.filter(status__in=DEAD)
        .annotate(dead_since=Coalesce(Subquery(decided), "created_at"))
        .filter(dead_since__lt=before)
    )


def _below() -> Q:
    """Whether something stands below a comment, seen by readers or not."""
    return Q(Exists(Comment.objects.filter(parent=OuterRef("pk")))) | Q(
        Exists(Comment.objects.filter(thread=OuterRef("pk")))
    )


def _delete(rows: list[Comment]) -> None:
    Comment.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _empty(rows: list[Comment]) -> None:
    for row in rows:
        make_empty(row)
        row.save()
        row.decisions.update(why="")
        row.flags.all().delete()


def _each(due: QuerySet, change: Callable[[list[Comment]], None]) -> int:
    """Change the comments of ``due``, locked, so many at a time; returns how many."""
    count, last = 0, 0
    while True:
        with transaction.atomic():
            # Locked and asked again: a moderator may just have taken one out of the spam.
            rows = list(
                due.filter(pk__gt=last).order_by("pk").select_for_update(of=("self",))[:BATCH]
            )
            if not rows:
                return count
            strike_from_log(row.pk for row in rows)
            change(rows)
        count, last = count + len(rows), rows[-1].pk or last


def _in_batches(due: QuerySet, change: Callable[[QuerySet], object]) -> None:
    """Change the rows of ``due``, so many at a time."""
    last = 0
    while pks := list(due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        change(due.filter(pk__in=pks))
        last = pks[-1]
