"""The form of a page while somebody works at it: nothing typed is lost, nothing overwritten."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from backcare.publishing import drafting, snapshots, workflow
from backcare.publishing.differences import Difference, between
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page, Revision

from . import keeping, presence
from .autosaving import Autosaving, hold
from .binding import Submission, submission, whole_number
from .conflicts import nothing_said, said_by
from .keeping import as_sent, kept_for, person
from .models import Autosave, name_of


class PageEditing(Autosaving):
    """Opens and saves the form of a page, and has it say what it needs for its script."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            *self.editing_urls(),
            path("add/kept/<int:kept>/", view(self.kept_view), name=f"{name}_kept_new"),
            path("<int:pk>/kept/<int:kept>/", view(self.kept_view), name=f"{name}_kept"),
            path("<int:pk>/go-back/", view(self.go_back_view), name=f"{name}_go_back"),
            *super().get_urls(),
        ]

    # Opening and saving ----------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        pk = None if object_id is None else whole_number(unquote(object_id))
        if request.method != "POST":
            self._show_kept(request, pk)
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            sent = submission(request)
            step = workflow.TRANSITIONS.get(request.POST.get("_then", ""))
            if step is not None and step.alone:
                drafting.one_at_a_time()  # Before the row: whoever publishes waits in this order.
            if object_id is not None:
                row = self._held(request, pk)
                if row is None:
                    return self.page_is_gone(request, form_url, extra_context)
                page = row if self.has_change_permission(request, row) else None
                if page is None and sent.form:
                    moved_on = self._moved_on(request, row)
                    if moved_on is not None:
                        return moved_on
                if page is not None and self.is_behind(request, page, sent):
                    return self._conflict(request, page)
                if page is not None and "_mine" in request.POST:
                    drafting.remember(page, page.edited_by, Revision.Event.SAVED)
                sent.held = row
            before = transaction.savepoint()
            sent.is_writing = True
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if sent.is_saved:
                transaction.savepoint_commit(before)
                self._note_saved(request, sent)
            else:
                transaction.savepoint_rollback(before)
                self._keep_unsaved(request, pk)
        return response

    def _held(self, request: HttpRequest, pk: int | None) -> Page | None:
        """The page, which nobody else changes until the end of the transaction."""
        if pk is None:
            return None
        hold(pk)
        page: Page | None = self.get_object(request, str(pk))
        return page

    def page_is_gone(self, request: HttpRequest, form_url: str, extra_context: Any) -> HttpResponse:
        """Answer a form whose page is not there any more."""
        raise NotImplementedError

    def _editable(self, request: HttpRequest, pk: int) -> Page | None:
        """The page, if the person signed in may change it."""
        page: Page | None = self.get_object(request, str(pk))
        may = page is not None and self.has_change_permission(request, page)
        return page if may else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        sent = submission(request)
        sent.is_saved, sent.saved = True, form.instance

    def _moved_on(self, request: HttpRequest, page: Page) -> HttpResponse | None:
        """Keep what was typed into the form of a page that can't be changed as it stands now.

        It may have been published, submitted or scheduled meanwhile. None when that is not so.
        """
        if not self.has_view_permission(request, page):
            return None
        is_draft = page.status == Page.Status.DRAFT
        if not is_draft and not self.has_add_permission(request):
            return None
        try:
            # For what readers have, it can become a draft of its own.
            keeping.keep(request, page.kind, page if is_draft else None, submission(request))
        except keeping.TooLong:
            return None
        words = (
            _("The draft waits for others now. What you typed is kept until you may change it.")
            if is_draft
            else _(
                "The page has been published while you were writing. What you typed is kept: you "
                "find it where a new page is begun."
            )
        )
        self.message_user(request, words, messages.WARNING)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[page.pk]))

    def _note_saved(self, request: HttpRequest, sent: Submission) -> None:
        """That the text has arrived: its browser may forget it, and so do we."""
        keeping.forget(request, sent.form)
        saved = sent.saved
        if saved is None or not sent.form:
            return
        if "_then" not in request.POST:
            presence.note_written(saved, person(request), sent)
            return
        # It may have been published and be gone, or be what readers see now.
        there = Page.objects.filter(pk__in=[saved.pk, saved.draft_of_id or saved.pk])
        rows = {row.pk: row for row in there.only("pk", "version")}
        row = rows.get(saved.pk) or next(iter(rows.values()), None)
        if row is not None:
            presence.note_written(row, person(request), sent)

    def _keep_unsaved(self, request: HttpRequest, pk: int | None) -> None:
        """Keep what could not be saved: the form comes back with it, but tabs get closed."""
        sent = submission(request)
        page = None if pk is None else self._editable(request, pk)
        if not sent.form or (pk is not None and page is None):
            return
        try:
            keeping.keep(request, kinds.for_model(self.model).name, page, sent)
        except keeping.TooLong:
            return  # It stands in the form.

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = context.get("original")
        if page is None or self.has_change_permission(request, page):
            context["editing"] = self._editing(request, page)
        return super().render_change_form(request, context, *args, **kwargs)

    def _editing(self, request: HttpRequest, page: Page | None) -> dict[str, Any]:
        """What the form's hidden fields, its banners and its script need."""
        sent = submission(request)
        sent.form = sent.form or secrets.token_urlsafe(16)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        editing: dict[str, Any] = {
            "form": sent.form,
            "typed": sent.typed,
            "user": request.user.pk,
            "kind": kinds.for_model(self.model).name,
            "kept": self.offer(request, page, besides=sent.form),
            "is_kept": sent.shown is not None,
            "is_ahead": sent.shown is not None or request.method == "POST",
            "version": 0,
            "autosave_url": reverse(f"{name}_autosave_new"),
            "token_url": reverse(f"{name}_token"),
        }
        if page is not None:
            editing |= {
                "page": page.pk,
                "version": page.version if sent.version is None else sent.version,
                "autosave_url": reverse(f"{name}_autosave", args=[page.pk]),
                "here_url": reverse(f"{name}_here", args=[page.pk]),
                "go_back_url": reverse(f"{name}_go_back", args=[page.pk]),
                "last_saved": _saved_before(page) if request.method != "POST" else None,
            }
        return editing

    # Two at one page -------------------------------------------------------------------

    def _conflict(self, request: HttpRequest, page: Page) -> HttpResponse:
        """Show what the two have written, and ask which of it shall stand."""
        sent = submission(request)
        try:
            kept = keeping.keep(request, page.kind, page, sent)
        except keeping.TooLong:
            kept = None
        version = page.version
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("“%s” has been changed meanwhile") % page.title,
            "by": name_of(page.edited_by),
            "is_own": page.edited_by_id == request.user.pk,
            "at": page.edited_at,
            "back": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[page.pk]
            ),
            "mine": None if kept is None else self.kept_url("use", page, kept.pk),
            "fields": [
                *((name, text) for name, text in _fields(request)),
                ("version", version),
            ],
            "difference": self._compared(request, page, as_sent(keeping.fields_of(request.POST))),
        }
        return TemplateResponse(request, "admin/editing/conflict.html", context)

    def _compared(self, request: HttpRequest, page: Page | None, data: QueryDict) -> Difference:
        """The difference between the row as it is and the form's ``data``, for the template."""
        sent = submission(request)
        theirs = nothing_said(self.model) if page is None else snapshots.take(page)
        sent.shown = data
        try:
            form, formsets = self.bind(request, page)
            mine = said_by(form, formsets, theirs)
        finally:
            sent.shown = None
        return between(theirs, mine, self.model)

    # What has been kept ----------------------------------------------------------------

    def _show_kept(self, request: HttpRequest, pk: int | None) -> None:
        """Have the form show the kept text that the address asks for."""
        number = whole_number(request.GET.get("kept"))
        if number is None:
            return
        page = None if pk is None else self._editable(request, pk)
        if pk is not None and page is None:
            return
        kept = kept_for(request, kinds.for_model(self.model).name, page).filter(pk=number).first()
        if kept is not None:
            sent = submission(request)
            sent.shown = as_sent(kept.data)
            sent.form, sent.typed, sent.version = kept.form, kept.typed, kept.based_on

    def _kept_or_404(
        self, request: HttpRequest, pk: int | None, kept: int
    ) -> tuple[Autosave, Page | None]:
        page = None
        if pk is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
        else:
            page = self.get_object(request, str(pk))
            if page is None:
                raise Http404
            if not self.has_change_permission(request, page):
                raise PermissionDenied
        kind = kinds.for_model(self.model).name
        found = kept_for(request, kind, page).filter(pk=kept).first()
        if found is None:
            raise Http404
        return found, page

    @method_decorator(never_cache)
    def kept_view(self, request: HttpRequest, kept: int, pk: int | None = None) -> HttpResponse:
        """What somebody typed and never saved, against what the draft says; POST forgets it."""
        found, page = self._kept_or_404(request, pk, kept)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        back = reverse(f"{name}_add") if page is None else reverse(f"{name}_change", args=[pk])
        if request.method == "POST":
            found.delete()
            self.message_user(request, _("Thrown away."))
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("What you typed and didn't save"),
            "kept": found,
            "is_behind": page is not None and found.based_on != page.version,
            "use": self.kept_url("use", page, found.pk),
            "back": back,
            "difference": self._compared(request, page, as_sent(found.data)),
        }
        return TemplateResponse(request, "admin/editing/kept.html", context)

    @method_decorator([never_cache, require_POST])
    def go_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give up what has been saved by itself since the last version in the history."""
        with transaction.atomic():
            hold(pk)
            page = self.get_object(request, str(pk))
            if page is None:
                raise Http404
            if not self.has_change_permission(request, page):
                raise PermissionDenied
            last = _saved_before(page)
            if self.is_behind(request, page, submission(request)):
                words = _("The page has been changed since you looked. Look again first.")
                self.message_user(request, words, messages.WARNING)
            elif last is not None:
                try:
                    drafting.restore(page, last, person(request))
                except ValidationError as error:
                    self.message_user(request, " ".join(error.messages), messages.ERROR)
                else:
                    words = _(
                        "The page says again what was last saved. What it said is in the history."
                    )
                    self.message_user(request, words, messages.SUCCESS)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[pk]))


def _saved_before(page: Page) -> Revision | None:
    """The last version in the history, if the row has been changed by autosaving since."""
    history = (page.draft_of or page).revisions.all()
    if page.draft_of_id:  # What has been done with the published page since is no version of it.
        history = history.exclude(of_draft=False, created_at__gt=page.created_at)
    last = history.first()
    if last is None or page.edited_at is None or page.edited_at <= last.created_at:
        return None
    return None if snapshots.are_equal(last.snapshot, snapshots.take(page)) else last


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that the form sent, but for its buttons and what is written anew."""
    left_out = {"csrfmiddlewaretoken", "version"}
    return [
        (name, text)
        for name, texts in request.POST.lists()
        for text in texts
        if name not in left_out and not name.startswith("_")
    ]
