"""Keeps the documents in step with pages and with the names of topics.

A page that is deleted takes its document with it by its key.
"""

from django.db.models.signals import post_delete, post_save, pre_delete

from backcare.publishing.models import Page, TaggedPage
from backcare.publishing.signals import page_published, page_withdrawn
from backcare.topics.models import Topic, TopicSynonym

from . import documents


def connect() -> None:
    page_published.connect(_published, dispatch_uid="search-published")
    page_withdrawn.connect(_withdrawn, dispatch_uid="search-withdrawn")
    post_save.connect(_renamed, sender=Topic, dispatch_uid="search-topic-saved")
    pre_delete.connect(_going, sender=Topic, dispatch_uid="search-topic-going")
    post_delete.connect(_gone, sender=Topic, dispatch_uid="search-topic-gone")
    for signal in (post_save, post_delete):
        signal.connect(_other_name, sender=TopicSynonym, dispatch_uid="search-synonym")


def _published(page: Page, **kwargs: object) -> None:
    documents.index(page)


def _withdrawn(page: Page, **kwargs: object) -> None:
    documents.remove(page.pk)


def _renamed(instance: Topic, created: bool, raw: bool, **kwargs: object) -> None:
    if not created and not raw:
        documents.refresh_topics(_pages_about(instance.pk))


def _other_name(instance: TopicSynonym, **kwargs: object) -> None:
    documents.refresh_topics(_pages_about(instance.topic_id))


def _going(instance: Topic, **kwargs: object) -> None:
    # Afterwards nobody knows any more which pages it was on.
    instance.pages_about = _pages_about(instance.pk)


def _gone(instance: Topic, **kwargs: object) -> None:
    documents.refresh_topics(instance.pages_about)


def _pages_about(topic_id: int) -> list[int]:
    return list(TaggedPage.objects.filter(tag=topic_id).values_list("content_object_id", flat=True))
