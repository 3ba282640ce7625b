"""Keeps redirects in step with pages, whichever way a page is renamed or published."""

from typing import Any

from django.db.models.signals import post_save, pre_save
from django.utils import timezone

from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.publishing.signals import page_published

from .moving import answered, leave


def connect() -> None:
    pre_save.connect(_saving, dispatch_uid="addresses-saving")
    post_save.connect(_saved, dispatch_uid="addresses-saved")
    page_published.connect(_published, dispatch_uid="addresses-published")


def _saving(instance: Any, raw: bool, update_fields: Any, **kwargs: object) -> None:
    """Note where readers knew a page, when it is about to be saved with another slug.

    It need not be live: one that was taken back and renamed will be live again at its new address.
    """
    if raw or not isinstance(instance, Page) or instance.pk is None or instance.draft_of_id:
        return
    if update_fields is not None and "slug" not in update_fields:
        return
    seen = Page.objects.filter(pk=instance.pk, first_published_at__lte=timezone.now())
    stored = seen.exclude(slug=instance.slug).values_list("kind", "slug").first()
    if stored is not None:
        kind, slug = stored
        instance.known_at = kinds[kind].url(slug)  # type: ignore[attr-defined]  # until saved


def _saved(instance: Any, **kwargs: object) -> None:
    if isinstance(instance, Page) and (known_at := instance.__dict__.pop("known_at", "")):
        leave(known_at, to=instance)


def _published(page: Page, **kwargs: object) -> None:
    """The live page wins. One to come leaves what leads on from there until its time."""
    if page.is_live:
        answered(page.get_absolute_url())
