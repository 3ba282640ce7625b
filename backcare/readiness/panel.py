"""What the checks say, beside the form of a page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from backcare.publishing.meta import absolute

from .checking import check
from .drafts import Draft
from .findings import Finding, Level, Rule
from .rules.wording import age_of
from .unsaved import PageForm


@dataclass(frozen=True)
class Line:
    """A finding, and the anchor of its field; empty when the form has none."""

    finding: Finding
    anchor: str

    @property
    def is_quoted(self) -> bool:
        """Whether the quotation says more than the message does."""
        return bool(self.finding.quote) and self.finding.quote not in self.finding.message


@dataclass(frozen=True)
class Group:
    """The findings of one rule. ``advice`` is empty when they advise different things."""

    rule: Rule
    advice: str
    lines: list[Line]


@dataclass(frozen=True)
class Panel:
    """Everything that the panel shows."""

    draft: Draft
    findings: list[Finding]
    has_field: Callable[[str], bool]

    @cached_property
    def age(self) -> float | None:
        """The reading age in years; None when there is too little text."""
        return age_of(self.draft)

    @property
    def blocking(self) -> list[Group]:
        return list(self._groups(Level.BLOCKING))

    @property
    def advising(self) -> list[Group]:
        return list(self._groups(Level.ADVISING))

    def _groups(self, level: Level) -> Iterator[Group]:
        found = [finding for finding in self.findings if finding.level == level]
        for rule, same in groupby(found, key=lambda finding: finding.rule):
            lines = [Line(finding, self._anchor(finding.field)) for finding in same]
            advices = {line.finding.advice for line in lines}
            yield Group(rule, advices.pop() if len(advices) == 1 else "", lines)

    def _anchor(self, name: str) -> str:
        if not name or not self.has_field(name):
            return ""
        # A part as a whole is the group of its rows.
        is_part = name in self.draft.page.parts
        return f"{name}-group" if is_part else f"id_{name}"

    @property
    def summary(self) -> str:
        """The counts in a sentence, for whoever hears the page."""
        stops = sum(finding.is_blocking for finding in self.findings)
        advised = len(self.findings) - stops
        parts = []
        if stops:
            parts.append(ngettext("%d thing to put right", "%d things to put right", stops) % stops)
        if advised:
            parts.append(
                ngettext("%d worth a second look", "%d worth a second look", advised) % advised
            )
        return ", ".join(parts) + "." if parts else _("Nothing stands in the way.")

    @property
    def address(self) -> str:
        """The page's address, as far as it has one."""
        try:
            return absolute(self.draft.kind.url(self.draft.page.slug))
        except NoReverseMatch:
            return absolute("/")


class ReadinessPanel(admin.ModelAdmin):
    """For the admin of a kind of page: what the checks say of what stands in the form."""

    def get_urls(self) -> list[URLPattern]:
        options = self.model._meta
        name = f"{options.app_label}_{options.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/checks/", wrap(self.checks_view), name=f"{name}_checks"),
            path("add/checks/", wrap(self.new_checks_view), name=f"{name}_new_checks"),
            *super().get_urls(),
        ]

    @method_decorator([never_cache, require_POST])
    def checks_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the checks say of the form's values; of the saved page to who can't change it."""
        page: Any = get_object_or_404(self.model, pk=pk)
        if not self.has_view_or_change_permission(request, page):
            raise PermissionDenied
        return self._answer(request, page, self.has_change_permission(request, page))

    @method_decorator([never_cache, require_POST])
    def new_checks_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._answer(request, None, True)

    def _answer(self, request: HttpRequest, page: Any, may_edit: bool) -> HttpResponse:
        panel = self._panel(request, page, typed=may_edit)
        return render(request, "admin/readiness/_findings.html", {"readiness": panel})

    def _panel(self, request: HttpRequest, page: Any, *, typed: bool) -> Panel:
        """Of what has been ``typed``, or of the row as it was saved."""
        form = PageForm(self, request, page)
        if typed:
            draft = form.draft(request.POST)
        else:
            draft = Draft(page or self.model(), viewer=request.user)  # type: ignore[arg-type]
        return Panel(draft, check(draft), form.has_field)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = context.get("original")
        options = self.model._meta
        name = f"admin:{options.app_label}_{options.model_name}"
        if page is None:
            url = reverse(f"{name}_new_checks")
        else:
            url = reverse(f"{name}_checks", args=[page.pk])
        typed = request.method == "POST"
        if typed and page is not None:
            # The form has changed the instance that it was given.
            page = self.model._default_manager.get(pk=page.pk)
        context["readiness"] = self._panel(request, page, typed=typed)
        context["readiness_url"] = url
        context["media"] += forms.Media(
            css={"all": ["desk/readiness.css"]},
            js=[Script("desk/readiness.js", type="module")],  # type: ignore[list-item]
        )
        return super().render_change_form(request, context, *args, **kwargs)
