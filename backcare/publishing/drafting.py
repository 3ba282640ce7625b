"""The way of a page: from draft to readers, back into work, and out of sight.

Permissions are the caller's matter; these functions keep the rows right. Each runs in one
transaction and locks the page, so that two editors can't publish at once.
"""

import copy
from datetime import datetime
from itertools import count

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backcare.people.models import Contributor, User

from . import references, related, reviewing, snapshots
from .kinds import kinds
from .models import Page, Revision
from .read_once import read_once
from .signals import page_published, page_withdrawn

# Of what readers are told; the history keeps all.
MOST_CHANGES_TOLD = 50
# What an earlier version doesn't bring back; and what it does for those alone who may change it.
OF_THE_ROW = frozenset({"slug", "reviewer", "reviewed_on", "review_due_on"})
FOR_EDITORS = frozenset({"review_months", "expires_at", "is_demonstration"})


def lock(page: Page, *, to_delete: bool = False) -> Page:
    """The page's row, of its own kind, locked until the transaction ends.

    Rows that refer to it can still be written unless it is ``to_delete``: two people at two pages
    that link to each other would wait for each other for ever. Raises ValidationError when the
    row has gone.
    """
    if not Page.objects.select_for_update(no_key=not to_delete).filter(pk=page.pk).exists():
        raise ValidationError(_("Somebody else has published or discarded this draft."))
    return kinds[page.kind].model.objects.get(pk=page.pk)


def one_at_a_time() -> None:
    """Wait until nobody else publishes; holds until the transaction ends.

    Publishing writes the related pages of pages around it. Two at once would wait for each
    other for ever, or write the same rows.
    """
    pages = ContentType.objects.get_for_model(Page)
    ContentType.objects.select_for_update(no_key=True).get(pk=pages.pk)


@transaction.atomic
def edit_as_draft(page: Page, by: User | None) -> Page:
    """The draft of a page that has been published; made when there is none yet."""
    original = lock(page)
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
def publish(page: Page, by: User | None, *, at: datetime | None = None, note: str = "") -> Page:
    """Show readers what ``page`` says; returns the row they see.

    A draft of a published page is copied over it and deleted. A page that has never been
    published goes live now, or ``at`` a later time, which can be changed until it has come.
    The result is kept as a revision, with ``note`` or the page's change note.

    Raises ValidationError when the address has been taken meanwhile or the page's time is over
    before it begins, ValueError for ``at`` with a page that readers see: its changes show at once.
    """
    one_at_a_time()
    row = lock(page, to_delete=page.draft_of_id is not None)
    now = timezone.now()
    live = row if row.draft_of is None else lock(row.draft_of)
    if at is not None and live.is_live:
        raise ValueError("A change of a page that readers see takes effect at once.")
    refuse_taken_address(row)
    before = _ranked_by(live)
    if live is not row:
        row.related_choices.filter(target=live).delete()  # It would point at itself.
        _keep_later_review(live, row)
        content = snapshots.take(row)
        row.delete()
        snapshots.apply(content, live)
    was_seen = live.first_published_at is not None and live.first_published_at <= now
    if live.first_published_at is None or (at is not None and live.first_published_at > now):
        live.first_published_at = live.live_at = at or now
    else:
        live.live_at = at or live.live_at or now
    if live.expires_at is not None and live.expires_at <= max(now, live.live_at):
        raise ValidationError({"expires_at": _("The page would have expired already.")})
    live.stage, live.scheduled_at = Page.Stage.IN_WORK, None
    if live.change_note and was_seen:
        told = {"on": timezone.localdate(now).isoformat(), "note": live.change_note}
        live.changes = [told, *live.changes][:MOST_CHANGES_TOLD]
    live.changed_at = max(now, live.first_published_at)
    live.review_due_on = live.review_due_on or reviewing.due_after(live, timezone.localdate(now))
    live.status = Page.Status.PUBLISHED
    live.save()
    references.sync(live)
    if _ranked_by(live) != before or not live.related_candidates.exists():
        related.refresh_around(live)
    is_to_come = live.live_at > now
    event = Revision.Event.SCHEDULED if is_to_come else Revision.Event.PUBLISHED
    remember(live, by, event, note or live.change_note)
    page_published.send(sender=Page, page=live)
    return live


def _ranked_by(page: Page) -> tuple[object, ...] | None:
    """What makes other pages near to a published one; None where it isn't among them."""
    if page.status != Page.Status.PUBLISHED:
        return None
    topics = frozenset(page.topics.values_list("pk", flat=True))
    return (page.first_published_at, page.live_at, page.expires_at, topics)


@transaction.atomic
def archive(page: Page, by: User | None, note: str = "") -> Page:
    """Take a published page out of readers' sight; its address then answers 410."""
    row = lock(page)
    if row.status != Page.Status.PUBLISHED:
        raise ValidationError(_("Only a published page can be archived."))
    row.status = Page.Status.ARCHIVED
    if row.first_published_at is not None and row.first_published_at > timezone.now():
        # Before its time, so that it has never been published.
        row.live_at = row.first_published_at = row.changed_at = None
    row.save(update_fields=["status", "live_at", "first_published_at", "changed_at"])
    remember(row, by, Revision.Event.ARCHIVED, note)
    page_withdrawn.send(sender=Page, page=row)
    return row


@transaction.atomic
def unpublish(page: Page, by: User | None, note: str = "") -> Page:
    """Make a draft again of a page that is published, or will be when its time comes.

    Its address answers 404 until it is published again. When a draft of it is in work, that is
    what the page then says; what readers saw stays in the history.
    """
    row = lock(page)
    if row.status != Page.Status.PUBLISHED:
        raise ValidationError(_("Only a published page can be unpublished."))
    was_seen = row.first_published_at is not None and row.first_published_at <= timezone.now()
    event = Revision.Event.UNPUBLISHED if was_seen else Revision.Event.UNSCHEDULED
    remember(row, by, event, note)
    draft = Page.objects.filter(draft_of=row).first()
    row.status, row.live_at = Page.Status.DRAFT, None
    if not was_seen:
        row.first_published_at = row.changed_at = None
    if draft is None:
        row.save(update_fields=["status", "live_at", "first_published_at", "changed_at"])
    else:
        content = snapshots.take(lock(draft, to_delete=True))
        draft.delete()
        snapshots.apply(content, row)
        references.sync(row)
    page_withdrawn.send(sender=Page, page=row)
    return row


@transaction.atomic
def discard(page: Page, by: User | None, note: str = "") -> Page:
    """Throw away the draft of a published page; returns that page. The history keeps the draft."""
    row = lock(page, to_delete=True)
    if row.draft_of is None:
        raise ValidationError(_("Only the draft of a published page can be discarded."))
    original = row.draft_of.specific
    remember(row, by, Revision.Event.DISCARDED, note)
    row.delete()
    return original


@transaction.atomic
def duplicate(page: Page, by: User | None) -> Page:
    """A new draft that says what ``page`` says, under another title and address.

    Nobody has reviewed it, and it has not been scheduled to end.
    """
    source = lock(page)
    twin = type(source)(created_by=by)
    content = snapshots.take(source)
    content["fields"] |= {
        "title": (_("Copy of %(title)s") % {"title": source.title})[:200],
        "slug": _free_slug(source),
        "search_title": "",
        "reviewer": None,
        "reviewed_on": None,
        "review_due_on": None,
        "expires_at": None,
        "change_note": "",
    }
    snapshots.apply(content, twin)
    references.sync(twin)
    remember(twin, by, Revision.Event.DUPLICATED, source.title)
    return twin


@transaction.atomic
def restore(page: Page, revision: Revision, by: User | None) -> Page:
    """The draft of ``page``, saying what ``revision`` says; what readers see stays as it is.

    What the draft said until now is in the history. Its address stays, since that may have been
    taken since or be known to readers; so does who has reviewed it when. Who answers for the
    page stays unless ``by`` may change it.

    Raises ValidationError for a revision of another page.
    """
    draft = edit_as_draft(page, by)
    if revision.page_id != (draft.draft_of_id or draft.pk):
        raise ValidationError(_("This version is of another page."))
    if draft.pk != page.pk:  # It is locked otherwise.
        draft = lock(draft)
    if draft.stage == Page.Stage.SCHEDULED:
        raise ValidationError(_("A change is scheduled. Cancel that first."))
    with read_once(draft) as rows:
        remember(draft, by, Revision.Event.SAVED)
        content, now = copy.deepcopy(revision.snapshot), snapshots.take(draft)
    kept = OF_THE_ROW
    if by is not None and not by.has_perm("publishing.edit_any_page"):
        kept |= FOR_EDITORS
        content["parts"]["authorships"] = now["parts"]["authorships"]
    content["fields"] |= {name: now["fields"][name] for name in kept}
    draft.stage = Page.Stage.IN_WORK
    same = snapshots.alike(content, now)
    snapshots.apply(content, draft, but=same)
    touch(draft, by)
    when = timezone.localtime(revision.created_at)
    note = _("The version of %(when)s") % {"when": date_format(when, "j F Y, H:i")}
    with read_once(draft, {name: rows[name] for name in same}):
        references.sync(draft)
        remember(draft, by, Revision.Event.RESTORED, note)
    return draft


def _free_slug(source: Page) -> str:
    taken = set(Page.objects.filter(kind=source.kind).values_list("slug", flat=True))
    names = (f"{source.slug[:70]}-copy{f'-{number}' if number > 1 else ''}" for number in count(1))
    return next(name for name in names if name not in taken)


@transaction.atomic
def mark_reviewed(page: Page, reviewer: Contributor, by: User | None) -> Page:
    """Note that ``reviewer`` has checked the facts of this row today, nothing else changed."""
    row = lock(page)
    note_review(row, reviewer, by)
    remember(row, by, Revision.Event.REVIEWED)
    return row


def note_review(row: Page, reviewer: Contributor, by: User | None) -> None:
    """Put the reviewer's name and today's date on a row that is locked."""
    row.reviewer = reviewer
    row.reviewed_on = timezone.localdate()
    row.review_due_on = reviewing.due_after(row, row.reviewed_on)
    row.save(update_fields=["reviewer", "reviewed_on", "review_due_on"])
    touch(row, by)  # A form that was open meanwhile would put the old date back.


def _keep_later_review(live: Page, draft: Page) -> None:
    """Have ``draft`` say who reviewed ``live`` when that was after the draft was begun."""
    later = live.revisions.filter(event="reviewed", created_at__gt=draft.created_at)
    if live.reviewed_on is None or not later.exists():
        return
    if draft.reviewed_on is None or draft.reviewed_on < live.reviewed_on:
        draft.reviewer, draft.reviewed_on = live.reviewer, live.reviewed_on
        draft.review_due_on = live.review_due_on
        draft.save(update_fields=["reviewer", "reviewed_on", "review_due_on"])


def refuse_taken_address(row: Page) -> None:
    """Raise ValidationError when another page than the one that ``row`` drafts has its address."""
    besides = row.draft_of or row
    taken = Page.objects.originals().filter(kind=row.kind, slug=row.slug)
    if taken.exclude(pk__in=[row.pk, besides.pk]).exists():
        raise ValidationError({"slug": _("Another page of this kind has this address.")})


def touch(page: Page, by: User | None) -> int:
    """Note that ``by`` has just changed what the row says; returns its new version."""
    rows = Page.objects.filter(pk=page.pk)
    rows.update(version=F("version") + 1, edited_at=timezone.now(), edited_by=by)
    page.version = rows.values_list("version", flat=True).get()
    return page.version


def remember(page: Page, by: User | None, event: str, note: str = "") -> Revision | None:
    """Add what the row says now to the history of its page; ``page`` must be of its own kind.

    A mere saving of what the newest entry says already is not noted: returns None.
    """
    # With the page that readers know: a draft goes when it is published.
    original = page.draft_of_id or page.pk
    snapshot = snapshots.take(page)
    if event == Revision.Event.SAVED:
        newest = Revision.objects.filter(page_id=original).first()
        if newest is not None and snapshots.are_equal(newest.snapshot, snapshot):
            return None
    return Revision.objects.create(
        page_id=original,
        user=by,
        event=event,
        of_draft=page.status == Page.Status.DRAFT,
        note=note,
        snapshot=snapshot,
    )
