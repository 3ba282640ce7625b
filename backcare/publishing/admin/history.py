"""The history of a page in the desk: every version to be seen, compared and restored."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backcare.people.models import User
from backcare.previews.rendering import framed_by_the_desk, preview

from .. import history, workflow
from ..models import Page, Revision
from ..versions import as_it_was
from ..views import page_of

VERSIONS_A_PAGE = 50
# In place of a revision's key: what the page says now.
NOW = "now"


class PageHistory(admin.ModelAdmin):
    """For the admin of a kind of page. A draft has the history of its page."""

    def get_urls(self) -> list[URLPattern]:
        opts = self.model._meta
        name = f"{opts.app_label}_{opts.model_name}"
        wrap = self.admin_site.admin_view
        version = "<int:pk>/history/<int:revision_pk>"
        return [
            path("<int:pk>/history/changes/", wrap(self.changes_view), name=f"{name}_changes"),
            path(f"{version}/preview/", wrap(self.version_view), name=f"{name}_version"),
            path(f"{version}/restore/", wrap(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every version, newest first."""
        page = self._with_history(request, unquote(object_id))
        versions = page_of(request, history.versions(page), VERSIONS_A_PAGE)
        row = history.in_work(page)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of “%s”") % page.title,
            "page": page,
            "versions": versions,
            "newest": versions[0].pk if versions.number == 1 and len(versions) else None,
            "compared": self._worth_comparing(row, versions) if versions.number == 1 else None,
            "has_draft": row.status == Page.Status.DRAFT,
            "may_restore": self._may_restore(request, row),
            "opts": self.model._meta,
            "back": self._history_url("change", page),
            "changes_url": self._history_url("changes", page),
            "now": NOW,
            **(extra_context or {}),
        }
        return render(request, "admin/publishing/page/history.html", context)

    def _worth_comparing(self, row: Page, versions: Any) -> int | None:
        """The key of the newest version that may differ from what ``row`` says now."""
        if not len(versions):
            return None
        is_same = row.edited_at is None or row.edited_at <= versions[0].created_at
        return versions[1 if is_same and len(versions) > 1 else 0].pk

    @method_decorator([never_cache, require_safe])
    def changes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What has changed between ``?old=`` and ``?new=``; without an old one, the one before."""
        page = self._with_history(request, pk)
        new = self._version(page, request.GET.get("new", NOW))
        if request.GET.get("old"):
            old: history.Version | None = self._version(page, request.GET["old"])
        elif new.revision is not None:
            earlier = history.before(new.revision)
            old = history.Version(earlier.snapshot, earlier) if earlier else None
        else:
            newest = page.revisions_of_page().select_related("user").first()
            old = history.Version(newest.snapshot, newest) if newest else None
        if old is not None and _place(old) > _place(new):
            old, new = new, old
        context = {
            **self.admin_site.each_context(request),
            "title": _("What has changed in “%s”") % page.title,
            "page": page,
            "old": old,
            "new": new,
            "difference": history.changes(old, new, page),
            "may_restore": self._may_restore(request, history.in_work(page)),
            "opts": self.model._meta,
            "back": self._history_url("change", page),
            "history_url": self._history_url("history", page),
        }
        return render(request, "admin/publishing/page/history_changes.html", context)

    @method_decorator([never_cache, require_safe, framed_by_the_desk])
    def version_view(self, request: HttpRequest, pk: int, revision_pk: int) -> HttpResponse:
        """An earlier version on the template that readers get; nothing is written for it."""
        page = self._with_history(request, pk)
        revision = get_object_or_404(page.revisions_of_page(), pk=revision_pk)
        back = self._history_url("history", page)
        row: Any = self._rows().get(pk=(page.draft_of or page).pk)
        try:
            version = as_it_was(row, revision.snapshot)
        except ValueError:
            self._say_unreadable(request)
            return redirect(back)
        return preview(request, version, version=revision, preview_back=back)

    @method_decorator(require_POST)
    def restore_view(self, request: HttpRequest, pk: int, revision_pk: int) -> HttpResponse:
        """Have the draft say what a version said. What it said before is in the history."""
        page = self._with_history(request, pk)
        revision = get_object_or_404(page.revisions_of_page(), pk=revision_pk)
        row = history.in_work(page)
        try:
            draft = self.take_step(request, row, workflow.TRANSITIONS["restore"], revision=revision)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect(self._history_url("history", page))
        except ValueError:
            self._say_unreadable(request)
            return redirect(self._history_url("history", page))
        return redirect(self._history_url("change", draft))

    def take_step(
        self, request: HttpRequest, page: Page, known: workflow.Transition, **more: Any
    ) -> Page:
        """Of ``PageTransitions``, which comes before."""
        raise NotImplementedError

    def _rows(self) -> Any:
        return self.model._default_manager.select_related("lead_image", "reviewer", "draft_of")

    def _with_history(self, request: HttpRequest, pk: int | str) -> Page:
        """The page, if this person may see it in the desk. Http404 or PermissionDenied."""
        if not str(pk).isascii() or not str(pk).isdigit() or len(str(pk)) > 18:
            raise Http404
        page: Any = get_object_or_404(self._rows(), pk=pk)
        if not self.has_view_or_change_permission(request, page):
            raise PermissionDenied
        return page

    def _version(self, page: Page, key: str) -> history.Version:
        if key == NOW:
            return history.now(page)
        if not key.isascii() or not key.isdigit() or len(key) > 18:
            raise Http404
        versions = page.revisions_of_page().select_related("user")
        revision: Revision = get_object_or_404(versions, pk=int(key))
        return history.Version(revision.snapshot, revision)

    def _may_restore(self, request: HttpRequest, row: Page) -> bool:
        user = request.user
        return isinstance(user, User) and workflow.may(user, "restore", row)

    def _say_unreadable(self, request: HttpRequest) -> None:
        words = _("This version was stored in a form that this program does not read.")
        self.message_user(request, words, messages.ERROR)

    def _history_url(self, name: str, page: Page) -> str:
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[page.pk])


def _place(version: history.Version) -> tuple[bool, Any, int]:
    """Where a version stands in the history; what the page says now comes last."""
    revision = version.revision
    if revision is None:
        return (True, None, 0)
    return (False, revision.created_at, revision.pk)
