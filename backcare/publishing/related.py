"""Which pages belong together.

An editor's pins come first, in their order; then pages that share topics, the rarer the
topic the better; recency only breaks ties. What is picked by topic is computed when a page
is published (for it and for the pages it is near to) and by ``manage.py refresh_related``,
never in a reader's request, so it costs the same on any size of site.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from math import log
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When

from backcare.pagecache import tags
from backcare.pagecache.changes import changed

from .kinds import kinds
from .models import Page, PageQuerySet, RelatedCandidate, RelatedChoice, TaggedPage

STORED = 24
SHOWN = 6
# One more: the first may stand by itself, as what to read next.
READ = SHOWN + 1
# A topic that is on more pages than this says little; its newest pages stand for it.
PAGES_PER_TOPIC = 500

_put_off: ContextVar[list[Page] | None] = ContextVar("put_off", default=None)


class _Topics:
    """What is asked of topics again and again while many pages are ranked; asked once."""

    def __init__(self) -> None:
        self._pages = Page.objects.live_or_to_come().listed()
        self._sizes: dict[int, int] = {}
        self._newest: dict[int, list[tuple[int, Any]]] = {}

    @cached_property
    def _total(self) -> int:
        return self._pages.count()

    def weights(self, topics: Collection[int]) -> dict[int, float]:
        """How much it says that two pages share each of these topics: more, the rarer it is."""
        if unknown := set(topics) - self._sizes.keys():
            sizes = (
                TaggedPage.objects.filter(
                    tag__in=unknown, content_object__in=self._pages.values("pk")
                )
                .values_list("tag")
                .annotate(pages=Count("pk"))
                .values_list("tag", "pages")
            )
            self._sizes |= dict.fromkeys(unknown, 0) | dict(sizes)
        return {topic: log((1 + self._total) / (1 + self._sizes[topic])) + 1 for topic in topics}

    def newest(self, topic: int) -> list[tuple[int, Any]]:
        """The newest pages about a topic: keys and dates. One more than are ranked."""
        if topic not in self._newest:
            newest = self._pages.newest_about(topic).values_list("pk", "first_published_at")
            self._newest[topic] = list(newest[: PAGES_PER_TOPIC + 1])
        return self._newest[topic]


def refresh(page: Page, topics: _Topics | None = None) -> list[int]:
    """Compute and store the candidates of ``page``; returns their keys, best first.

    Who refreshes many pages passes the same ``topics`` for all.
    """
    ranked = _rank(page, topics or _Topics())[:STORED]
    rows = RelatedCandidate.objects.filter(page_id=page.pk)
    if ranked == list(rows.order_by("rank").values_list("target_id", flat=True)):
        return ranked
    with transaction.atomic():
        rows.delete()
        RelatedCandidate.objects.bulk_create(
            RelatedCandidate(page_id=page.pk, target_id=target, rank=rank)
            for rank, target in enumerate(ranked, start=1)
        )
        changed(tags.page(page.pk))
    return ranked


def refresh_around(page: Page) -> None:
    """Refresh ``page`` and the pages it is near to, which may now be near to it.

    Pages that no longer share a topic with it forget it.
    """
    if (waiting := _put_off.get()) is not None:
        waiting.append(page)
    else:
        _refresh_around([page])


@contextmanager
def refreshed_together() -> Iterator[None]:
    """Put off what ``refresh_around`` does to the end, when each page is refreshed once.

    For many pages that are published in one go; after an error nothing is refreshed.
    """
    waiting: list[Page] = []
    token = _put_off.set(waiting)
    try:
        yield
    finally:
        _put_off.reset(token)
    _refresh_around(waiting)


def _refresh_around(pages: Collection[Page]) -> None:
    near: set[int] = set()
    topics = _Topics()
    for page in pages:
        neighbours = TaggedPage.objects.filter(tag__taggings__content_object=page.pk)
        strangers = RelatedCandidate.objects.filter(target_id=page.pk).exclude(
            page__in=neighbours.values("content_object")
        )
        changed(*(tags.page(pk) for pk in strangers.values_list("page_id", flat=True)))
        strangers.delete()
        near.update(refresh(page, topics))
    for neighbour in Page.objects.filter(pk__in=near.difference(page.pk for page in pages)):
        refresh(neighbour, topics)


def refresh_all(pages: Iterable[Page]) -> int:
    """Refresh each page; returns how many there were."""
    count, topics = 0, _Topics()
    for page in pages:
        refresh(page, topics)
        count += 1
    return count


def _rank(page: Page, topics: _Topics) -> list[int]:
    mine = TaggedPage.objects.filter(content_object=page.pk).values_list("tag", flat=True)
    scores: Counter[int] = Counter()
    published: dict[int, Any] = {}
    for topic, weight in topics.weights(list(mine)).items():
        near = [place for place in topics.newest(topic) if place[0] != page.pk]
        for pk, first_published_at in near[:PAGES_PER_TOPIC]:
            scores[pk] += weight  # type: ignore[assignment]  # a sum of weights, not a count
            published[pk] = first_published_at
    return sorted(scores, key=lambda pk: (round(scores[pk], 6), published[pk], pk), reverse=True)


def around(page: Page, *, also: Collection[int] = ()) -> list[Page]:
    """The live pages that may stand beside ``page``, and those of ``also``, in one query.

    Each says whether it was picked by hand (``choice``, ``pin``, the place) and its ``rank``
    among the candidates, of which there are no more than can be shown: whatever is read here is
    one more page whose change makes this one over. The pages of the same kind published just
    before and after are among them, see ``by_date``. A draft has the candidates of the page that
    it will replace.
    """
    choices = RelatedChoice.objects.filter(page_id=page.pk).order_by()
    given = given_choices(page)
    picked: Any = choices.values("target")
    if given is not None:
        picked = [row.target_id for row in given]
    candidates = RelatedCandidate.objects.filter(page_id=page.draft_of_id or page.pk).order_by()
    nearest = (
        candidates.filter(Exists(Page.objects.live().listed().filter(pk=OuterRef("target"))))
        .exclude(target__in=picked)
        .order_by("rank")
    )
    plain = Page.objects.order_by()
    # A union, because an OR would make PostgreSQL look at every page.
    keys = (
        plain.filter(pk__in=nearest.values("target")[:READ])
        .values("pk")
        .union(
            *([picked] if given is None else []),
            plain.filter(pk__in=[*also, *(row.target_id for row in given or [])]).values("pk"),
            *(
                plain.filter(pk=Subquery(neighbours.values("pk")[:1])).values("pk")
                for neighbours in _neighbours(page.draft_of or page)
            ),
        )
    )
    choice = choices.filter(target=OuterRef("pk"))

    def chosen(name: str) -> Case | Subquery:
        if given is None:
            return Subquery(choice.values(name)[:1])
        column: Any = RelatedChoice._meta.get_field(name)
        return Case(
            *(When(pk=row.target_id, then=Value(getattr(row, name))) for row in given),
            output_field=column,
        )

    candidate = candidates.filter(target=OuterRef("pk"))
    return list(
        Page.objects.live()
        .with_cards()
        .filter(pk__in=keys)
        .annotate(
            choice=chosen("action"),
            pin=chosen("position"),
            pin_pk=chosen("id"),
            rank=Subquery(candidate.values("rank")[:1]),
        )
    )


def given_choices(page: Page) -> list[RelatedChoice] | None:
    """The editor's word that an earlier version of a page brings; None for what is stored."""
    return getattr(page, "_prefetched_objects_cache", {}).get("related_choices")


def by_date(page: Page, near: Iterable[Page]) -> tuple[Page | None, Page | None]:
    """The live pages of the same kind published just before and just after ``page``.

    ``near`` is what ``around`` has found, and more may be: the nearest in time are the ones.
    """
    if page.first_published_at is None:
        return None, None
    this = (page.first_published_at, page.pk)
    same = {
        (other.first_published_at, other.pk): other
        for other in near
        if other.kind == page.kind and other.first_published_at is not None
    }
    earlier = [when for when in same if when < this]
    later = [when for when in same if when > this]
    return same[max(earlier)] if earlier else None, same[min(later)] if later else None


def _neighbours(page: Page) -> tuple[PageQuerySet, ...]:
    """The live pages of the same kind before ``page`` and those after it, the nearest first."""
    this = page.first_published_at
    if this is None:
        return ()
    same = Page.objects.live().filter(kind=page.kind)
    # The first condition of each is where an index is entered; the other alone says it all.
    return (
        same.filter(
            Q(first_published_at__lt=this) | Q(pk__lt=page.pk), first_published_at__lte=this
        ).order_by("-first_published_at", "-pk"),
        same.filter(
            Q(first_published_at__gt=this) | Q(pk__gt=page.pk), first_published_at__gte=this
        ).order_by("first_published_at", "pk"),
    )


def related_pages(
    page: Page,
    *,
    shown: int = SHOWN,
    near: list[Page] | None = None,
) -> list[Page]:
    """The pages to show beside ``page``, ``READ`` at most: pins first, then candidates.

    ``near`` is what ``around`` has found, for a caller who knows it.
    """
    unwanted = {page.pk, page.draft_of_id}
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
