"""What was typed for a draft and is not in it outlives the draft.

Somebody else may have published or discarded it. The text is then offered with a new page.
"""

from backcare.publishing.models import Page
from backcare.publishing.signals import page_published

from .models import Autosave


def connect() -> None:
    page_published.connect(_published, dispatch_uid="editing-published")


def _published(page: Page, **kwargs: object) -> None:
    Autosave.objects.filter(page_id=page.pk).update(page=None)
