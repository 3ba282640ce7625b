"""Stored rich text as readers get it.

The walk writes every tag itself and escapes every word, so that nothing reaches a reader
that is not spelled out here. References are resolved with what the caller hands over; what
it doesn't have (a page that is not live, a source that was deleted) leaves no trace.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Protocol
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .grammar import CARE_LEVELS, link_target
from .inspection import (
    link_planned,
    plain_text,
    plain_text_of,
    planned_links,
    referenced_images,
    referenced_pages,
    word_count,
)
from .tree import Element, parse

__all__ = [
    "Heading",
    "Rendered",
    "link_planned",
    "plain_text",
    "planned_links",
    "referenced_images",
    "referenced_pages",
    "render",
    "word_count",
]

# Anchors that the templates around a text use, or may come to use.
RESERVED_IDS = frozenset(
    {"comments", "contents", "content", "footer", "header", "main", "menu", "nav", "navigation"}
    | {"next", "previous", "q", "related", "resources", "safety", "search", "sources", "theme"}
    | {"title", "top"}
)
RESERVED_PREFIXES = ("source-", "ref-", "comment-", "id-", "step-")
MAX_ID_LENGTH = 60


class Keyed(Protocol):
    """A source of the page, as far as the text is concerned."""

    key: str


@dataclass(frozen=True)
class Heading:
    """A heading of level 2 or 3 and the id of its anchor, for a list of contents."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Rendered:
    """A text for readers. ``cited`` has the ids of the references to each source, by its key."""

    html: SafeString
    headings: list[Heading]
    cited: dict[str, list[str]]


def render(
    html: str,
    *,
    sources: Iterable[Keyed] = (),
    embeds: Mapping[int, str] | None = None,
    images: Mapping[int, object] | None = None,
    care_headings: Mapping[str, str] | None = None,
    own_hosts: Collection[str] = (),
) -> Rendered:
    """The stored text ``html`` for readers.

    ``sources`` are those of the page, in the order in which they are numbered; source KEY is
    expected to have the id ``source-KEY``. ``embeds`` and ``images`` hold the HTML of pages and the
    images of the library by primary key; ``care_headings`` the heading of each level of care
    box. Links to other hosts than ``own_hosts`` are marked as external. No heading level is
    skipped, given that the text stands under an h1.
    """
    renderer = _Renderer(
        numbers={source.key: number for number, source in enumerate(sources, start=1)},
        embeds=embeds or {},
        images=images or {},
        care_headings=care_headings or {},
        own_hosts=own_hosts,
    )
    text = renderer.blocks(parse(html).children)
    return Rendered(mark_safe(text), renderer.headings, renderer.cited)  # noqa: S308  # see above


@dataclass
class _Renderer:
    numbers: Mapping[str, int]
    embeds: Mapping[int, str]
    images: Mapping[int, object]
    care_headings: Mapping[str, str]
    own_hosts: Collection[str]
    headings: list[Heading] = field(default_factory=list)
    cited: dict[str, list[str]] = field(default_factory=dict)
    _level: int = 1
    _tables: int = 0
    _ids: set[str] = field(default_factory=set)

    def blocks(self, nodes: Iterable[Element | str]) -> str:
        return "".join(
            escape(node, quote=False) if isinstance(node, str) else self._element(node)
            for node in nodes
        )

    def _element(self, node: Element) -> str:
        match node.tag:
            case "p" | "li" | "td":
                return self._wrapped(node, keep=node.tag == "td")
            case "strong" | "em" | "ul" | "ol" | "blockquote" | "thead" | "tbody" | "tr":
                return self._wrapped(node)
            case "br":
                return "<br>"
            case "h2" | "h3" | "h4":
                return self._heading(node)
            case "a":
                return self._link(node)
            case "th":
                scope = "row" if node.attributes.get("scope") == "row" else "col"
                return f'<th scope="{scope}">{self.blocks(node.children)}</th>'
            case "table":
                return self._table(node)
            case "sup":
                return self._source_reference(node)
            case "figure":
                return self._figure(node)
            case "div":
                return self.embeds.get(_key(node, "data-page"), "")
            case "aside":
                return self._care(node)
        return self.blocks(node.children)

    def _wrapped(self, node: Element, *, keep: bool = False) -> str:
        """The element without attributes; nothing when nothing is left in it."""
        inside = self.blocks(node.children)
        return f"<{node.tag}>{inside}</{node.tag}>" if keep or inside.strip() else ""

    def _heading(self, node: Element) -> str:
        text = plain_text_of(node).replace("\n", " ")
        inside = self.blocks(node.children)
        if not text:
            return ""
        self._level = min(int(node.tag[1]), self._level + 1)
        anchor = self._anchor(text)
        if self._level <= 3:
            self.headings.append(Heading(self._level, text, anchor))
        return f'<h{self._level} id="{anchor}">{inside}</h{self._level}>'

    def _anchor(self, text: str) -> str:
        """An id made from the words, that nothing else on the page has."""
        stem = slugify(text)[:MAX_ID_LENGTH].strip("-_") or "section"
        if stem in RESERVED_IDS or stem.startswith(RESERVED_PREFIXES):
            stem = f"section-{stem}"
        anchor, number = stem, 2
        while anchor in self._ids:
            anchor, number = f"{stem}-{number}", number + 1
        self._ids.add(anchor)
        return anchor

    def _link(self, node: Element) -> str:
        inside = self.blocks(node.children)
        target = link_target(node.attributes.get("href", ""))
        if target is None or not inside.strip():
            return inside
        host = urlsplit(target).netloc
        external = ' rel="external noopener"' if host and host not in self.own_hosts else ""
        return f'<a href="{escape(target)}"{external}>{inside}</a>'

    def _table(self, node: Element) -> str:
        rows = self.blocks(node.children)
        if not rows:
            return ""
        self._tables += 1
        columns = ", ".join(plain_text_of(cell) for cell in node.elements() if _heads_column(cell))
        label = (_("Table %(number)s: %(columns)s") if columns else _("Table %(number)s")) % {
            "number": self._tables,
            "columns": columns.replace("\n", " "),
        }
        # A table that is wider than a phone scrolls by itself; the keyboard must reach it.
        return (
            f'<div class="table-scroll" role="region" aria-label="{escape(label)}" tabindex="0">'
            f"<table>{rows}</table></div>"
        )

    def _source_reference(self, node: Element) -> str:
        key = node.attributes.get("data-source", "")
        number = self.numbers.get(key)
        if number is None:
            return ""
        references = self.cited.setdefault(key, [])
        anchor = f"ref-{key}-{len(references) + 1}"
        references.append(anchor)
        name = _("Source %(number)s") % {"number": number}
        return (
            f'<sup class="ref"><a id="{escape(anchor)}" href="#source-{escape(key)}" '
            f'aria-label="{escape(name)}">{number}</a></sup>'
        )

    def _figure(self, node: Element) -> str:
        image = self.images.get(_key(node, "data-image"))
        return render_to_string("library/_figure.html", {"image": image}) if image else ""

    def _care(self, node: Element) -> str:
        level = node.attributes.get("data-care", "")
        inside = self.blocks(node.children)
        if level not in CARE_LEVELS or not inside.strip():
            return inside
        return render_to_string(
            "richtext/_care.html",
            {
                "level": level,
                "heading": self.care_headings.get(level, ""),
                "heading_level": 2 if self._level == 1 else 3,
                "body": mark_safe(inside),  # noqa: S308  # written by this walk
            },
        )


def _key(node: Element, attribute: str) -> int:
    """The primary key in the attribute; 0, which no row has, when there is none."""
    value = node.attributes.get(attribute, "")
    return int(value) if value.isascii() and value.isdigit() else 0


def _heads_column(node: Element) -> bool:
    return node.tag == "th" and node.attributes.get("scope") == "col" and bool(plain_text_of(node))
