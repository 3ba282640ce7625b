"""Where readers may comment."""

from datetime import UTC, datetime, timedelta

from django.db.models import BigIntegerField
from django.utils import timezone

from backcare.pagecache.recording import until
from backcare.prepared import Prepared
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.site.current import current_site

# All that is asked of the page under which somebody writes.
OF_PAGE = ("kind", "slug", "title", "comments_open", "first_published_at")
_LIVE_PAGE = Prepared(
    lambda at, pk: Page.objects.live(at).only(*OF_PAGE).filter(pk=pk),
    at=datetime(2000, 1, 1, tzinfo=UTC),
    pk=-1,
)


def live_page(pk: int) -> Page | None:
    """The page with this key, if readers see it now."""
    if pk > BigIntegerField.MAX_BIGINT:  # An address may have any number.
        return None
    return _LIVE_PAGE.first(at=timezone.now(), pk=pk)


def takes_comments(page: Page) -> bool:
    """Whether ``page`` is of a kind under which readers may say something at all."""
    return kinds[page.kind].commented


def is_open(page: Page) -> bool:
    """Whether readers may write under a live page now: by its own switch and the site's rule."""
    if not takes_comments(page) or not page.comments_open:
        return False
    days = current_site().comments_close_after_days
    if days is None or page.first_published_at is None:
        return True
    end = page.first_published_at + timedelta(days=days)
    until(end)
    return timezone.now() < end
