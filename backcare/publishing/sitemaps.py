"""What search engines may find, with the time of its last change and its picture."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from backcare.pagecache import tags
from backcare.pagecache.query import cacheable
from backcare.pagecache.recording import depends_on
from backcare.people.models import Contributor
from backcare.topics.models import Topic

from . import lists
from .kinds import kinds
from .lists import LongList
from .meta import absolute
from .models import Page
from .views import part_asked_for

INDEX = """<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{lines}</sitemapindex>
"""


class SiteMap(Sitemap):
    """Addresses start with the site's own origin, not with the host that was asked for."""

    limit = 200
    protocol = settings.SITE_URL.scheme

    def get_domain(self, site: object = None) -> str:
        return settings.SITE_URL.netloc.lower()

    def get_latest_lastmod(self) -> datetime | None:
        """None, where the index of sections would have to read every page to know."""
        return None


class Stretches(Paginator):
    """The stretches of a long list, from the oldest, so that what was written of one stays true."""

    def __init__(self, long: LongList) -> None:
        super().__init__((), lists.SPACING)
        self.long = long

    @cached_property
    def num_pages(self) -> int:
        return self.long.stretches()

    def page(self, number: Any) -> PageOfResults:
        number = self.validate_number(number)
        pages = self.long.stretch(number).defer(None).select_related("lead_image")
        return PageOfResults(pages, number, self)


class Keys(Paginator):
    """Rows by so many keys at a time: a part can be shorter, and nothing is counted or skipped."""

    def __init__(self, rows: QuerySet, per_page: int) -> None:
        super().__init__(rows, per_page)
        self.rows = rows

    @cached_property
    def num_pages(self) -> int:
        last = self.rows.model._default_manager.aggregate(last=Max("pk"))["last"]
        return (last or 0) // self.per_page + 1

    def page(self, number: Any) -> PageOfResults:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = self.rows.filter(pk__gte=first, pk__lt=first + self.per_page)
        return PageOfResults(rows.order_by("pk"), number, self)


class KindSitemap(SiteMap):
    """The live pages of one kind."""

    def __init__(self, kind_name: str) -> None:
        super().__init__()
        self.kind_name = kind_name

    @cached_property
    def paginator(self) -> Paginator:
        depends_on(tags.listed(self.kind_name))
        return Stretches(lists.of_kind(self.kind_name))

    def lastmod(self, page: Page) -> datetime | None:
        return page.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        depends_on(tags.listed(self.kind_name), tags.LAST_CHANGE)
        live = Page.objects.live().filter(kind=self.kind_name, changed_at__isnull=False)
        return live.order_by("-changed_at").values_list("changed_at", flat=True).first()

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        urls = super().get_urls(*args, **kwargs)
        for url in urls:
            image = url["item"].lead_image
            url["image_url"] = absolute(image.social_url) if image else ""
        return urls


class TopicSitemap(SiteMap):
    """The topics that readers can see, each with the last change of the newest page about it.

    An older page can have changed since; to know would take reading them all.
    """

    @cached_property
    def paginator(self) -> Paginator:
        depends_on(tags.TOPICS, tags.LAST_CHANGE)
        newest = Page.objects.live().listed().newest_about(OuterRef("pk"))
        changed_at = Subquery(newest.values("changed_at")[:1])
        return Keys(Topic.objects.visible().annotate(changed_at=changed_at), self.limit)

    def lastmod(self, topic: Any) -> datetime | None:
        return topic.changed_at


class ContributorSitemap(SiteMap):
    """The people that readers can see."""

    @cached_property
    def paginator(self) -> Paginator:
        depends_on(tags.PEOPLE)
        return Keys(Contributor.objects.visible(), self.limit)


class PlainSitemap(SiteMap):
    """The home page and the lists."""

    def items(self) -> list[str]:
        lists = [kind.list_url_name for kind in kinds.listed() if kind.list_url_name]
        return ["publishing:home", *lists, "topics:list", "topics:glossary", "site:contact"]

    def location(self, name: str) -> str:
        return reverse(name)


def sections() -> dict[str, Any]:
    """The parts of the sitemap, made anew: one for each kind of page, and the rest."""
    by_kind: dict[str, Any] = {kind.name: KindSitemap(kind.name) for kind in kinds}
    further = {name: sitemap() for kind in kinds for name, sitemap in kind.sitemaps.items()}
    return (
        by_kind
        | further
        | {
            "topics": TopicSitemap(),
            "people": ContributorSitemap(),
            "lists": PlainSitemap(),
        }
    )


@cacheable()
@require_safe
@views.x_robots_tag
def index(request: HttpRequest) -> HttpResponse:
    """The list of sections and of their parts. Written here: a large site has hundreds of them."""
    lines = []
    for name, sitemap in sections().items():
        address = absolute(reverse("django.contrib.sitemaps.views.sitemap", args=[name]))
        latest = sitemap.get_latest_lastmod()
        changed = f"<lastmod>{latest.isoformat()}</lastmod>" if latest else ""
        for number in range(1, sitemap.paginator.num_pages + 1):
            part = f"?p={number}" if number > 1 else ""
            lines.append(f"<sitemap><loc>{escape(address)}{part}</loc>{changed}</sitemap>\n")
    xml = INDEX.format(lines="".join(lines))
    return HttpResponse(xml, content_type="application/xml")


@cacheable("p")
@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """The addresses of a section. Http404 for one that isn't there."""
    part_asked_for(request, "p")
    return views.sitemap(
        request, sections(), section=section, template_name="publishing/sitemap.xml"
    )
