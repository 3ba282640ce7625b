"""Tells commenters of answers: those who asked for it and confirmed their address.

Answers are noted in the transaction that makes them public, and mailed by a recurring job: the
first at once, what follows together, at most one mail an hour to one address.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby

from django.db import connection, transaction
from django.db.models import F, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backcare.jobs.mail import SEND, fit_address, payload_of, queue_mail
from backcare.jobs.queue import enqueue
from backcare.jobs.registry import Then
from backcare.publishing.meta import absolute

from .keys import email_key
from .letters import body_of, list_headers, one_line, subject_line
from .markup import excerpt
from .models import Comment, Notice, Subscription
from .subscription_links import Ending, confirm_url, unsubscribe_all_url, unsubscribe_url

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ASK = "comments.ask_to_confirm"  # the job that writes the mail of confirmation
# Requests to confirm that one address gets within a day while it confirms none of them.
MOST_UNCONFIRMED = 3
# An answer that was approved so long ago is no news when it is approved again.
NEWS = timedelta(days=30)
# Answers in one mail; further ones wait for the next.
MOST_IN_A_MAIL = 30
# Addresses that one run of the job mails; it has five minutes.
MOST_IN_A_RUN = 500
LONGEST_OWN, LONGEST_ANSWER = 120, 400  # characters


def ask(comment: Comment) -> Subscription | None:
    """Note that the author of ``comment`` wants to be told of answers, and queue a mail that
    asks whether the address is theirs.

    What looks like spam only has the wish noted: ``ask_late`` asks when it turns out to be honest.
    None when the address has had enough of these mails today, or is one that mail cannot write.
    Nobody is told: whoever typed the address may not be its owner.
    """
    with transaction.atomic(savepoint=False):
        _hold(comment.email)
        known = Subscription.objects.filter(comment=comment).first()
        if known is not None and (known.asked_at or known.ended_at):
            return known
        subscription = known or Subscription(comment=comment)
        if comment.status == Comment.Status.SPAM:
            subscription.save()
            return subscription
        now = timezone.now()
        lately = Subscription.objects.filter(
            comment__email=comment.email, confirmed_at=None, asked_at__gt=now - DAY
        )
        if lately.count() >= MOST_UNCONFIRMED:
            return None
        try:
            fit_address(comment.email)
        except ValueError:
            logger.warning("The author of comment %s cannot be mailed.", comment.pk)
            return None
        subscription.asked_at = now
        subscription.save()
        # Written by the worker, so that nobody waits for the words while the database is locked.
        enqueue(ASK, subscription=subscription.pk)
        return subscription


def ask_late(comment: Comment) -> None:
    """Ask the author of a comment that looked like spam at first, and was none."""
    if Subscription.objects.filter(comment=comment, asked_at=None, ended_at=None).exists():
        ask(comment)


def confirm(subscription: Subscription) -> None:
    """Note that the owner of the address has asked for it; nothing once it has ended."""
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None, ended_at=None).update(
        confirmed_at=timezone.now()
    )


def tell_of(reply: Comment) -> None:
    """Note that whoever ``reply`` answers is to be told of it; once, however often it is called."""
    now = timezone.now()
    if reply.answers_id is None or (reply.approved_at and reply.approved_at < now - NEWS):
        return
    subscription = (
        Subscription.objects.filter(comment=reply.answers_id, ended_at=None)
        .exclude(comment__email=reply.email)
        .first()
    )
    if subscription is not None:
        Notice.objects.get_or_create(
            subscription=subscription, reply=reply, defaults={"created_at": now}
        )


def end(comment: Comment) -> None:
    """Tell the author of ``comment`` nothing more."""
    Subscription.objects.filter(comment=comment, ended_at=None).update(ended_at=timezone.now())


def end_by(ending: Ending) -> None:
    """Tell nothing more of what an unsubscribe link is for."""
    ended_by(ending).update(ended_at=timezone.now())


def ended_by(ending: Ending) -> QuerySet[Subscription]:
    """The subscriptions that an unsubscribe link would end now."""
    active = Subscription.objects.filter(ended_at=None)
    if ending.subscription_id is not None:
        return active.filter(pk=ending.subscription_id)
    # Nothing leads from the key back to the address, but from the address to the key.
    emails = active.values_list("comment__email", flat=True).distinct()
    return active.filter(
        comment__email__in=[email for email in emails if email_key(email) == ending.email_key]
    )


def send_answers(now: datetime | None = None) -> int:
    """Queue a mail to each subscriber who has not been told of an answer, save those who had one
    within the hour; returns how many.
    """
    now = now or timezone.now()
    addresses = (
        _to_tell()
        .exclude(subscription__comment__email__in=_told(now).values("subscription__comment__email"))
        .values_list("subscription__comment__email")
        .annotate(first=Min("created_at"))
        .order_by("first")[:MOST_IN_A_RUN]
    )
    return sum(_send_to(email, now) for email, _first in addresses)


def _to_tell() -> QuerySet[Notice]:
    """The notices that are due: of answers that readers see, to confirmed subscribers whose own
    comment they see, too.
    """
    return Notice.objects.filter(
        sent_at=None,
        reply__in=Comment.objects.public(),
        subscription__comment__status=Comment.Status.APPROVED,
        subscription__confirmed_at__isnull=False,
        subscription__ended_at=None,
    ).exclude(reply__email=F("subscription__comment__email"))


def _told(now: datetime) -> QuerySet[Notice]:
    """The notices that went out within the hour."""
    return Notice.objects.filter(sent_at__gt=now - HOUR)


def _send_to(email: str, now: datetime) -> bool:
    """Mark what ``email`` is to be told as told, and queue the mail, both or neither."""
    try:
        with transaction.atomic():
            # What another worker has done meanwhile is seen from here on.
            _hold(email)
            of_address = {"subscription__comment__email": email}
            if _told(now).filter(**of_address).exists():
                return False
            notices = list(
                _to_tell()
                .filter(**of_address)
                .select_related("subscription__comment__page", "reply")
                .order_by("created_at", "pk")[:MOST_IN_A_MAIL]
            )
            if not notices:
                return False
            Notice.objects.filter(pk__in=[notice.pk for notice in notices], sent_at=None).update(
                sent_at=now
            )
            _queue_answers(email, notices)
            return True
    except ValueError:
        logger.warning("Subscribers with an address that mail cannot write are told nothing.")
        Subscription.objects.filter(comment__email=email, ended_at=None).update(ended_at=now)
        return False


def confirmation_of(pk: int) -> Then | None:
    """The mail that asks whether the address of a subscription is its author's.

    None when nobody is to be asked any more. Nothing that the commenter typed stands in it, so
    that it carries no spam.
    """
    waiting = Subscription.objects.filter(confirmed_at=None, ended_at=None).exclude(
        comment__email=""
    )
    subscription = waiting.select_related("comment__page").filter(pk=pk).first()
    if subscription is None:
        return None
    page = subscription.comment.page
    unsubscribe = unsubscribe_url(subscription)
    message = payload_of(
        to=subscription.comment.email,
        subject=subject_line(_("do you want to be told of answers?")),
        body=body_of(
            "confirm",
            title=one_line(page.title),
            page_url=absolute(page.get_absolute_url()),
            confirm_url=confirm_url(subscription),
            unsubscribe_url=unsubscribe,
        ),
        headers=list_headers(unsubscribe),
    )
    return Then(SEND, message)


def _queue_answers(email: str, notices: Iterable[Notice]) -> None:
    notices = sorted(notices, key=lambda notice: (notice.subscription_id, notice.pk))
    comments = [
        {
            "title": one_line(subscription.comment.page.title),
            "words": excerpt(subscription.comment.text, LONGEST_OWN),
            "unsubscribe_url": unsubscribe_url(subscription),
            "answers": [
                {
                    "name": one_line(notice.reply.name),
                    "words": excerpt(notice.reply.text, LONGEST_ANSWER),
                    "url": absolute(notice.reply.get_absolute_url()),
                }
                for notice in group
            ],
        }
        for subscription, group in groupby(notices, key=lambda notice: notice.subscription)
    ]
    unsubscribe_all = unsubscribe_all_url(email)
    count = len(notices)
    words = ngettext("an answer to your comment", "%(count)d answers to your comments", count)
    queue_mail(
        to=email,
        subject=subject_line(words % {"count": count}),
        body=body_of("answers", comments=comments, unsubscribe_all_url=unsubscribe_all),
        headers=list_headers(unsubscribe_all),
    )


def _hold(email: str) -> None:
    """Have every other transaction that mails ``email`` wait until this one has ended.

    SQLite has one writer at a time in any case.
    """
    if connection.vendor == "postgresql":
        digest = sha256(f"backcare.comments {email}".encode()).digest()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s)",
                [int.from_bytes(digest[:8], "big", signed=True)],
            )
