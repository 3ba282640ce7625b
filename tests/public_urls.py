"""Every address that a reader can ask for, by the name of its pattern."""

from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.models import Series
from backcare.library.models import Image
from backcare.people.models import Contributor
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.publishing.sitemaps import sections
from backcare.topics.models import Topic

Walk = Callable[[], Iterator[str]]


def public_patterns() -> set[str]:
    """The full names of all patterns outside the desk."""

    def names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace != "admin":
                    inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                    yield from names(pattern.url_patterns, inner)
            else:
                yield f"{space}{pattern.name or pattern.pattern}"

    return set(names(get_resolver().url_patterns, ""))


def every_url() -> Iterator[str]:
    """Every address: of each list and its next page, and of each row, visible or not."""
    for walk in WALKS.values():
        yield from walk()


def plain(name: str) -> Walk:
    return lambda: iter([reverse(name)])


def paged(name: str, *queries: str) -> Walk:
    def walk() -> Iterator[str]:
        yield from (f"{reverse(name)}{query}" for query in ("", "?page=2", *queries))

    return walk


def pages(kind: str) -> Walk:
    return lambda: (kinds[kind].url(page.slug) for page in Page.objects.filter(kind=kind))


def by_slug(name: str, model: type) -> Walk:
    def walk() -> Iterator[str]:
        for row in model.objects.all():
            yield reverse(name, args=[row.slug])
            yield f"{reverse(name, args=[row.slug])}?page=2"

    return walk


def sitemap_sections() -> Iterator[str]:
    return (
        reverse("django.contrib.sitemaps.views.sitemap", args=[section]) for section in sections()
    )


def media() -> Iterator[str]:
    for image in Image.objects.all():
        yield from (f"/media/{name}" for name in [image.file.name, *map(_name, image.renditions)])


def search() -> Iterator[str]:
    for query in ("", "?q=pain", "?q=pain&kind=article", "?q=pain&kind=routine", "?q=pain&page=2"):
        yield f"{reverse('search:search')}{query}"


def _name(rendition: dict) -> str:
    return rendition["name"]


WALKS: dict[str, Walk] = {
    "articles:detail": pages("article"),
    "articles:list": paged("articles:list"),
    "articles:series": by_slug("articles:series", Series),
    "django.contrib.sitemaps.views.sitemap": sitemap_sections,
    "exercises:detail": pages("exercise"),
    "exercises:list": paged("exercises:list", "?level=1", "?position=supine", "?factor=factor"),
    "library:media": media,
    "people:detail": by_slug("people:detail", Contributor),
    "publishing:feed": plain("publishing:feed"),
    "publishing:home": plain("publishing:home"),
    "routines:detail": pages("routine"),
    "routines:list": paged("routines:list"),
    "search:search": search,
    "site:contact": plain("site:contact"),
    "site:contact_kept": plain("site:contact_kept"),
    "site:contact_sent": plain("site:contact_sent"),
    "site:healthz": plain("site:healthz"),
    "site:information": pages("information"),
    "site:readyz": plain("site:readyz"),
    "site:robots": plain("site:robots"),
    "site:stylesheet": plain("site:stylesheet"),
    "sitemap": plain("sitemap"),
    "topics:detail": by_slug("topics:detail", Topic),
    "topics:feed": by_slug("topics:feed", Topic),
    "topics:glossary": plain("topics:glossary"),
    "topics:list": plain("topics:list"),
}
