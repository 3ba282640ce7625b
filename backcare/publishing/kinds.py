"""The kinds of page. An app makes its kind known in ``AppConfig.ready()``.

Whatever mixes kinds (lists, search, feeds, related pages, embeds) asks here, so that
nothing in ``backcare`` names an article or an exercise.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from django.contrib.sitemaps import Sitemap

    from backcare.readiness.findings import Rule
    from backcare.search.facets import Facet
    from backcare.topics.models import Topic

    from .models import Page

Context = dict[str, Any]


def _web_page(page: "Page", context: Context) -> Context:
    return {"@type": "WebPage"}


@lru_cache(maxsize=4096)
def _address(url_name: str, slug: str) -> str:
    """Lists of results have many, and Django works out each anew."""
    return reverse(url_name, args=[slug])


def _no_context(page: "Page") -> Context:
    return {}


@dataclass(frozen=True)
class Kind:
    """What the site must know of a kind of page.

    ``name`` is stored in ``Page.kind``. ``url_name`` and ``list_url_name`` are URL names; the
    first takes the slug. ``listed`` kinds appear in feeds, among new pages and related pages.
    Readers may comment on pages of ``commented`` kinds.
    ``joined`` names the foreign keys that the page of the kind needs, to be read with its row.
    ``context`` adds what the detail template needs beyond what every page has.
    ``structured_data`` returns the schema.org properties special to pages of the kind, with
    "@type", which is WebPage or a type of it; ``main_entity`` those of what such a page is about,
    where that is a thing of its own. ``is_practice`` kinds are something to do, not only to read.
    ``sitemaps`` are those of the kind's further pages, by the name of their section.
    ``search_text`` returns the words of the page that its title and summary don't hold, ``facets``
    the values that it has in each of the ways to narrow results beside kind and topic, and
    ``searched_with`` the pages whose facets follow from what it says.
    ``with_cards`` prepares a queryset of the kind for cards and embeds in a fixed number of
    queries. ``topic_panel`` is what the kind adds to the landing page of a topic, as HTML.
    ``reserved_slugs`` are kept for pages that the site itself has, or will have, there.
    ``rules`` are the kind's own checks before publishing, beside those of every page.
    ``further`` finds, by the URL name of the kind's further pages, which of some slugs readers can
    open.
    ``load_demo`` loads the kind's demonstration pages.
    """

    name: str
    model: type["Page"]
    label: str | Promise
    label_plural: str | Promise
    url_name: str
    template: str
    list_url_name: str = ""
    card_template: str = "publishing/_card.html"
    embed_template: str = "publishing/_card.html"
    listed: bool = True
    commented: bool = True
    order: int = 0
    joined: tuple[str, ...] = ()
    context: Callable[[Any], Context] = _no_context
    structured_data: Callable[[Any, Context], Context] = _web_page
    main_entity: Callable[[Any, Context], Context] | None = None
    is_practice: bool = False
    sitemaps: Mapping[str, type["Sitemap"]] = field(default_factory=dict, hash=False)
    search_text: Callable[[Any], str] = field(default=lambda page: "")
    facets: Mapping["Facet", Callable[[Any], Iterable[str]]] = field(
        default_factory=dict, hash=False
    )
    searched_with: Callable[[Any], Iterable["Page"]] = field(default=lambda page: ())
    with_cards: Callable[[QuerySet], QuerySet] = field(default=lambda pages: pages)
    topic_panel: Callable[["Topic"], SafeString | None] = field(default=lambda topic: None)
    reserved_slugs: tuple[str, ...] = ()
    rules: tuple["Rule", ...] = ()
    further: Mapping[str, Callable[[Collection[str]], Iterable[str]]] = field(
        default_factory=dict, hash=False
    )
    load_demo: Callable[..., None] | None = None

    def url(self, slug: str) -> str:
        return _address(self.url_name, slug)

    @property
    def list_url(self) -> str | None:
        return reverse(self.list_url_name) if self.list_url_name else None


class KindRegistry:
    """Every registered kind, in the order in which they are shown."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def register(self, kind: Kind) -> None:
        known = self._kinds.get(kind.name)
        if known is not None and known.model is not kind.model:
            raise ImproperlyConfigured(f"Two kinds of page are called {kind.name!r}.")
        self._kinds[kind.name] = kind

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[Kind]:
        return iter(sorted(self._kinds.values(), key=lambda kind: (kind.order, kind.name)))

    def listed(self) -> list[Kind]:
        return [kind for kind in self if kind.listed]

    def for_model(self, model: type["Page"]) -> Kind:
        for kind in self:
            if kind.model is model:
                return kind
        raise ImproperlyConfigured(f"{model.__name__} is not registered as a kind of page.")

    def load_children(self, pages: Iterable["Page"]) -> dict[int, "Page"]:
        """The children of plain Page rows, by primary key: one query set per kind present."""
        by_kind: dict[str, list[int]] = {}
        for page in pages:
            by_kind.setdefault(page.kind, []).append(page.pk)
        children: dict[int, Page] = {}
        for name, ids in by_kind.items():
            kind = self[name]
            for child in kind.with_cards(kind.model.objects.filter(pk__in=ids)):
                children[child.pk] = child
        return children


kinds = KindRegistry()
