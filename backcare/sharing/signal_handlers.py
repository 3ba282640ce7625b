"""Asks the worker for cards when what they show has changed, and removes their files."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from backcare.jobs.queue import enqueue
from backcare.library import files
from backcare.library.models import Image
from backcare.publishing.models import Page
from backcare.publishing.signals import page_published, page_withdrawn
from backcare.site.models import SiteSettings

from .jobs import DRAW, REFRESH
from .models import SocialCard

# What a card shows of its page's image.
SHOWN = {"file", "focal_x", "focal_y"}


def connect() -> None:
    page_published.connect(_published, dispatch_uid="sharing-published")
    page_withdrawn.connect(_withdrawn, dispatch_uid="sharing-withdrawn")
    post_save.connect(_settings_saved, sender=SiteSettings, dispatch_uid="sharing-settings")
    post_save.connect(_image_saved, sender=Image, dispatch_uid="sharing-image")
    post_delete.connect(_card_deleted, sender=SocialCard, dispatch_uid="sharing-deleted")


def _published(page: Page, **kwargs: Any) -> None:
    # Of a page whose time is to come there is nothing before that time, not even a file.
    enqueue(DRAW, run_at=page.live_at, page=page.pk)


def _withdrawn(page: Page, **kwargs: Any) -> None:
    SocialCard.objects.filter(page=page.pk).delete()


def _settings_saved(**kwargs: Any) -> None:
    if SocialCard.objects.exists():  # What is missing is no matter of the brand.
        enqueue(REFRESH)


def _image_saved(
    instance: Image, created: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    if created or (update_fields is not None and not SHOWN & update_fields):
        return
    if Page.objects.live_or_to_come().filter(lead_image=instance).exists():
        enqueue(REFRESH, image=instance.pk)


def _card_deleted(instance: SocialCard, using: str, **kwargs: Any) -> None:
    # A signal, because bulk and cascading deletions call nothing else.
    transaction.on_commit(partial(files.remove, [instance.name]), using=using, robust=True)
