"""What is saved or deleted changes the answers that show it.

Draft rows change nothing that readers see. ``update()`` and ``bulk_create()`` send no signals: who
writes public data with them says so with ``changes.changed``.
"""

from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.utils import timezone

from backcare.comments.models import Comment
from backcare.people.models import Contributor
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.sharing.models import SocialCard
from backcare.topics.models import GlossaryTerm, Topic, TopicSynonym

from . import tags
from .changes import changed
from .moving import is_seen_from_target, of_change, standing
from .shown import Shown

# Of a comment that was and is in one of these, readers see nothing.
_NEVER_SEEN = {Comment.Status.HELD, Comment.Status.SPAM}


def connect() -> None:
    """Listen to every model of which readers see something."""
    models: list[type[Page]] = [Page, *(kind.model for kind in kinds)]
    for model in models:
        name = f"cache-page-{model.__name__}"
        pre_save.connect(_page_to_come, sender=model, dispatch_uid=f"{name}-1")
        post_save.connect(_page_saved, sender=model, dispatch_uid=f"{name}-2")
        pre_delete.connect(_page_to_go, sender=model, dispatch_uid=f"{name}-3")
    for kind in kinds:
        _connect_parts(kind.model)
    for shown in apps.get_models():
        if issubclass(shown, Shown):
            _on_both(_row_changed, shown)
    _on_both(_synonym_changed, TopicSynonym)
    _on_both(_term_changed, GlossaryTerm)
    _on_both(_comment_changed, Comment)
    _on_both(_card_changed, SocialCard)


def _on_both(handler: Any, model: type[Model]) -> None:
    for signal in (post_save, post_delete):
        signal.connect(handler, sender=model, dispatch_uid=f"cache-{handler.__name__}-{model}")


def _connect_parts(model: type[Page]) -> None:
    for name in model.parts:
        _on_both(_part_changed, related(model, name))
    for name in model.linked:
        through = getattr(model, name).through
        uid = f"cache-links-{through}"
        m2m_changed.connect(_links_changed, sender=through, dispatch_uid=uid)
        if (linked := related(model, name)) is not Topic:
            _on_both(_everything_changed, linked)


def related(model: type[Page], name: str) -> type[Model]:
    """The model at the other end of a relation of pages."""
    relation: Any = model._meta.get_field(name)
    return relation.related_model


def _is_draft(page: Page) -> bool:
    return page.status == Page.Status.DRAFT


def _page_to_come(instance: Page, raw: bool = False, **kwargs: object) -> None:
    """Before a page is saved: note what lists went by until now."""
    was_draft = instance.status_read in {None, Page.Status.DRAFT}
    if raw or instance.pk is None or (_is_draft(instance) and was_draft):
        instance.stood = None
    else:
        instance.stood = standing(instance)


def _page_saved(instance: Page, **kwargs: object) -> None:
    before, now = instance.stood, timezone.now()
    instance.status_read = instance.status
    if _is_draft(instance) and before is None:
        return
    after = standing(instance)
    what = {tags.page(instance.pk), tags.LAST_CHANGE}
    if before != after:
        what |= of_change(instance, before, after, now)
    changed(*what)


def _page_to_go(instance: Page, **kwargs: object) -> None:
    if (before := standing(instance)) is not None:
        what = of_change(instance, before, None, timezone.now())
        changed(tags.page(instance.pk), tags.LAST_CHANGE, *what)


def _links_changed(
    instance: Model, action: str, model: type[Model], pk_set: set[int] | None, **kwargs: object
) -> None:
    """Topics of a page, or the other words that it is found with."""
    if not action.startswith("post_"):
        return
    if not isinstance(instance, Page) or pk_set is None:
        changed(tags.EVERYTHING)  # From the other side (a topic's pages), or all at once.
    elif not _is_draft(instance):
        named = {tag(model, pk) for pk in pk_set for tag in (tags.under, tags.row)}
        changed(tags.page(instance.pk), tags.listed(instance.kind), tags.TOPICS, *named)


def _part_changed(instance: Any, origin: object = None, **kwargs: object) -> None:
    """A step, a source, an author of a page; a routine's exercise, whose page names the routine.

    ``origin`` is what was deleted, and took the part with it.
    """
    if isinstance(origin, Page) and _is_draft(origin):
        return
    what: set[int] = set()
    for field in instance._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or getattr(instance, field.attname) is None:
            continue
        pk = getattr(instance, field.attname)
        if not issubclass(field.related_model, Page):
            what.add(tags.under(field.related_model, pk))
            if issubclass(field.related_model, Contributor):
                what.add(tags.PEOPLE)
        elif field.name != _owner(instance):
            if is_seen_from_target(type(instance)):
                what.add(tags.page(pk))
        elif field.is_cached(instance) and _is_draft(getattr(instance, field.name)):
            return
        else:
            what.add(tags.page(pk))
    changed(*what)


def _owner(part: Model) -> str:
    return next(
        field.name
        for field in part._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and issubclass(field.related_model, Page)
        and field.remote_field.name in field.related_model.parts
    )


def _row_changed(instance: Model, **kwargs: object) -> None:
    what = {tags.row(type(instance), instance.pk)}
    if isinstance(instance, Topic):
        what |= {tags.TOPICS, tags.GLOSSARY}
    changed(*what)


def _synonym_changed(instance: TopicSynonym, **kwargs: object) -> None:
    changed(tags.row(Topic, instance.topic_id), tags.TOPICS)


def _term_changed(**kwargs: object) -> None:
    changed(tags.GLOSSARY)


def _card_changed(instance: SocialCard, **kwargs: object) -> None:
    changed(tags.page(instance.page_id))


def _everything_changed(**kwargs: object) -> None:
    changed(tags.EVERYTHING)


def _comment_changed(instance: Comment, **kwargs: object) -> None:
    was, instance.status_read = instance.status_read, instance.status
    if not {was or instance.status, instance.status} <= _NEVER_SEEN:
        changed(tags.thread(instance.page_id), tags.COMMENTS)
