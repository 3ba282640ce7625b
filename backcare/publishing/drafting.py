"""The way of a page: from draft to readers, back into work, and out of sight.

Permissions are the caller's matter; these functions keep the rows right. Each runs in one
transaction and locks the page, so that two editors can't publish at once.
"""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backcare.people.models import Contributor, User

from . import references, related, snapshots
from .kinds import kinds
from .models import Page, Revision
from .models.page import REVIEW_INTERVAL
from .signals import page_published, page_withdrawn


def _lock(page: Page) -> Page:
    """The page's row, of its own kind, locked until the transaction ends.

    Raises ValidationError when the row has gone.
    """
    if not Page.objects.select_for_update().filter(pk=page.pk).exists():
        raise ValidationError(_("Somebody else has published or discarded this draft."))
    return kinds[page.kind].model.objects.get(pk=page.pk)


def _one_at_a_time() -> None:
    """Wait until nobody else publishes; holds until the transaction ends.

    Publishing writes the related pages of pages around it. Two at once would wait for each
    other for ever, or write the same rows.
    """
    pages = ContentType.objects.get_for_model(Page)
    ContentType.objects.select_for_update(no_key=True).get(pk=pages.pk)


@transaction.atomic
def edit_as_draft(page: Page, by: User | None) -> Page:
    """The draft of a page that has been published; made when there is none yet."""
    original = _lock(page)
    if original.status == Page.Status.DRAFT:
        return original
    existing = Page.objects.filter(draft_of=original).first()
    if existing is not None:
        return existing.specific
    draft = type(original)(draft_of_id=original.pk, created_by=by)
    snapshots.apply(snapshots.take(original), draft)
    draft.change_note = ""
    draft.save(update_fields=["change_note"])
    references.sync(draft)
    return draft


@transaction.atomic
def publish(page: Page, by: User | None, *, at: datetime | None = None) -> Page:
    """Show readers what ``page`` says; returns the row they see.

    A draft of a published page is copied over it and deleted. A page that has never been
    published goes live now, or ``at`` a later time, which can be changed until it has come.
    The result is kept as a revision.

    Raises ValidationError when the address has been taken meanwhile or the page's time is over
    before it begins, ValueError for ``at`` with a page that readers see: its changes show at once.
    """
    _one_at_a_time()
    row = _lock(page)
    now = timezone.now()
    live = row if row.draft_of is None else _lock(row.draft_of)
    if at is not None and live.is_live:
        raise ValueError("A change of a page that readers see takes effect at once.")
    _refuse_taken_address(row, besides=live)
    if live is not row:
        row.related_choices.filter(target=live).delete()  # It would point at itself.
        _keep_later_review(live, row)
        content = snapshots.take(row)
        row.delete()
        snapshots.apply(content, live)
    if live.first_published_at is None or (at is not None and live.first_published_at > now):
        live.first_published_at = live.live_at = at or now
    else:
        live.live_at = at or live.live_at or now
    if live.expires_at is not None and live.expires_at <= max(now, live.live_at):
        raise ValidationError({"expires_at": _("The page would have expired already.")})
    live.changed_at = max(now, live.first_published_at)
    live.review_due_on = live.review_due_on or (now + REVIEW_INTERVAL).date()
    live.status = Page.Status.PUBLISHED
    live.save()
    references.sync(live)
    related.refresh_around(live)
    _remember(live, by, "published", live.change_note)
    page_published.send(sender=Page, page=live)
    return live


@transaction.atomic
def archive(page: Page, by: User | None, note: str = "") -> Page:
    """Take a published page out of readers' sight; its address then answers 410."""
    row = _lock(page)
    if row.status != Page.Status.PUBLISHED:
        raise ValidationError(_("Only a published page can be archived."))
    row.status = Page.Status.ARCHIVED
    if row.first_published_at is not None and row.first_published_at > timezone.now():
        # Before its time, so that it has never been published.
        row.live_at = row.first_published_at = row.changed_at = None
    row.save(update_fields=["status", "live_at", "first_published_at", "changed_at"])
    _remember(row, by, "archived", note)
    page_withdrawn.send(sender=Page, page=row)
    return row


@transaction.atomic
def mark_reviewed(page: Page, reviewer: Contributor, by: User | None) -> Page:
    """Note that ``reviewer`` has checked the facts of this row today, nothing else changed."""
    row = _lock(page)
    row.reviewer = reviewer
    row.reviewed_on = timezone.localdate()
    row.review_due_on = row.reviewed_on + REVIEW_INTERVAL
    row.save(update_fields=["reviewer", "reviewed_on", "review_due_on"])
    _remember(row, by, "reviewed", "")
    return row


def _keep_later_review(live: Page, draft: Page) -> None:
    """Have ``draft`` say who reviewed ``live`` when that was after the draft was begun."""
    later = live.revisions.filter(event="reviewed", created_at__gt=draft.created_at)
    if live.reviewed_on is None or not later.exists():
        return
    if draft.reviewed_on is None or draft.reviewed_on < live.reviewed_on:
        draft.reviewer, draft.reviewed_on = live.reviewer, live.reviewed_on
        draft.review_due_on = live.review_due_on
        draft.save(update_fields=["reviewer", "reviewed_on", "review_due_on"])


def _refuse_taken_address(row: Page, *, besides: Page) -> None:
    taken = Page.objects.originals().filter(kind=row.kind, slug=row.slug)
    if taken.exclude(pk__in=[row.pk, besides.pk]).exists():
        raise ValidationError({"slug": _("Another page of this kind has this address.")})


def _remember(page: Page, by: User | None, event: str, note: str) -> None:
    # With the page that readers know: a draft goes when it is published.
    Revision.objects.create(
        page=page.draft_of or page, user=by, event=event, note=note, snapshot=snapshots.take(page)
    )
