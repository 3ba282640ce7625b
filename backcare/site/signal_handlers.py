"""What the site's settings and safety text stand on: every page."""

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from backcare.library.models import Image
from backcare.pagecache import tags
from backcare.pagecache.changes import changed, everything_said
from backcare.publishing.models import Page
from backcare.publishing.signals import page_published, page_withdrawn

from .current import forget_changes
from .models import InformationPage, SafetyText, SiteSettings


def connect() -> None:
    everything_said.connect(forget_changes, dispatch_uid="site-changing")
    page_published.connect(_page_changed, dispatch_uid="site-page-published")
    page_withdrawn.connect(_page_changed, dispatch_uid="site-page-withdrawn")
    for model in (SiteSettings, SafetyText, InformationPage):
        post_save.connect(_changed, sender=model, dispatch_uid=f"site-saved-{model.__name__}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"site-deleted-{model.__name__}")
    post_save.connect(_image_changed, sender=Image, dispatch_uid="site-saved-Image")


def _changed(instance: Model, **kwargs: object) -> None:
    if not (isinstance(instance, InformationPage) and _was_never_seen(instance)):
        changed(tags.EVERYTHING)


def _was_never_seen(page: Page) -> bool:
    return {page.status, page.status_read or Page.Status.DRAFT} == {Page.Status.DRAFT}


def _image_changed(instance: Image, **kwargs: object) -> None:
    """The logo may get another file."""
    if SiteSettings.objects.filter(logo=instance.pk).exists():
        changed(tags.EVERYTHING)


def _page_changed(page: Page, **kwargs: object) -> None:
    if isinstance(page, InformationPage):
        changed(tags.EVERYTHING)
