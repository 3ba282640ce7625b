"""Where a page stands in the desk, whatever its kind."""

from django.urls import reverse

from .kinds import kinds
from .models import Page


def change_url(page: Page) -> str:
    """The address of a page of any kind in the desk."""
    return desk_url("change", page)


def comments_url(page: Page) -> str:
    """Where the comments of a page of any kind are opened and closed."""
    return desk_url("comments", page)


def desk_url(name: str, page: Page) -> str:
    """The address of an action (its name) with a page of any kind."""
    opts = kinds[page.kind].model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[page.pk])
