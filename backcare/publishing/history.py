"""The history of a page: what it said when, what changed, and what it says now."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from . import differences, snapshots
from .differences import Difference
from .models import Page, Revision


@dataclass
class Version:
    """What a page said: a revision, or what it says now where there is none."""

    snapshot: snapshots.Snapshot
    revision: Revision | None = None


def versions(page: Page) -> QuerySet[Revision]:
    """The revisions of a page, newest first, without what each said, which is long."""
    return page.revisions_of_page().select_related("user").defer("snapshot")


def before(revision: Revision) -> Revision | None:
    """The revision before this one."""
    earlier = Q(created_at__lt=revision.created_at) | Q(
        created_at=revision.created_at, pk__lt=revision.pk
    )
    return Revision.objects.filter(earlier, page_id=revision.page_id).first()


def in_work(page: Page) -> Page:
    """The row that says what comes next, of its own kind: the draft where there is one."""
    if page.status == Page.Status.DRAFT:  # Drafts have none of their own.
        return page.specific
    original = page.draft_of or page
    return (Page.objects.filter(draft_of=original.pk).first() or original).specific


def now(page: Page) -> Version:
    """What the row in work says, saved by itself or on request."""
    return Version(snapshots.take(in_work(page)))


def changes(old: Version | None, new: Version, page: Page) -> Difference:
    """What has changed between two versions of ``page``; all of it where there is no old one."""
    nothing: snapshots.Snapshot = {}
    return differences.between(old.snapshot if old else nothing, new.snapshot, type(page.specific))
