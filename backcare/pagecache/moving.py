"""Which answers a page's coming, going or moving concerns, beside those that show the page.

Lists show what stands in them; that something new stands there they can't know. So a page that
appears or disappears changes each list that it stands in, and the pages that have a reference to it
or from it; a page that changes what lists go by changes those that it stands in, before and after.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Exists, ForeignKey, Model, OuterRef, Q

from backcare.people.models import Contributor
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Authorship, Page, TaggedPage
from backcare.topics.models import Topic

from . import tags

Standing = dict[str, Any]

# By what readers see a page, or don't, and beside which others.
SEEN_BY = ("status", "live_at", "expires_at", "first_published_at")


def standing(page: Page) -> Standing | None:
    """What lists go by, as it is stored; None for a page that is in none, and was in none."""
    model = kinds[page.own_kind].model
    stored = model._base_manager.filter(pk=page.pk).values(*model.listed_by).first()
    return stored if stored is not None and stored["status"] != Page.Status.DRAFT else None


def of_change(
    page: Page, before: Standing | None, after: Standing | None, at: datetime
) -> set[int]:
    """The tags that a change from one standing to the other changes, at the time ``at``."""
    found = of_lists(page, before, after)
    seen_before, seen_after = (
        [state and state[name] for name in SEEN_BY] for state in (before, after)
    )
    if seen_before != seen_after:
        # ``after`` is None for a row that is about to be deleted, and can still be read.
        stays = after is not None and Page.objects.live(at).filter(pk=page.pk).exists()
        found |= of_coming(page, at, stays=stays)
    return found


def of_lists(page: Page, before: Standing | None, after: Standing | None) -> set[int]:
    """The tags of the lists that the page stood in before, or stands in now."""
    model = kinds[page.kind].model
    found = {tags.listed(page.kind)}
    if not kinds[page.kind].listed:
        found.add(tags.EVERYTHING)  # Pages about the site stand at the foot of each.
    for name in model.listed_by:
        field = model._meta.get_field(name)
        if not isinstance(field, ForeignKey):
            continue
        rows = {state[name] if state else None for state in (before, after)}
        found.update(tags.under(field.related_model, pk) for pk in rows if pk is not None)
        if issubclass(field.related_model, Contributor) and len(rows) > 1:
            found.add(tags.PEOPLE)
    found.update(tags.under(Topic, pk) for pk in _topics_of(page))
    authors = Authorship.objects.filter(page=page.pk).values_list("contributor", flat=True)
    found.update(tags.under(Contributor, pk) for pk in authors)
    return found


def of_coming(page: Page, at: datetime, *, stays: bool = False) -> set[int]:
    """What the page's coming or going at ``at`` concerns, beside the lists that it stands in.

    With ``stays`` it has come, and is there until it is said to go.
    """
    found = {tags.TOPICS, tags.PEOPLE, tags.COMMENTS}
    # A topic may be seen, or not, for this page alone. Whoever goes can't rely on others staying,
    # who may go at the same time.
    topics = _topics_seen_for(page, at) if stays else _topics_of(page)
    found.update(tags.row(Topic, pk) for pk in topics)
    found.update(tags.page(pk) for pk in (*_referring(page), *_beside(page, at)))
    return found


def _topics_of(page: Page) -> Iterable[int]:
    return TaggedPage.objects.filter(content_object=page.pk).values_list("tag", flat=True)


def _topics_seen_for(page: Page, at: datetime) -> Iterable[int]:
    """The topics of the page that readers may see for it alone: no other has them and stays."""
    others = Page.objects.live(at).listed().filter(expires_at=None).exclude(pk=page.pk)
    return (
        Topic.objects.exclude(Exists(others.filter(taggings__tag=OuterRef("pk"))))
        .filter(pk__in=_topics_of(page))
        .values_list("pk", flat=True)
    )


@cache
def references() -> tuple[tuple[type[Model], str, str], ...]:
    """The models whose rows lead from one page to another: model, owner's field, target's field."""
    found: list[tuple[type[Model], str, str]] = []
    for model in apps.get_models():
        if issubclass(model, Page):
            continue
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, ForeignKey) and issubclass(field.related_model, Page)
        ]
        if len(names) == 2:
            found.append((model, names[0], names[1]))
    return tuple(found)


def is_seen_from_target(model: type[Model]) -> bool:
    """Whether the page that is referred to names the one that refers to it."""
    return getattr(model, "is_seen_from_target", False)


def _referring(page: Page) -> Iterable[int]:
    """The pages that have a reference to this one, and those that name it for its reference."""
    for model, owner, target in references():
        rows = model._base_manager.order_by()
        yield from rows.filter(**{target: page.pk}).values_list(owner, flat=True)
        if is_seen_from_target(model):
            named = rows.filter(**{owner: page.pk, f"{target}__isnull": False})
            yield from named.values_list(target, flat=True)


def _beside(page: Page, at: datetime) -> Iterable[int]:
    """The pages of its kind, live at that time, that were published just before and after it."""
    this = page.first_published_at
    if this is None:
        return
    live = Page.objects.live(at).filter(kind=page.kind).exclude(pk=page.pk)
    same = Q(first_published_at=this)
    before = live.filter(Q(first_published_at__lt=this) | (same & Q(pk__lt=page.pk)))
    after = live.filter(Q(first_published_at__gt=this) | (same & Q(pk__gt=page.pk)))
    yield from before.order_by("-first_published_at", "-pk").values_list("pk", flat=True)[:1]
    yield from after.order_by("first_published_at", "pk").values_list("pk", flat=True)[:1]
