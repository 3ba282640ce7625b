"""A page as the checks see it: saved, or as it stands in a form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.db.models import Exists, ForeignKey, Model, OuterRef, Q

from backcare.library.models import Image
from backcare.people.models import User
from backcare.publishing.kinds import Kind, kinds
from backcare.publishing.models import Page
from backcare.publishing.references import body_of
from backcare.richtext.inspection import plain_text_of
from backcare.richtext.rendering import RESERVED_IDS, render
from backcare.richtext.tree import Element, parse

from .addresses import Address, address_of
from .models import WatchedPhrase
from .passages import Passage, of_body, of_fields
from .words import Phrases

# More links and other references of a page than these are not looked up.
MOST_LINKS = 1000
MOST_REFERENCES = 500
# No database knows a larger key.
LARGEST_KEY = 2**63 - 1

_LOOKED_AT = (
    *("kind", "slug", "title", "search_title"),
    *("status", "live_at", "expires_at", "draft_of"),
)
_ANCHOR = re.compile(r'\bid="([^"]{1,200})"')


@dataclass(frozen=True)
class Part:
    """A row that belongs to the page. ``place`` begins the names of its fields: "steps-0"."""

    row: Model
    place: str


@dataclass(frozen=True)
class Link:
    """A link in the text; ``address`` None when it leads to another site."""

    href: str
    words: str
    address: Address | None


@dataclass(frozen=True)
class Picture:
    """An image that the page shows in a field; ``image`` None when it isn't in the library."""

    field: str
    key: int
    image: Image | None


class Draft:
    """What a page says, each thing read once and only when a rule asks for it.

    ``page`` is a row of its own kind, or the values of a form on an unsaved one. ``parts`` and
    ``topics`` are those of the form; what isn't given is read from the database. ``viewer`` is who
    will see the findings: they tell nothing of pages that this person may not see. None may see
    all. ``watched`` are the phrases in use, where they have been read already.
    """

    def __init__(
        self,
        page: Page,
        *,
        parts: Mapping[str, Sequence[Part]] | None = None,
        topics: int | None = None,
        viewer: User | None = None,
        watched: Sequence[WatchedPhrase] | None = None,
    ) -> None:
        self.page = page
        self.kind: Kind = kinds[page.own_kind]
        self.viewer = viewer
        self._parts = dict(parts or {})
        self._topics = topics
        self._watched = watched

    # What it is made of ------------------------------------------------------------------

    def parts(self, name: str) -> Sequence[Part]:
        """The rows of the part, in order."""
        if name not in self._parts:
            rows = getattr(self.page, name).all() if self.page.pk is not None else ()
            self._parts[name] = [Part(row, f"{name}-{n}") for n, row in enumerate(rows)]
        return self._parts[name]

    @property
    def own_parts(self) -> Iterator[Part]:
        """The parts that only pages of this kind have."""
        for name in self.page.parts:
            if name not in Page.parts:
                yield from self.parts(name)

    @cached_property
    def topics(self) -> int:
        """How many topics the page is about."""
        if self._topics is not None:
            return self._topics
        return len(self.page.topics.all()) if self.page.pk is not None else 0

    @cached_property
    def sources(self) -> frozenset[str]:
        """The keys by which the text can refer to the page's sources."""
        return frozenset(key for part in self.parts("sources") if (key := part.row.key))  # type: ignore[attr-defined]

    @cached_property
    def body(self) -> Element:
        return parse(body_of(self.page))

    @cached_property
    def has_body(self) -> bool:
        """Whether pages of this kind have a text that can name its sources."""
        return hasattr(self.page, "body")

    # Its words ---------------------------------------------------------------------------

    @cached_property
    def passages(self) -> list[Passage]:
        """All its words, in the order of the form."""
        found = [*of_fields(self.page), *of_body(self.body, "body", self.sources)]
        for part in self.own_parts:
            found += of_fields(part.row, f"{part.place}-")
        return found

    def phrases(self, kind: str) -> Phrases[WatchedPhrase]:
        """The phrases of a kind that editors have watched."""
        if kind not in self._phrases:
            self._phrases[kind] = Phrases(p for p in self._in_use if p.kind == kind)
        return self._phrases[kind]

    @cached_property
    def _phrases(self) -> dict[str, Phrases[WatchedPhrase]]:
        return {}

    @cached_property
    def _in_use(self) -> Sequence[WatchedPhrase]:
        if self._watched is not None:
            return self._watched
        return list(WatchedPhrase.objects.filter(is_active=True))

    # What it refers to -------------------------------------------------------------------

    @cached_property
    def embeds(self) -> list[int]:
        """The keys of the pages shown in the text, each once."""
        return self._keys("div", "data-page")

    def _keys(self, tag: str, attribute: str) -> list[int]:
        found = (
            node.attributes.get(attribute, "") for node in self.body.elements() if node.tag == tag
        )
        keys = (int(key) for key in found if key.isascii() and key.isdigit())
        return list(dict.fromkeys(key for key in keys if key <= LARGEST_KEY))[:MOST_REFERENCES]

    @cached_property
    def links(self) -> list[Link]:
        """The links in the text that say and lead somewhere."""
        nodes = islice((node for node in self.body.elements() if node.tag == "a"), MOST_LINKS)
        found = ((node.attributes.get("href", ""), plain_text_of(node)) for node in nodes)
        return [
            Link(href, " ".join(words.split()), address_of(href)) for href, words in found if href
        ]

    @cached_property
    def addresses(self) -> list[Address]:
        """The addresses of this site that the text links to, each once."""
        found = dict.fromkeys(link.address for link in self.links if link.address is not None)
        return list(found)[:MOST_REFERENCES]

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The places of the page that a link can lead to."""
        rows = [part.row for part in self.parts("sources")]
        html = render(body_of(self.page), sources=rows).html  # type: ignore[arg-type]
        return (
            frozenset(_ANCHOR.findall(html)) | RESERVED_IDS | {f"source-{k}" for k in self.sources}
        )

    def is_own(self, address: Address) -> bool:
        return not address.path or (address.kind, address.slug) == (self.kind.name, self.page.slug)

    @cached_property
    def pictures(self) -> list[Picture]:
        """The images that it shows, in the order of the form."""
        shown = [("body", key) for key in self._keys("figure", "data-image")]
        if self.page.lead_image_id is not None:
            shown.insert(0, ("lead_image", self.page.lead_image_id))
        for part in self.own_parts:
            shown += [(f"{part.place}-{name}", key) for name, key in _references(part.row, Image)]
        images = Image.objects.in_bulk([key for _field, key in shown]) if shown else {}
        return [Picture(field, key, images.get(key)) for field, key in shown]

    @cached_property
    def targets(self) -> list[tuple[str, int]]:
        """The other pages that its parts name, each with the field."""
        return [
            (f"{part.place}-{name}", key)
            for part in self.own_parts
            for name, key in _references(part.row, Page)
        ][:MOST_REFERENCES]

    # Other pages -------------------------------------------------------------------------

    @cached_property
    def _others(self) -> list[Page]:
        """The pages that it refers to, and those with its title, as far as the viewer may see.

        Each says in ``seen`` whether readers see it.
        """
        wanted = Q(title__iexact=self.page.title) | Q(search_title__iexact=self.page.title)
        if keys := {*self.embeds, *(key for _field, key in self.targets)}:
            wanted |= Q(pk__in=keys)
        slugs: dict[str, set[str]] = {}
        for address in self.addresses:
            if address.kind:
                slugs.setdefault(address.kind, set()).add(address.slug)
        for kind, some in slugs.items():
            wanted |= Q(kind=kind, slug__in=some, draft_of=None)
        visible = Exists(Page.objects.live().filter(pk=OuterRef("pk")))
        rows = Page.objects.filter(wanted).annotate(seen=visible)
        if self.viewer is not None:
            rows = rows.filter(Q(seen=True) | Q(kind__in=_kinds_seen_by(self.viewer)))
        return list(
            rows.only(
                "kind",
                "slug",
                "title",
                "search_title",
                "status",
                "live_at",
                "expires_at",
                "draft_of",
            ).order_by("pk")
        )

    def other(self, key: int) -> Page | None:
        """A page that this one refers to by its key."""
        return self._by_key.get(key)

    def other_at(self, address: Address) -> Page | None:
        """The page at an address that this one links to."""
        return self._by_address.get((address.kind, address.slug))

    @cached_property
    def namesakes(self) -> list[Page]:
        """Other pages with the same title; none that stands for this one or is its draft."""
        mine = {self.page.pk, self.page.draft_of_id} - {None}
        title = self.page.title.strip().casefold()
        return [
            other
            for other in self._others
            if other.pk not in mine
            and other.draft_of_id not in mine
            and title in {other.title.strip().casefold(), other.search_title.strip().casefold()}
        ]

    @cached_property
    def _by_key(self) -> dict[int, Page]:
        return {page.pk: page for page in self._others}

    @cached_property
    def _by_address(self) -> dict[tuple[str, str], Page]:
        return {(p.kind, p.slug): p for p in self._others if p.draft_of_id is None}


def _references(row: Model, to: type[Model]) -> Iterator[tuple[str, int]]:
    """The row's foreign keys to ``to`` or a kind of it, beside the one to its own page."""
    for field in row._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or not issubclass(field.related_model, to):
            continue
        key = getattr(row, field.attname)
        if key is not None and not _is_owner(field):
            yield field.name, key


def _is_owner(field: ForeignKey) -> bool:
    return field.remote_field.get_accessor_name() in getattr(field.related_model, "parts", ())


def _kinds_seen_by(person: User) -> list[str]:
    """The kinds of which the person sees every page in the desk."""

    def sees(kind: Kind) -> bool:
        options = kind.model._meta
        return any(
            person.has_perm(f"{options.app_label}.{action}_{options.model_name}")
            for action in ("view", "change")
        )

    return [kind.name for kind in kinds if sees(kind)]
