"""The words of a page, each with the field in which they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db import models

from backcare.publishing.models import Page
from backcare.richtext.fields import RichTextField
from backcare.richtext.tree import Element

from .prose import SOURCE_MARK, spans, words_of

# Longer than any field allows but a body: more of it is not read.
LONGEST_FIELD = 20_000
# A line of a list with as many words and a stop at its end is a sentence.
FEWEST_WORDS = 4

_LEAVES = frozenset({"p", "li", "td", "th", "h2", "h3", "h4"})
_BLOCKS = _LEAVES | {"ul", "ol", "blockquote", "table", "thead", "tbody", "tr", "aside", "figure"}
_SENTENCE_END = re.compile(rf"[.!?…][\"'”’)\]]{{0,3}}{SOURCE_MARK}*$")
_NOT_WORDS = frozenset({"kind"}) | Page.state_fields


def without_marks(marked: str) -> str:
    return marked.replace(SOURCE_MARK, "")


@dataclass(frozen=True)
class Sentence:
    """``start`` and ``end`` are its place in the passage's marked text.

    ``is_sourced`` when a source is named in it, or later in its paragraph.
    """

    marked: str
    start: int
    end: int
    is_sourced: bool

    @cached_property
    def text(self) -> str:
        return without_marks(self.marked)


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, an item of a list, a cell, a line.

    ``marked`` has SOURCE_MARK where a source is named. ``tag`` is that of the block, empty
    outside rich text.
    """

    field: str
    marked: str
    tag: str = ""
    is_quotation: bool = False

    @cached_property
    def text(self) -> str:
        return without_marks(self.marked)

    @cached_property
    def is_running(self) -> bool:
        """Whether it is made of sentences: paragraphs are, lists and tables only where they are."""
        if self.tag == "p":
            return True
        if self.tag not in {"", "li"}:
            return False
        return bool(_SENTENCE_END.search(self.marked)) and len(words_of(self.text)) >= FEWEST_WORDS

    @cached_property
    def sentences(self) -> list[Sentence]:
        last = self.marked.rfind(SOURCE_MARK)
        return [
            Sentence(self.marked[start:end], start, end, is_sourced=start <= last)
            for start, end in spans(self.marked)
        ]

    @cached_property
    def sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]


def of_body(root: Element, field: str, sources: frozenset[str]) -> Iterator[Passage]:
    """The blocks of a rich text with words of their own, in order.

    ``sources`` are the keys of the page's sources: a reference to another one is none.
    """
    yield from _blocks(root, field, sources, tag="p", is_quotation=False)


def _blocks(
    node: Element, field: str, sources: frozenset[str], *, tag: str, is_quotation: bool
) -> Iterator[Passage]:
    line: list[str] = []

    def end() -> Iterator[Passage]:
        text = " ".join("".join(line).split())
        line.clear()
        if text.strip(SOURCE_MARK):
            yield Passage(field, text, tag, is_quotation)

    def walk(parent: Element) -> Iterator[Passage]:
        for child in parent.children:
            if isinstance(child, str):
                line.append(without_marks(child))
            elif child.tag in _BLOCKS:
                yield from end()
                yield from _blocks(
                    child,
                    field,
                    sources,
                    # A paragraph in a list item is the item's.
                    tag=child.tag if child.tag in _LEAVES and tag != "li" else tag,
                    is_quotation=is_quotation or child.tag == "blockquote",
                )
            elif child.tag == "br":
                line.append(" ")
            elif child.tag == "sup":
                if child.attributes.get("data-source") in sources:
                    line.append(SOURCE_MARK)
            else:
                yield from walk(child)

    yield from walk(node)
    yield from end()


def of_fields(row: models.Model, prefix: str = "") -> Iterator[Passage]:
    """The lines of the row's own words; ``prefix`` goes before the names of its fields."""
    for field in row._meta.concrete_fields:
        if not _holds_words(field):
            continue
        value = getattr(row, field.attname)
        if not isinstance(value, str):
            continue
        for line in value[:LONGEST_FIELD].splitlines():
            if words := " ".join(without_marks(line).split()):
                yield Passage(f"{prefix}{field.name}", words)


def _holds_words(field: models.Field) -> bool:
    return (
        isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, RichTextField | models.SlugField | models.URLField)
        and not field.choices
        and field.name not in _NOT_WORDS
    )
