"""Keeps the cached settings in step with their rows."""

from django.db.models.signals import post_delete, post_save

from backcare.library.models import Image

from .current import forget_site
from .models import SafetyText, SiteSettings


def connect() -> None:
    # Image, because the logo may get another file.
    for model in (SiteSettings, SafetyText, Image):
        post_save.connect(_changed, sender=model, dispatch_uid=f"site-saved-{model.__name__}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"site-deleted-{model.__name__}")


def _changed(**kwargs: object) -> None:
    forget_site()
