"""Which answers a page's coming, going or moving concerns, beside those that show the page.

Lists show what stands in them; that something new stands there they can't know. So a page that
appears, disappears, or changes what lists go by, changes each list that it stands in, before and
after, and the pages that have a reference to it or from it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, Q

from backcare.people.models import Contributor
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Authorship, Page, TaggedPage
from backcare.topics.models import Topic

from . import tags

Standing = dict[str, Any]


def standing(page: Page) -> Standing | None:
    """What lists go by, as it is stored; None for a page that is in none, and was in none."""
    model = kinds[page.own_kind].model
    stored = model._base_manager.filter(pk=page.pk).values(*model.listed_by).first()
    return stored if stored is not None and stored["status"] != Page.Status.DRAFT else None


def of_lists(page: Page, before: Standing | None, after: Standing | None, at: datetime) -> set[int]:
    """The tags of the lists that the page stood in before ``at``, or stands in from then on."""
    model = kinds[page.kind].model
    found = {tags.listed(page.kind), tags.TOPICS, tags.PEOPLE, tags.COMMENTS}
    if not kinds[page.kind].listed:
        found.add(tags.EVERYTHING)  # Pages about the site stand at the foot of each.
    for name in model.listed_by:
        field = model._meta.get_field(name)
        if isinstance(field, ForeignKey):
            found.update(
                tags.under(field.related_model, state[name])
                for state in (before, after)
                if state is not None and state[name] is not None
            )
    topics = TaggedPage.objects.filter(content_object=page.pk).values_list("tag", flat=True)
    for pk in topics:  # The topic itself, too: it may be seen, or not, for this page alone.
        found |= {tags.under(Topic, pk), tags.row(Topic, pk)}
    authors = Authorship.objects.filter(page=page.pk).values_list("contributor", flat=True)
    found.update(tags.under(Contributor, pk) for pk in authors)
    found.update(tags.page(pk) for pk in (*_referring(page), *_beside(page, at)))
    return found


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
