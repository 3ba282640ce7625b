"""Keeps what search knows in step with pages, with the names of topics, and with the glossary.

A page that is deleted takes its document with it by its key, a topic its names.
"""

from django.db.models.signals import post_delete, post_save, pre_delete

from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page, TaggedPage
from backcare.publishing.signals import page_published, page_withdrawn
from backcare.topics.models import GlossaryTerm, Topic, TopicSynonym

from . import documents, names


def connect() -> None:
    page_published.connect(_published, dispatch_uid="search-published")
    page_withdrawn.connect(_withdrawn, dispatch_uid="search-withdrawn")
    post_save.connect(_renamed, sender=Topic, dispatch_uid="search-topic-saved")
    pre_delete.connect(_going, sender=Topic, dispatch_uid="search-topic-going")
    post_delete.connect(_gone, sender=Topic, dispatch_uid="search-topic-gone")
    for model in (TopicSynonym, GlossaryTerm):
        post_save.connect(_named, sender=model, dispatch_uid=f"search-{model.__name__}-saved")
        post_delete.connect(_unnamed, sender=model, dispatch_uid=f"search-{model.__name__}-gone")


def _published(page: Page, **kwargs: object) -> None:
    documents.index(page)
    _refresh_others(page)


def _withdrawn(page: Page, **kwargs: object) -> None:
    documents.remove(page.pk)
    _refresh_others(page)


def _refresh_others(page: Page) -> None:
    for other in kinds[page.kind].searched_with(page):
        documents.index(other)


def _renamed(instance: Topic, created: bool, raw: bool, **kwargs: object) -> None:
    if raw:
        return
    names.refresh([instance.pk])
    if not created:
        documents.refresh_topics(_pages_about(instance.pk))


def _named(instance: TopicSynonym | GlossaryTerm, **kwargs: object) -> None:
    if instance.topic_id is not None:
        names.refresh([instance.topic_id])
        documents.refresh_topics(_pages_about(instance.topic_id))


def _unnamed(instance: TopicSynonym | GlossaryTerm, **kwargs: object) -> None:
    # Its topic may be going as well, and must not get names meanwhile.
    if instance.topic_id is not None:
        names.drop(instance.topic_id, instance.name)
        documents.refresh_topics(_pages_about(instance.topic_id))


def _going(instance: Topic, **kwargs: object) -> None:
    # Afterwards nobody knows any more which pages it was on.
    instance.pages_about = _pages_about(instance.pk)


def _gone(instance: Topic, **kwargs: object) -> None:
    documents.refresh_topics(instance.pages_about)


def _pages_about(topic_id: int) -> list[int]:
    return list(TaggedPage.objects.filter(tag=topic_id).values_list("content_object_id", flat=True))
