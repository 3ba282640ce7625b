"""Keeps the cached settings in step with their rows."""

from django.db.models.signals import post_delete, post_save

from backcare.library.models import Image
from backcare.publishing.models import Page
from backcare.publishing.signals import page_published, page_withdrawn

from .current import forget_site
from .models import InformationPage, SafetyText, SiteSettings


def connect() -> None:
    page_published.connect(_page_changed, dispatch_uid="site-page-published")
    page_withdrawn.connect(_page_changed, dispatch_uid="site-page-withdrawn")
    # Image, because the logo may get another file.
    for model in (SiteSettings, SafetyText, Image, InformationPage):
        post_save.connect(_changed, sender=model, dispatch_uid=f"site-saved-{model.__name__}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"site-deleted-{model.__name__}")


def _changed(**kwargs: object) -> None:
    forget_site()


def _page_changed(page: Page, **kwargs: object) -> None:
    if isinstance(page, InformationPage):
        forget_site()
