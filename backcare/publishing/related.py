"""Which pages belong together.

An editor's pins come first, in their order; then pages that share topics, the rarer the
topic the better; recency only breaks ties. What is picked by topic is computed when a page
is published (for it and for the pages it is near to) and by ``manage.py refresh_related``,
never in a reader's request, so it costs the same on any size of site.
"""

from collections import Counter
from collections.abc import Iterable
from math import log

from django.db import transaction
from django.db.models import Count

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


def related_pages(page: Page, *, shown: int = SHOWN, besides: Iterable[int] = ()) -> list[Page]:
    """The pages to show beside ``page``, live ones only, in at most three queries.

    ``besides`` are keys of pages that stand elsewhere on the page already.
    """
    choices = list(RelatedChoice.objects.filter(page_id=page.pk).values_list("target_id", "action"))
    pinned = [pk for pk, action in choices if action == RelatedChoice.Action.PIN]
    unwanted = {pk for pk, action in choices if action == RelatedChoice.Action.EXCLUDE}
    # A draft is near to what the page that it will replace is near to.
    original = page.draft_of_id or page.pk
    unwanted |= {original, *besides}
    candidates = {
        near.pk: near
        for near in Page.objects.live()
        .listed()
        .filter(candidate_for__page_id=original)
        .order_by("candidate_for__rank")
        .with_cards()
    }
    missing = [pk for pk in pinned if pk not in candidates]
    if missing:
        candidates |= {
            near.pk: near for near in Page.objects.live().with_cards().filter(pk__in=missing)
        }
    order = [pk for pk in pinned if pk in candidates]
    order += [pk for pk in candidates if pk not in pinned and pk not in missing]
    return [candidates[pk] for pk in order if pk not in unwanted][:shown]
