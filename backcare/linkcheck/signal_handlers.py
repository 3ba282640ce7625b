"""Keeps the links in step with what pages say, in the transaction that changes it."""

from backcare.publishing.models import Page
from backcare.publishing.signals import page_synced

from .reading import read


def connect() -> None:
    page_synced.connect(_synced, dispatch_uid="linkcheck-synced")


def _synced(page: Page, **kwargs: object) -> None:
    read(page)
