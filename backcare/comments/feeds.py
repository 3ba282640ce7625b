"""Atom feeds of what readers say: under every page, and under one."""

from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import SyndicationFeed
from django.utils.translation import gettext as _

from backcare.pagecache import tags
from backcare.pagecache.recording import depends_on
from backcare.publishing.feeds import ITEMS, WellFormedAtom
from backcare.publishing.meta import absolute
from backcare.publishing.models import Page
from backcare.site.current import current_site

from .markup import to_html
from .models import Comment
from .opening import takes_comments
from .thread import HIDDEN_FROM_READERS

# Of a feed without comments, which must be the same bytes at any time.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Atom(WellFormedAtom):
    """Atom that says of what is empty that it has never changed."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER


class CommentsFeed(Feed):
    """What the feeds of comments share: everything about an item."""

    feed_type = Atom

    def get_feed(self, obj: object, request: HttpRequest) -> SyndicationFeed:
        feed = super().get_feed(obj, request)
        # Readers' programs know the feed by this address, whatever host served it.
        feed.feed["feed_url"] = absolute(request.path)
        return feed

    def item_title(self, comment: Comment) -> str:
        return _("%(name)s on %(title)s") % {"name": comment.name, "title": comment.page.title}

    def item_description(self, comment: Comment) -> str:
        return to_html(comment.text)

    def item_link(self, comment: Comment) -> str:
        return absolute(comment.get_absolute_url())

    def item_guid(self, comment: Comment) -> str:
        return f"{absolute('/')}#{comment.anchor}"

    def item_pubdate(self, comment: Comment) -> datetime | None:
        return comment.approved_at

    def item_updateddate(self, comment: Comment) -> datetime | None:
        return max(filter(None, (comment.approved_at, comment.edited_at)), default=None)

    def item_author_name(self, comment: Comment) -> str:
        return comment.name


class SiteFeed(CommentsFeed):
    """The newest comments of the whole site."""

    def title(self) -> str:
        return _("Comments on %(site)s") % {"site": current_site().name}

    def subtitle(self) -> str:
        return _("What readers say under the pages of this site.")

    def link(self) -> str:
        return absolute("/")

    def items(self) -> QuerySet[Comment]:
        depends_on(tags.COMMENTS)
        return _newest(Comment.objects.public())


class PageFeed(CommentsFeed):
    """The newest comments under a page."""

    def get_object(self, request: HttpRequest, page_id: int) -> Page:
        page = get_object_or_404(Page.objects.live(), pk=page_id)
        if not takes_comments(page):
            raise Http404
        return page

    def title(self, page: Page) -> str:
        return _("Comments on “%(title)s”") % {"title": page.title}

    def subtitle(self, page: Page) -> str:
        return _("What readers say under this page.")

    def link(self, page: Page) -> str:
        return absolute(page.get_absolute_url())

    def items(self, page: Page) -> QuerySet[Comment]:
        depends_on(tags.thread(page.pk))
        return _newest(Comment.objects.public().filter(page=page))


def _newest(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    newest = comments.order_by("-approved_at", "-pk")
    return newest.select_related("page").defer(*HIDDEN_FROM_READERS)[:ITEMS]
