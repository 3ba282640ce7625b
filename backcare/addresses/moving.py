"""What moves leaves a redirect, and what stands at an address needs none."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from backcare.people.models import User
from backcare.publishing.models import Page

from .models import Redirect


@transaction.atomic
def leave(old_path: str, *, to: Page | str, by: User | None = None) -> None:
    """Have an address lead to where its page, or what else stood there, is now.

    What led there leads on at once. ``to`` is a page or a path of this site.
    """
    old_path = unquote(old_path)
    if isinstance(to, Page):
        page, new_path = Page.objects.get(pk=to.pk), ""
    else:
        page, new_path = None, unquote(to)
        answered(new_path)
    row = Redirect.objects.filter(old_path=old_path).first() or Redirect(old_path=old_path)
    row.page, row.new_path, row.created_by = page, new_path, by
    row.save()


def answered(path: str) -> None:
    """Drop the redirect of an address at which something stands now."""
    Redirect.objects.filter(old_path=unquote(path)).delete()


class LeavesRedirect(admin.ModelAdmin):
    """For the desk's form of what has an address of its own and is no page, as a topic has.

    The old address leads to the new one from the moment at which it is renamed.
    """

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        address: Callable[[Any], str] = self.model.get_absolute_url
        stored = self.model._base_manager.filter(pk=obj.pk).first() if change else None
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if stored is None:
                answered(address(obj))
            elif address(stored) != address(obj):
                by = request.user if isinstance(request.user, User) else None
                leave(address(stored), to=address(obj), by=by)
