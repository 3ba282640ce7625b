"""Related pages for a whole site at once.

``publishing.related`` asks the database about one page at a time, which takes hours on a
large site. Here the topics are read once and the same ranking is done in memory; a test holds
the two together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log

from django.db import transaction

from backcare.publishing.models import Page, RelatedCandidate, TaggedPage
from backcare.publishing.related import PAGES_PER_TOPIC, STORED

from . import rows

BATCH = 500


@dataclass
class Site:
    """``pages`` are keys, newest first; pages are else known by their place in it.

    ``newest`` holds places for each topic, in order, one more than are looked at, because a page
    is not its own neighbour.
    """

    pages: list[int]
    topics: list[list[int]]
    newest: dict[int, list[int]]
    weights: dict[int, float]


def relate_all(report: Callable[[str], None] = lambda line: None) -> None:
    """Store the candidates of every page, in transactions of some hundred pages each."""
    site = _read()
    for start in range(0, len(site.pages), BATCH):
        places = range(start, min(start + BATCH, len(site.pages)))
        with transaction.atomic():
            keys = site.pages[places.start : places.stop]
            RelatedCandidate.objects.filter(page__in=keys).delete()
            rows.insert(
                RelatedCandidate,
                (
                    RelatedCandidate(
                        page_id=site.pages[place], target_id=site.pages[near], rank=rank
                    )
                    for place in places
                    for rank, near in enumerate(_nearest(place, site), start=1)
                ),
            )
        report(f"{places.stop:,} of {len(site.pages):,} pages have related pages")


def _read() -> Site:
    listed = Page.objects.live_or_to_come().listed()
    pages = list(listed.newest_first().values_list("pk", flat=True))
    place_of = {key: place for place, key in enumerate(pages)}
    topics: list[list[int]] = [[] for _ in pages]
    sizes: dict[int, int] = defaultdict(int)
    for key, topic in TaggedPage.objects.values_list("content_object_id", "tag_id").iterator():
        if key in place_of:
            topics[place_of[key]].append(topic)
            sizes[topic] += 1
    newest: dict[int, list[int]] = defaultdict(list)
    for place, its_topics in enumerate(topics):
        for topic in its_topics:
            if len(newest[topic]) <= PAGES_PER_TOPIC:
                newest[topic].append(place)
    weights = {topic: log((1 + len(pages)) / (1 + size)) + 1 for topic, size in sizes.items()}
    return Site(pages, topics, newest, weights)


def _nearest(place: int, site: Site) -> list[int]:
    """The places of the nearest pages, best first."""
    scores: dict[int, float] = defaultdict(float)
    for topic in site.topics[place]:
        others = [near for near in site.newest[topic] if near != place][:PAGES_PER_TOPIC]
        for near in others:
            scores[near] += site.weights[topic]
    # There are few sums of two to four weights, so a page is sorted among its equals alone.
    equals: dict[float, list[int]] = defaultdict(list)
    for near, score in scores.items():
        equals[round(score, 6)].append(near)
    return list(_first(equals, STORED))


def _first(equals: dict[float, list[int]], wanted: int) -> Iterator[int]:
    for score in sorted(equals, reverse=True):
        chosen = sorted(equals[score])[:wanted]
        yield from chosen
        wanted -= len(chosen)
        if not wanted:
            return
