"""Every address that a reader can ask for, by the name of its pattern."""

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.models import Series
from backcare.comments.models import Comment, Subscription
from backcare.comments.receipts import receipt_url
from backcare.comments.subscription_links import confirm_url, unsubscribe_url
from backcare.library.models import Image
from backcare.people.models import Contributor
from backcare.previews.models import PreviewLink, path_of
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.publishing.sitemaps import sections
from backcare.search.facets import Facet, counted, every_facet
from backcare.search.models import Beginning, Document
from backcare.sharing.models import SocialCard
from backcare.topics.models import Topic
from exercises.building.code import Chosen, Plan, encode
from exercises.models import Exercise, Routine

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
    def walk() -> Iterator[str]:
        for page in Page.objects.filter(kind=kind):
            yield kinds[kind].url(page.slug)
            yield f"{kinds[kind].url(page.slug)}?comments=2"

    return walk


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


def comments(name: str, *queries: str) -> Walk:
    """An address of each comment, whatever its state."""

    def walk() -> Iterator[str]:
        for comment in Comment.objects.all():
            yield from (f"{reverse(name, args=[comment.pk])}{query}" for query in ("", *queries))

    return walk


def for_commented(name: str) -> Walk:
    return lambda: (reverse(name, args=[page.pk]) for page in Page.objects.all())


def receipts() -> Iterator[str]:
    """Those of comments under live pages: of the others, too, their authors see their own words."""
    there = Comment.objects.filter(page__in=Page.objects.live())
    return (receipt_url(comment) for comment in there)


def of_subscriptions(make: Callable[[Subscription], str]) -> Walk:
    return lambda: (urlsplit(make(row)).path for row in Subscription.objects.all())


def media() -> Iterator[str]:
    for image in Image.objects.all():
        yield from (f"/media/{name}" for name in [image.file.name, *map(_name, image.renditions)])
    yield from (f"/media/{name}" for name in SocialCard.objects.values_list("name", flat=True))


def search() -> Iterator[str]:
    queries = ["", "?q=pain", "?q=pain&page=2", "?q=painn", "?q=painn&as_typed=1"]
    queries += ["?q=pain&kind=article", "?q=pain&kind=routine&kind=exercise"]
    for facet in every_facet():
        for value in facet_values(facet):
            queries.append(f"?q=pain&{facet.name}={value}")
    yield from (f"{reverse('search:search')}{query}" for query in queries)


def facet_values(facet: Facet) -> set[str]:
    """Every value that a document has, of pages that readers see and of others."""
    return set(facet.counts(counted(Document.objects.values_list("facets", flat=True))))


def suggestions() -> Iterator[str]:
    """What begins as something is called that there is, visible or not."""
    for beginning in {text[:6] for text in Beginning.objects.values_list("text", flat=True)}:
        yield f"{reverse('search:suggest')}?q={quote(beginning)}"


def built(name: str, *queries: str) -> Walk:
    """Routines of readers, of every exercise there is, visible or not."""

    def walk() -> Iterator[str]:
        shown = Exercise.objects.live().first()
        wanted = list(Exercise.objects.values_list("pk", flat=True))
        for start in range(0, len(wanted), 20):
            chosen = [shown.pk, *wanted[start : start + 20]] if shown else wanted[start:]
            code = encode(Plan(tuple(Chosen(pk) for pk in chosen)))
            yield from (f"{reverse(name)}?r={code}{query}" for query in ("", *queries))

    return walk


def builder() -> Iterator[str]:
    yield reverse("routines:build")
    yield f"{reverse('routines:build')}?factor=factor&level=1&minutes=5"
    yield from built("routines:build", "&no_floor=on", "&no_kneeling=on")()
    # What readers can see would be answered by the address of the routine it makes.
    for asked, model in (("add", Exercise), ("from", Routine)):
        for page in model.objects.exclude(pk__in=model.objects.live()):
            yield f"{reverse('routines:build')}?{asked}={page.slug}"


def shared_previews() -> Iterator[str]:
    """Addresses that open nothing: one that never was, and one of each draft that is over."""
    yield path_of("x" * 32)
    for draft in Page.objects.all():
        if draft.status == Page.Status.DRAFT:
            link, token = PreviewLink.objects.share(draft, "for nobody", 7, None)
            PreviewLink.objects.filter(pk=link.pk).end()
            yield path_of(token)


def _name(rendition: dict) -> str:
    return rendition["name"]


def players(kind: str) -> Walk:
    return lambda: (f"{url}play/" for url in pages(kind)())


def handouts(kind: str) -> Walk:
    return lambda: (f"{url}handout/" for url in pages(kind)())


def reminders(kind: str) -> Walk:
    asked = "reminder.ics?days=mo,we&time=07:30&weeks=6"
    return lambda: (f"{url}{asked}" for url in pages(kind)())


WALKS: dict[str, Walk] = {
    "articles:detail": pages("article"),
    "articles:list": paged("articles:list"),
    "articles:series": by_slug("articles:series", Series),
    "comments:comment": comments("comments:comment"),
    "comments:confirm": of_subscriptions(confirm_url),
    "comments:feed": plain("comments:feed"),
    "comments:flag": comments("comments:flag"),
    "comments:flagged": plain("comments:flagged"),
    "comments:page_feed": for_commented("comments:page_feed"),
    "comments:post": for_commented("comments:post"),
    "comments:receipt": receipts,
    "comments:reply": comments("comments:reply"),
    "comments:thread": comments("comments:thread", "?page=2"),
    "comments:unsubscribe": of_subscriptions(unsubscribe_url),
    "diary:diary": plain("diary:diary"),
    "django.contrib.sitemaps.views.sitemap": sitemap_sections,
    "exercises:detail": pages("exercise"),
    "exercises:handout": handouts("exercise"),
    "exercises:list": paged("exercises:list", "?level=1", "?position=supine", "?factor=factor"),
    "exercises:play": players("exercise"),
    "exercises:reminder": reminders("exercise"),
    "library:media": media,
    "people:detail": by_slug("people:detail", Contributor),
    "problems:report": for_commented("problems:report"),
    "problems:thanks": plain("problems:thanks"),
    "previews:shared": shared_previews,
    "publishing:feed": plain("publishing:feed"),
    "publishing:home": plain("publishing:home"),
    "routines:build": builder,
    "routines:build_handout": built("routines:build_handout"),
    "routines:build_play": built("routines:build_play"),
    "routines:detail": pages("routine"),
    "routines:handout": handouts("routine"),
    "routines:list": paged("routines:list"),
    "routines:play": players("routine"),
    "routines:reminder": reminders("routine"),
    "search:search": search,
    "search:suggest": suggestions,
    "site:contact": plain("site:contact"),
    "site:contact_kept": plain("site:contact_kept"),
    "site:contact_sent": plain("site:contact_sent"),
    "site:favicon": plain("site:favicon"),
    "site:healthz": plain("site:healthz"),
    "site:information": pages("information"),
    "site:manifest": plain("site:manifest"),
    "site:metrics": plain("site:metrics"),
    "site:offline": plain("site:offline"),
    "site:readyz": plain("site:readyz"),
    "site:robots": plain("site:robots"),
    "site:stylesheet": plain("site:stylesheet"),
    "site:worker": plain("site:worker"),
    "sitemap": plain("sitemap"),
    "topics:detail": by_slug("topics:detail", Topic),
    "topics:feed": by_slug("topics:feed", Topic),
    "topics:glossary": plain("topics:glossary"),
    "topics:list": plain("topics:list"),
}
