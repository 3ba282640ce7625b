"""Sets the marks of long lists; see ``lists``."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Count, F

from backcare.pagecache import tags
from backcare.pagecache.changes import changed
from backcare.topics.models import Topic

from .kinds import kinds
from .lists import SPACING, LongList, about, of_kind
from .models import ListMark, TaggedPage

Place = tuple[datetime, int]


def mark_all() -> None:
    """Set the marks of every list that is long enough, and take away those of all others."""
    _date_taggings()
    kept = []
    for long in _long_lists():
        _mark(long)
        kept.append(long.name)
    with transaction.atomic():
        gone = ListMark.objects.exclude(list__in=kept)
        topics = (about(topic) for topic in Topic.objects.all()) if gone.exists() else ()
        names = set(gone.values_list("list", flat=True))
        changed(*(long.tag for long in topics if long.name in names))
        gone.delete()


def _long_lists() -> Iterator[LongList]:
    for kind in kinds:
        yield of_kind(kind.name)
    pages = TaggedPage.objects.values("tag").annotate(pages=Count("pk"))
    yield from map(
        about, Topic.objects.filter(pk__in=pages.filter(pages__gte=SPACING).values("tag"))
    )


def _mark(long: LongList) -> None:
    oldest_first = long.rows().order_by(long.date, long.key).values_list(long.date, long.key)
    places = islice(oldest_first.iterator(), SPACING - 1, None, SPACING)
    wanted = {number * SPACING: place for number, place in enumerate(places, start=1)}
    stored = {
        mark.count: (mark.first_published_at, mark.page_key)
        for mark in ListMark.objects.filter(list=long.name)
    }
    if wanted == stored:
        return
    with transaction.atomic():
        if stored.items() - wanted.items():
            changed(long.tag)  # Parts of the list begin elsewhere.
        ListMark.objects.filter(list=long.name).delete()
        ListMark.objects.bulk_create(
            ListMark(list=long.name, count=count, first_published_at=date, page_key=key)
            for count, (date, key) in wanted.items()
        )


def _date_taggings() -> None:
    """Date what a release that knew no dates has stored while the site was brought up to date."""
    undated = TaggedPage.objects.filter(
        first_published_at=None, content_object__first_published_at__isnull=False
    )
    for tagging in undated.annotate(date=F("content_object__first_published_at")):
        with transaction.atomic():
            TaggedPage.objects.filter(pk=tagging.pk).update(first_published_at=tagging.date)
            changed(tags.under(Topic, tagging.tag_id))
