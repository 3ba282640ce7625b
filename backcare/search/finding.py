"""Answers a question with pages that readers may see."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from django.utils.safestring import SafeString

from backcare.publishing.kinds import kinds

from .engines import Match, engine
from .excerpts import answer, marked
from .facets import Chosen, Facet, counted, every_facet, tokens_by_facet
from .live import live_sql
from .names import other_names
from .questions import Question, understand
from .ranking import ranked

# Nobody reads further, and ranking or counting more would make common words slow.
MOST = 200


class FoundPage(NamedTuple):
    """What is read of a page that was found; ``body`` and ``text`` are of its document."""

    pk: int
    kind: str
    slug: str
    title: str
    summary: str
    body: str
    text: str


COLUMNS = (
    *("pk", "kind", "slug", "title", "summary"),
    *("search_document__body", "search_document__text"),
)
PAGE = '"publishing_page"."id"'


class Result(NamedTuple):
    """A page that was found; ``excerpt`` shows why. That and the title are safe HTML."""

    page: FoundPage
    title: SafeString
    excerpt: SafeString
    url: str
    kind_label: str


@dataclass(frozen=True)
class Found:
    """The pages found, best first, at most ``MOST``; a slice loads its results in one query.

    ``has_more``: more match than were looked at.
    """

    question: Question
    chosen: Chosen = field(default_factory=dict)
    matches: list[Match] = field(default_factory=list)
    has_more: bool = False

    def __len__(self) -> int:
        return len(self.matches)

    def __getitem__(self, part: slice) -> list[Result]:
        keys = [match.page for match in self.matches[part]]
        pages = {page.pk: page for page in _pages(keys)}
        phrases = self.question.phrases
        labels = {kind: str(kinds[kind].label) for kind in {page.kind for page in pages.values()}}
        return [
            Result(
                page,
                marked(page.title, phrases),
                answer(page, page.summary, phrases),
                kinds[page.kind].url(page.slug),
                labels[page.kind],
            )
            for page in (pages[key] for key in keys if key in pages)
        ]

    @cached_property
    def tokens(self) -> Counter[str]:
        """How many of the matches have each token of a facet."""
        return counted(match.facets for match in self.matches)


def _pages(keys: list[int]) -> Iterator[FoundPage]:
    """Those of the pages that readers may see still, in any order."""
    if not keys:
        return
    sql, params = live_sql(*COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} AND {PAGE} IN ({', '.join(['%s'] * len(keys))})", [*params, *keys])
        yield from map(FoundPage._make, cursor.fetchall())


def find(text: str, chosen: Chosen | None = None, *, read: int | None = None) -> Found:
    """The live pages that have all that ``text`` wants, narrowed to what was chosen.

    Costs a fixed number of queries whatever the number of pages, and none without a word to look
    for. Of more than ``MOST`` matches those are looked at that match in their title, and of the
    others those that were made last. Only the first ``read`` are sure to be in their order.
    """
    chosen = chosen or {}
    question = understand(text, other_names)
    if not question:
        return Found(question, chosen)
    narrowing = tokens_by_facet(chosen)
    matches = engine().matches(question, narrowing, MOST + 1)
    is_common = len(matches) > MOST
    if is_common:
        titled = engine().matches(question, narrowing, MOST, in_titles=True)
        matches = list(dict.fromkeys([*titled, *matches]))
    best = ranked(question, matches, with_bodies=not is_common, read=read)[:MOST]
    return Found(question, chosen, best, has_more=is_common)


def facet_counts(found: Found) -> Iterator[tuple[Facet, Counter[str], bool]]:
    """Each facet, how many pages have each of its values, the other choices made as they are.

    Exact as long as no more than ``MOST`` match. Where more do, which the last says, they are
    counted among those that were looked at. Takes a query for each facet of which something is
    chosen.
    """
    for facet in every_facet():
        tokens, has_more = found.tokens, found.has_more
        if facet.name in found.chosen:
            others = {name: values for name, values in found.chosen.items() if name != facet.name}
            matches = engine().matches(found.question, tokens_by_facet(others), MOST + 1)
            tokens = counted(match.facets for match in matches)
            has_more = len(matches) > MOST
        yield facet, facet.counts(tokens), has_more
