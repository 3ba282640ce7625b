"""What search engines may find, with the time of its last change and its picture."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from backcare.people.models import Contributor
from backcare.topics.models import Topic

from .kinds import kinds
from .meta import absolute
from .models import Page, PageQuerySet


class SiteMap(Sitemap):
    """Addresses start with the site's own origin, not with the host that was asked for."""

    limit = 200
    protocol = settings.SITE_URL.scheme

    def get_domain(self, site: object = None) -> str:
        return settings.SITE_URL.netloc.lower()

    def get_latest_lastmod(self) -> datetime | None:
        """None, where the index of sections would have to read every page to know."""
        return None


class KindSitemap(SiteMap):
    """The live pages of one kind."""

    def __init__(self, kind_name: str) -> None:
        super().__init__()
        self.kind_name = kind_name

    def items(self) -> QuerySet[Page]:
        live = Page.objects.live().filter(kind=self.kind_name)
        return live.newest_first().select_related("lead_image")

    def lastmod(self, page: Page) -> datetime | None:
        return page.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        live = Page.objects.live().filter(kind=self.kind_name)
        return live.aggregate(latest=Max("changed_at"))["latest"]

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        urls = super().get_urls(*args, **kwargs)
        for url in urls:
            image = url["item"].lead_image
            url["image_url"] = absolute(image.social_url) if image else ""
        return urls


class TopicSitemap(SiteMap):
    """The topics that readers can see, each with the last change of a page about it."""

    def items(self) -> QuerySet:
        return Topic.objects.visible().annotate(
            changed_at=_last_change(Page.objects.listed(), taggings__tag=OuterRef("pk"))
        )

    def lastmod(self, topic: Any) -> datetime | None:
        return topic.changed_at


class ContributorSitemap(SiteMap):
    """The people that readers can see, each with the last change of a page that names them."""

    def items(self) -> QuerySet:
        reviewed = {"reviewer": OuterRef("pk"), "reviewed_on__isnull": False}
        return Contributor.objects.visible().annotate(
            written_at=_last_change(Page.objects.all(), authors=OuterRef("pk")),
            reviewed_at=_last_change(Page.objects.all(), **reviewed),
        )

    def lastmod(self, person: Any) -> datetime | None:
        return max(filter(None, [person.written_at, person.reviewed_at]), default=None)


def _last_change(pages: PageQuerySet, **named: Any) -> Subquery:
    """When the newest of the live ``pages`` that ``named`` picks was changed, for each row."""
    newest = F("changed_at").desc(nulls_last=True)
    return Subquery(pages.live().filter(**named).order_by(newest).values("changed_at")[:1])


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


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of sections. Django's names the host that was asked for, ours the site's own."""
    response = views.index(request, sections())
    for item in (response.context_data or {})["sitemaps"]:
        address = urlsplit(item.location)
        item.location = absolute(address._replace(scheme="", netloc="").geturl())
    return response


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """The addresses of a section. Http404 for one that isn't there."""
    return views.sitemap(
        request, sections(), section=section, template_name="publishing/sitemap.xml"
    )
