"""Writes all documents anew, a few pages at a time, while the site goes on serving.

How far it has come is stored with each few pages, so that whoever was interrupted goes on there.
"""

from collections import defaultdict
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.topics.models import Topic

from . import names
from .documents import index_all
from .models import Beginning, Document, Rebuild

# The number of the way in which documents are written. Raise it with each change of it: the
# worker then writes all of them anew. The first is that of the release before there were numbers.
ANALYSIS = 2
# Pages at a time. SQLite lets nobody else write meanwhile, for about a tenth of a second.
BATCH = 40


def is_needed() -> bool:
    """Whether documents are of another way of writing, or a rebuild has not come to its end."""
    state = Rebuild.objects.first()
    return state is None or state.analysis != ANALYSIS or state.finished_at is None


def rebuild(
    report: Callable[[int, int], None] = lambda done, total: None,
    *,
    afresh: bool = True,
    go_on: Callable[[], bool] = lambda: True,
) -> int | None:
    """Index every published page anew and drop what else there is; how many there are.

    Goes on where the last one was interrupted; where it came to its end, begins again, but for
    ``afresh`` that is false. ``report`` is told how many of how many pages are done. None when
    ``go_on``, which is asked after each few pages, said no.
    """
    if not afresh and not is_needed():
        return Document.objects.count()
    state = _begin()
    published = Page.objects.filter(status=Page.Status.PUBLISHED)
    total = published.count()
    done = published.filter(pk__lte=state.last).count() if state.last else 0
    while batch := _batch(state):
        done += batch
        report(done, max(done, total))
        if not go_on():
            return None
    _tidy()
    Rebuild.objects.filter(pk=state.pk).update(finished_at=timezone.now(), last=0)
    return Document.objects.count()


def _begin() -> Rebuild:
    state = Rebuild.objects.first() or Rebuild(analysis=ANALYSIS)
    if state.analysis != ANALYSIS or state.finished_at is not None:
        state.last, state.finished_at = 0, None
    state.analysis = ANALYSIS
    state.save()
    if not state.last:
        names.refresh(Topic.objects.values_list("pk", flat=True))
    return state


@transaction.atomic
def _batch(state: Rebuild) -> int:
    """Index the next few pages and note that in ``state``; how many, 0 when there are no more.

    They are read and written under their lock, so that whoever publishes one of them meanwhile
    writes after us and not before.
    """
    by_kind: dict[str, list[int]] = defaultdict(list)
    while not by_kind:
        # Asked for their order alone: with a condition, SQLite would sort all pages for it.
        rows = Page.objects.select_for_update(of=("self",)).filter(pk__gt=state.last)
        some = list(rows.order_by("pk").values_list("pk", "kind", "status")[:BATCH])
        if not some:
            return 0
        for key, kind, status in some:
            if status == Page.Status.PUBLISHED:
                by_kind[kind].append(key)
        state.last = some[-1][0]
    for name, keys in by_kind.items():
        index_all(kinds[name], list(kinds[name].model.objects.filter(pk__in=keys)))
    state.save(update_fields=["last"])
    return sum(map(len, by_kind.values()))


def _tidy() -> None:
    """Drop what search keeps of pages that are not published."""
    for model in (Document, Beginning):
        model.objects.filter(page__isnull=False).exclude(
            page__status=Page.Status.PUBLISHED
        ).delete()
