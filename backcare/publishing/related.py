"""Which pages belong together.

An editor's pins come first, in their order; then pages that share topics, the rarer the
topic the better; recency only breaks ties. What is picked by topic is computed when a page
is published (for it and for the pages it is near to) and by ``manage.py refresh_related``,
never in a reader's request, so it costs the same on any size of site.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from math import log
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery

from .kinds import kinds
from .models import Page, RelatedCandidate, RelatedChoice, TaggedPage

STORED = 24
SHOWN = 6
# A topic that is on more pages than this says little; its newest pages stand for it.
PAGES_PER_TOPIC = 500


def refresh(page: Page) -> list[int]:
    """Compute and store the candidates of ``page``; returns their keys, best first."""
    ranked = _rank(page)[:STORED]
    with transaction.atomic():
        RelatedCandidate.objects.filter(page_id=page.pk).delete()
        RelatedCandidate.objects.bulk_create(
            RelatedCandidate(page_id=page.pk, target_id=target, rank=rank)
            for rank, target in enumerate(ranked, start=1)
        )
    return ranked


def refresh_around(page: Page) -> None:
    """Refresh ``page`` and the pages it is near to, which may now be near to it.

    Pages that no longer share a topic with it forget it.
    """
    neighbours = TaggedPage.objects.filter(tag__taggings__content_object=page.pk)
    RelatedCandidate.objects.filter(target_id=page.pk).exclude(
        page__in=neighbours.values("content_object")
    ).delete()
    for neighbour in Page.objects.filter(pk__in=refresh(page)):
        refresh(neighbour)


def refresh_all(pages: Iterable[Page]) -> int:
    """Refresh each page; returns how many there were."""
    count = 0
    for page in pages:
        refresh(page)
        count += 1
    return count


def _rank(page: Page) -> list[int]:
    topics = list(TaggedPage.objects.filter(content_object=page.pk).values_list("tag", flat=True))
    if not topics:
        return []
    pages = Page.objects.live_or_to_come().listed()
    total = pages.count()
    sizes = dict(
        TaggedPage.objects.filter(tag__in=topics, content_object__in=pages.values("pk"))
        .values_list("tag")
        .annotate(pages=Count("pk"))
        .values_list("tag", "pages")
    )
    scores: Counter[int] = Counter()
    published: dict[int, object] = {}
    for topic in topics:
        weight = log((1 + total) / (1 + sizes.get(topic, 0))) + 1
        near = (
            pages.filter(taggings__tag=topic)
            .exclude(pk=page.pk)
            .newest_first()
            .values_list("pk", "first_published_at")[:PAGES_PER_TOPIC]
        )
        for pk, first_published_at in near:
            scores[pk] += weight  # type: ignore[assignment]  # a sum of weights, not a count
            published[pk] = first_published_at
    return sorted(scores, key=lambda pk: (round(scores[pk], 6), published[pk], pk), reverse=True)


def around(page: Page, *, also: Collection[int] = ()) -> list[Page]:
    """The live pages that may stand beside ``page``, and those of ``also``, in one query.

    Each says whether it was picked by hand (``choice``, ``pin``, the place) and its ``rank``
    among the candidates. A draft has the candidates of the page that it will replace.
    """
    choices = RelatedChoice.objects.filter(page_id=page.pk).order_by()
    candidates = RelatedCandidate.objects.filter(page_id=page.draft_of_id or page.pk).order_by()
    # A union, because an OR would make PostgreSQL look at every page.
    keys = candidates.values("target").union(
        choices.values("target"), Page.objects.filter(pk__in=also).order_by().values("pk")
    )
    choice = choices.filter(target=OuterRef("pk"))
    candidate = candidates.filter(target=OuterRef("pk"))
    return list(
        Page.objects.live()
        .with_cards()
        .filter(pk__in=keys)
        .annotate(
            choice=Subquery(choice.values("action")[:1]),
            pin=Subquery(choice.values("position")[:1]),
            pin_pk=Subquery(choice.values("pk")[:1]),
            rank=Subquery(candidate.values("rank")[:1]),
        )
    )


def related_pages(
    page: Page,
    *,
    shown: int = SHOWN,
    besides: Iterable[int] = (),
    near: list[Page] | None = None,
) -> list[Page]:
    """The pages to show beside ``page``, live ones only: pins first, then candidates.

    ``besides`` are keys of pages that stand elsewhere on the page already; ``near`` is what
    ``around`` has found, for a caller who knows it.
    """
    unwanted = {page.pk, page.draft_of_id, *besides}
    possible: list[Any] = [
        other for other in (around(page) if near is None else near) if other.pk not in unwanted
    ]
    listed = {kind.name for kind in kinds.listed()}
    pins = [other for other in possible if other.choice == RelatedChoice.Action.PIN]
    found = [
        other
        for other in possible
        if other.choice is None and other.rank is not None and other.kind in listed
    ]
    pins.sort(key=lambda other: (other.pin, other.pin_pk))
    found.sort(key=lambda other: other.rank)
    return [*pins, *found][:shown]
