"""What the script of a page's form asks while somebody types."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import BooleanField
from django.forms import all_valid
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backcare.publishing import drafting, references
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.publishing.read_once import read_once

from . import keeping, presence
from .binding import BoundForms, Submission, submission
from .keeping import kept_for, person
from .models import name_of
from .wording import why_not

# The row itself is for whoever works on it; others read it meanwhile.
IN_WORK = {Page.Stage.IN_WORK, Page.Stage.CHANGES_ASKED}

View = Callable[..., HttpResponse]


class Autosaving(BoundForms):
    """Answers the script in the form of a page. JSON, and never a redirect to sign in."""

    def editing_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("add/autosave/", self._answering(self.autosave_new), name=f"{name}_autosave_new"),
            path("<int:pk>/autosave/", self._answering(self.autosave), name=f"{name}_autosave"),
            path("token/", self.token, name=f"{name}_token"),
            path("<int:pk>/here/", self._answering(self.here), name=f"{name}_here"),
        ]

    def _answering(self, view: View) -> View:
        @wraps(view)
        @never_cache
        @require_POST
        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not self.admin_site.has_permission(request):
                return JsonResponse({"state": "signed-out"}, status=401)
            if request.POST.get("editing-user") != str(request.user.pk):
                # Somebody else has signed in in this browser: not their text.
                return JsonResponse({"state": "somebody-else"}, status=409)
            try:
                return view(request, **kwargs)
            except PermissionDenied:
                return JsonResponse({"state": "refused"}, status=403)
            except keeping.TooLong:
                return JsonResponse({"state": "too-long"}, status=413)

        return answer

    @method_decorator([never_cache, require_safe])
    def token(self, request: HttpRequest) -> HttpResponse:
        """Who is signed in, with the token for forms that are sent from now on.

        A page that was open while its editor signed in again has an old one.
        """
        if not self.admin_site.has_permission(request):
            return JsonResponse({"state": "signed-out"}, status=401)
        return JsonResponse({"token": get_token(request), "user": str(request.user.pk)})

    # What is typed ---------------------------------------------------------------------

    def autosave_new(self, request: HttpRequest) -> HttpResponse:
        """Keep what is typed for a page that has no row yet."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if presence.has_arrived(person(request), submission(request)):
            return JsonResponse({"state": "saved"})
        return self._kept(request, None)

    @transaction.atomic
    def autosave(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Bring what is typed into the row of a draft, or keep it beside the row."""
        sent = submission(request)
        is_late = bool(request.POST.get("editing-keep"))
        if is_late and presence.has_arrived(person(request), sent):
            version = Page.objects.filter(pk=pk).values_list("version", flat=True).first()
            return JsonResponse({"state": "saved", "version": version})
        hold(pk)
        page = self.get_object(request, str(pk))
        if page is None or page.status != Page.Status.DRAFT:
            return self._gone(request)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        if self.is_behind(request, page, sent):
            return self._kept(request, page, state="conflict", **_changed(request, page))
        if is_late:
            return self._kept(request, page)
        if page.stage not in IN_WORK:
            why = _("The draft waits for others, and stays as it is until you save.")
            return self._kept(request, page, why=why)
        return self._write(request, page, sent)

    def is_behind(self, request: HttpRequest, page: Page, sent: Submission) -> bool:
        """Whether the row says something that the form has not shown."""
        if sent.version is None or sent.version == page.version:
            return False
        return not presence.wrote(page, person(request), sent)

    def _write(self, request: HttpRequest, page: Page, sent: Submission) -> HttpResponse:
        sent.is_quick = sent.is_writing = True
        before = references.body_of(page)
        form, formsets = self.bind(request, page)
        if not (all_valid(formsets) & form.is_valid()):
            if sent.before is not None:
                transaction.savepoint_rollback(sent.before)
            return self._kept(request, page, why=why_not(form, formsets))
        if form.has_changed():
            form.save(commit=False).save()
            if any(field.many_to_many for field in _changed_fields(form)):
                form.save_m2m()
        changed = [formset for formset in formsets if formset.has_changed()]
        for formset in changed:
            formset.save()
        has_new_rows = bool(changed) or sent.has_lost_rows
        # Most of what is typed is plain words, which refer to nothing.
        if has_new_rows or _marks(before) != _marks(references.body_of(page)):
            with read_once(page, self.untouched(request, form, formsets), whole=False):
                references.sync(page)
        if form.has_changed() or has_new_rows:
            drafting.touch(page, person(request))
        if sent.changed is None or request.POST.get("editing-kept"):
            keeping.forget(request, sent.form)
        presence.note_written(page, person(request), sent)
        return JsonResponse(
            {
                "state": "saved",
                "version": page.version,
                "at": timezone.now(),
                "rows": _rows(request, sent, formsets),
            }
        )

    def _kept(
        self, request: HttpRequest, page: Page | None, *, state: str = "kept", **more: Any
    ) -> HttpResponse:
        kind = kinds.for_model(self.model).name
        kept = keeping.keep(request, kind, page, submission(request))
        answer = {"state": state, "at": kept.updated_at, **more}
        answer["url"] = self.kept_url("show", page, kept.pk)
        if request.POST.get("editing-keep"):
            answer["offer"] = self.offer(request, page, besides=request.POST.get("editing-open"))
        return JsonResponse(answer)

    def _gone(self, request: HttpRequest) -> HttpResponse:
        """The draft has been published or discarded: the text can become a new one."""
        if presence.has_arrived(person(request), submission(request)):
            return JsonResponse({"state": "saved"})
        if not self.has_add_permission(request):
            return JsonResponse({"state": "gone"}, status=404)
        return self._kept(request, None, state="gone")

    def offer(self, request: HttpRequest, page: Page | None, *, besides: str | None) -> str:
        """The banner with what the person signed in has typed and not saved, if there is any."""
        kept = kept_for(request, kinds.for_model(self.model).name, page)
        texts = [
            {
                "at": each.updated_at,
                "is_behind": page is not None and each.based_on != page.version,
                "show": self.kept_url("show", page, each.pk),
                "use": self.kept_url("use", page, each.pk),
            }
            for each in kept
            if each.form != besides
        ]
        return render_to_string("admin/editing/_kept.html", {"texts": texts}, request)

    def kept_url(self, what: str, page: Page | None, kept: int) -> str:
        """Where a kept text is shown, or stands in its form."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if what == "show":
            arguments = [kept] if page is None else [page.pk, kept]
            return reverse(f"{name}_kept{'_new' if page is None else ''}", args=arguments)
        url = reverse(f"{name}_add") if page is None else reverse(f"{name}_change", args=[page.pk])
        return f"{url}?kept={kept}"

    # Who is here -----------------------------------------------------------------------

    def here(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that the form is open; says who else has it open, and whether the row changed."""
        page = self.get_object(request, str(pk))
        if page is None or page.status != Page.Status.DRAFT:
            return JsonResponse({"state": "gone"}, status=404)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        presence.arrive(page, person(request))
        answer: dict[str, Any] = {
            "state": "here",
            "others": presence.others(page, person(request)),
            "version": page.version,
        }
        if self.is_behind(request, page, submission(request)):
            answer |= {"state": "behind", **_changed(request, page)}
        return JsonResponse(answer)


def hold(pk: int) -> None:
    """Have nobody else change the row of a page until the end of the transaction."""
    if connection.features.has_select_for_update:  # SQLite lets one write at a time anyway.
        Page.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk").first()


def _marks(body: str) -> list[str]:
    """Whatever in a text leads elsewhere, or can be led to."""
    return re.findall(r'\s(?:href|src|id|data-[\w-]+)="[^"]*"|<h\d.*?</h\d>', body, re.DOTALL)


def _changed_fields(form: Any) -> list[Any]:
    return [form.instance._meta.get_field(name) for name in form.changed_data]


def _changed(request: HttpRequest, page: Page) -> dict[str, Any]:
    """Who has last changed the row, and when."""
    return {
        "by": name_of(page.edited_by),
        "own": page.edited_by_id == request.user.pk,
        "changed": page.edited_at,
    }


def _rows(request: HttpRequest, sent: Submission, formsets: list[Any]) -> dict[str, Any]:
    """What the form doesn't know yet of its inline rows, by their prefixes in the form.

    That is their keys, their positions, and what was filled in for them.
    """
    found = {}
    for formset in formsets:
        posted = sent.posted.get(formset.prefix)
        own = {formset.model._meta.pk.name, getattr(formset, "default_order_field", "")}
        for before, place in posted.places.items() if posted else ():
            form = formset.forms[place]
            if form.instance.pk is None or form in formset.deleted_forms:
                continue
            values = {}
            for name in form.fields:
                field = next((f for f in form.instance._meta.fields if f.name == name), None)
                if field is None or field.is_relation or isinstance(field, BooleanField):
                    continue
                value = field.value_from_object(form.instance)
                was = request.POST.get(f"{formset.prefix}-{before}-{name}", "")
                is_news = name in own or not was
                if isinstance(value, int | str) and str(value) != was and is_news:
                    values[name] = value
            if values:
                found[f"{formset.prefix}-{before}"] = values
    return found
