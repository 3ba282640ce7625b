"""Atom feeds of what is new: of the whole site, and of a topic."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, SyndicationFeed
from django.utils.translation import gettext as _

from backcare.pagecache import tags
from backcare.pagecache.fragments import fragment
from backcare.pagecache.recording import depends_on
from backcare.richtext.grammar import without_unwanted_characters
from backcare.site.current import current_site
from backcare.topics.models import Topic

from .kinds import kinds
from .meta import absolute
from .models import Page, PageQuerySet

ITEMS = 30


class WellFormedAtom(Atom1Feed):
    """Atom without the characters that XML can't hold, and that editors paste without seeing."""

    def write(self, outfile: Any, encoding: str) -> None:
        self.feed = _well_formed(self.feed)
        self.items = _well_formed(self.items)
        super().write(outfile, encoding)


def _well_formed(value: Any) -> Any:
    match value:
        case str():  # A form feed is a space to HTML, and forbidden in XML.
            return without_unwanted_characters(value).replace("\f", " ")
        case dict():
            return {name: _well_formed(part) for name, part in value.items()}
        case list() | tuple():
            return [_well_formed(part) for part in value]
    return value


class PagesFeed(Feed):
    """What the feeds of pages share: everything about an item."""

    feed_type = WellFormedAtom

    def _newest(self, pages: PageQuerySet) -> PageQuerySet:
        """The first of ``pages``, which are in their order already."""
        return pages.select_related("lead_image").prefetch_related(
            "authorships__contributor", "topics"
        )[:ITEMS]

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed, which is written once for the pages that are the newest."""
        write = super().__call__

        def written() -> str:
            """The time of the last change, on a line of its own, and the XML."""
            response = write(request, *args, **kwargs)
            return f"{response['Last-Modified']}\n{response.content.decode()}"

        pages = self.items(self.get_object(request, *args, **kwargs)).values_list("pk", flat=True)
        kept = fragment("feed", f"{request.path} {' '.join(map(str, pages))}", written)
        changed, _line, xml = kept.partition("\n")
        headers = {"Content-Type": self.feed_type.content_type, "Last-Modified": changed}
        return HttpResponse(xml, headers=headers)

    def items(self, obj: Any) -> QuerySet[Page]:
        """The newest pages, as a feed needs them."""
        raise NotImplementedError

    def get_feed(self, obj: object, request: HttpRequest) -> SyndicationFeed:
        feed = super().get_feed(obj, request)
        # Readers' programs know the feed by this address, whatever host served it.
        feed.feed["feed_url"] = absolute(request.path)
        return feed

    def item_title(self, page: Page) -> str:
        return page.title

    def item_description(self, page: Page) -> str:
        return page.summary

    def item_link(self, page: Page) -> str:
        return absolute(page.get_absolute_url())

    def item_guid(self, page: Page) -> str:
        return f"{absolute('/')}#page-{page.pk}"

    def item_pubdate(self, page: Page) -> datetime | None:
        return page.first_published_at

    def item_updateddate(self, page: Page) -> datetime | None:
        return page.changed_at

    def item_author_name(self, page: Page) -> str:
        names = [by.contributor.name for by in page.authorships.all()]
        return ", ".join(names) or current_site().name

    def item_categories(self, page: Page) -> list[str]:
        return [topic.name for topic in page.topics.all()]

    def item_enclosures(self, page: Page) -> list[Enclosure]:
        image = page.lead_image
        if image is None:
            return []
        return [Enclosure(absolute(image.social_url), "0", "image/jpeg")]


class SiteFeed(PagesFeed):
    """The newest pages of every kind."""

    def title(self) -> str:
        return current_site().name

    def subtitle(self) -> str:
        return current_site().tagline

    def link(self) -> str:
        return absolute("/")

    def items(self, obj: None) -> QuerySet[Page]:
        depends_on(*(tags.listed(kind.name) for kind in kinds.listed()))
        return self._newest(Page.objects.live().listed().newest_first())


class TopicFeed(PagesFeed):
    """The newest pages about a topic."""

    def get_object(self, request: HttpRequest, slug: str) -> Topic:
        return get_object_or_404(Topic.objects.visible(), slug=slug)

    def title(self, topic: Topic) -> str:
        return _("%(topic)s, from %(site)s") % {"topic": topic.name, "site": current_site().name}

    def subtitle(self, topic: Topic) -> str:
        return _("New pages about %(topic)s.") % {"topic": topic.name}

    def link(self, topic: Topic) -> str:
        return absolute(reverse("topics:detail", args=[topic.slug]))

    def items(self, topic: Topic) -> QuerySet[Page]:
        depends_on(tags.under(Topic, topic.pk))
        return self._newest(Page.objects.live().listed().newest_about(topic))
