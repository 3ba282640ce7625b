"""Ends the links to a page that readers now have; those of a draft go with its row."""

from backcare.publishing.models import Page
from backcare.publishing.signals import page_published

from .models import PreviewLink


def connect() -> None:
    page_published.connect(_published, dispatch_uid="previews-published")


def _published(page: Page, **kwargs: object) -> None:
    # Otherwise they would open again if the page were taken back into work.
    PreviewLink.objects.filter(page_id=page.pk).end()
