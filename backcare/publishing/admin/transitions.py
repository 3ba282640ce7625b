"""What happens to a page beside editing: draft, publish, archive, review."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backcare.editing.binding import whole_number
from backcare.people.requests import signed_in

from .. import drafting, workflow
from ..desk_urls import desk_url
from ..kinds import kinds
from ..models import Page
from . import announcing
from .transition_forms import TransitionForm


@dataclass(frozen=True)
class Step:
    """A button of a page's form; one that ``asks`` leads to a question first."""

    name: str
    label: Any
    url: str
    asks: bool

    @property
    def is_main(self) -> bool:
        """Whether it leads a page on its way to readers; the others stand behind "More"."""
        return self.name in MAIN_STEPS

    @property
    def saves(self) -> bool:
        """Whether what has been typed is saved before."""
        return self.name != "discard"


MAIN_STEPS = {"submit", "take_back", "ask_for_changes", "approve", "publish", "unschedule"}


class PageTransitions(admin.ModelAdmin):
    """The views of the desk that change where a page stands, each allowed by permission."""

    def may_start_draft(self, request: HttpRequest, page: Page) -> bool:
        """Whether this person may open a draft of a published page."""
        if page.status == Page.Status.DRAFT or not admin.ModelAdmin.has_change_permission(
            self, request
        ):
            return False
        return request.user.has_perm("publishing.edit_any_page") or page.created_by_id == (
            request.user.pk
        )

    def may_close_comments(self, request: HttpRequest, page: Page) -> bool:
        """Whether this person may open and close the comments of a page, which must be published.

        On a draft that never was, it is a field of the form.
        """
        user = request.user
        return (
            kinds[page.kind].commented
            and page.status == Page.Status.PUBLISHED
            and (
                user.has_perm("comments.moderate_comment")
                or user.has_perm("publishing.publish_page")
            )
        )

    def next_steps(self, request: HttpRequest, page: Page) -> list[Step]:
        """What this person may do with the page where it stands, for the buttons of its form."""
        user = signed_in(request)
        return [
            Step(name, known.label, desk_url(name, page), bool(known.question))
            for name, known in workflow.TRANSITIONS.items()
            if name != "restore" and workflow.may(user, name, page)
        ]

    def take_step(
        self, request: HttpRequest, page: Page, known: workflow.Transition, **more: Any
    ) -> Page:
        """Do a transition and say so. Raises PermissionDenied, ValidationError."""
        done = known(page, signed_in(request), **more)
        self.log_change(request, done, known.deed)
        for level, words in announcing.announce(known.name, done):
            self.message_user(request, words, level)
        return done

    def get_urls(self) -> list[URLPattern]:
        opts = self.model._meta
        views = {
            "edit_as_draft": self.edit_as_draft_view,
            "comments": self.comments_view,
        }
        views |= {
            name: partial(self.transition_view, known)
            for name, known in workflow.TRANSITIONS.items()
            if name != "restore"
        }
        return [
            path(
                f"<int:pk>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(view),
                name=f"{opts.app_label}_{opts.model_name}_{name}",
            )
            for name, view in views.items()
        ] + super().get_urls()

    def _page(self, request: HttpRequest, pk: int) -> Page:
        """The page, if this person may see it in the desk. Http404 or PermissionDenied."""
        page = get_object_or_404(
            self.model.objects.select_related("lead_image", "reviewer", "draft_of"), pk=pk
        )
        if not self.has_view_or_change_permission(request, page):
            raise PermissionDenied
        return page

    @method_decorator(require_POST)
    def edit_as_draft_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = self._page(request, pk)
        if not self.may_start_draft(request, page):
            raise PermissionDenied
        draft = drafting.edit_as_draft(page, by=signed_in(request))
        return redirect(desk_url("change", draft))

    def transition_view(
        self, known: workflow.Transition, request: HttpRequest, pk: int
    ) -> HttpResponse:
        """Ask for what a transition needs to know, if anything, then do it."""
        page = self._page(request, pk)
        if not known.allowed(signed_in(request), page):
            raise PermissionDenied
        form = TransitionForm(known, request.POST if "_asked" in request.POST else None)
        is_sent = request.method == "POST" and (form.is_bound or not known.question)
        if is_sent and (not form.is_bound or form.is_valid()):
            try:
                done = self.take_step(request, page, known, **form.answers)
            except ValidationError as error:
                if not form.is_bound:
                    self.message_user(request, " ".join(error.messages), messages.ERROR)
                    return redirect(desk_url("change", page))
                form.add_errors(error)
            else:
                return self._back(request, done)
        if not known.question:
            return redirect(desk_url("change", page))
        if not known.possible(page):
            self.message_user(
                request, _("This can't be done with the page where it stands."), messages.ERROR
            )
            return redirect(desk_url("change", page))
        seen = whole_number(request.POST.get("version") or request.GET.get("version"))
        if not form.is_bound and seen not in {None, page.version}:
            words = _("The draft has been changed since you opened it. Read it again first.")
            self.message_user(request, words, messages.ERROR)
            return redirect(desk_url("change", page))
        context = {
            **self.admin_site.each_context(request),
            "seen": page.version if seen is None else seen,
            "title": f"{str(known.label).rstrip('…')}: “{page.title}”",
            "known": known,
            "form": form,
            "page": page,
            "opts": self.model._meta,
            "back": desk_url("change", page),
        }
        return render(request, "admin/publishing/page/transition.html", context)

    @method_decorator(require_POST)
    def comments_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open or close the comments of a published page, without a draft: it holds at once."""
        page = self._page(request, pk)
        if not self.may_close_comments(request, page):
            raise PermissionDenied
        is_open = request.POST.get("comments") == "open"
        if page.comments_open != is_open:
            page.comments_open = is_open
            page.save(update_fields=["comments_open"])
            self.log_change(
                request, page, _("Comments opened.") if is_open else _("Comments closed.")
            )
        words = (
            _("Readers can comment on “%s”.")
            if is_open
            else _("Comments on “%s” are closed. Readers still see those that are there.")
        )
        self.message_user(request, words % page.title, messages.SUCCESS)
        return self._back(request, page)

    def _back(self, request: HttpRequest, page: Page) -> HttpResponse:
        """To the place of the desk that the form came from, else to the page."""
        back = request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        if is_ours and back.startswith(reverse("admin:index")):
            return HttpResponseRedirect(back)
        return redirect(desk_url("change", page))
