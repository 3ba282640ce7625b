"""The admin's own form and inline rows, bound to what was sent now or has been kept."""

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import transaction
from django.db.models import ForeignKey, Model, UniqueConstraint
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, QueryDict

from backcare.publishing.models import Page
from backcare.publishing.read_once import Known

from .choosing import ChoosesOnce, look_up_choices
from .rows import Part, Posted, read


@dataclass
class Submission:
    """What one request does with a form.

    ``form`` names the form as it was opened, ``typed`` counts its changes, ``version`` is the one
    of the row that it shows. ``shown`` is what a form shows that nobody has sent now. ``changed``
    are the fields and the prefixes of rows that may differ from the page; None when all may. Only
    when it ``is_writing`` rows are deleted; with ``before`` that is taken back. ``held`` is the row
    for the form, read while nobody else can change it. ``rows`` are those of each kind of part,
    ``stored`` their copies that no form changes.
    """

    form: str = ""
    typed: int = 0
    version: int | None = None
    shown: QueryDict | None = None
    changed: frozenset[str] | None = None
    before: Any = None
    is_writing: bool = False
    is_quick: bool = False
    is_saved: bool = False
    saved: Page | None = None
    has_lost_rows: bool = False
    posted: dict[str, Posted] = field(default_factory=dict)
    rows: dict[str, list[Model]] = field(default_factory=dict)
    stored: dict[str, list[Model]] = field(default_factory=dict)
    held: Page | None = None


def submission(request: HttpRequest) -> Submission:
    """What this request does with a form; read from it the first time."""
    found: Submission | None = getattr(request, "_submission", None)
    if found is None:
        _unify_line_ends(request)
        data = request.POST
        found = Submission(
            form=data.get("editing-form", "")[:32],
            typed=whole_number(data.get("editing-typed")) or 0,
            version=whole_number(data.get("version")),
            changed=frozenset(data["editing-changed"].split())
            if "editing-changed" in data
            else None,
        )
        request._submission = found  # type: ignore[attr-defined]  # lives as long as the request
    return found


def _unify_line_ends(request: HttpRequest) -> None:
    """Have lines end as they do in stored text, not as forms send them.

    Otherwise a text that nobody has touched would differ from itself.
    """
    if any("\r" in text for texts in request.POST.lists() for text in texts[1]):
        data = request.POST.copy()
        for name, texts in request.POST.lists():
            lines = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
            data.setlist(name, lines)
        data._mutable = False
        request.POST = data  # type: ignore[assignment]  # read like any


def whole_number(text: str | None) -> int | None:
    """The text as a number that the database can hold; None when it is none."""
    if text and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return None


class BoundForms(ChoosesOnce, admin.ModelAdmin):
    """Binds the form of a page so that rows may have come, gone and moved since it was opened."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The page; the first time the one that has just been read under its lock, if any."""
        sent = submission(request)
        held, sent.held = sent.held, None
        if held is not None and from_field is None and str(held.pk) == object_id:
            return held
        return super().get_object(request, object_id, from_field)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        shown = submission(request).shown
        return form if shown is None else _showing(form, shown)

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        sent = submission(request)
        if not sent.is_quick or sent.changed is None:
            return super().get_formsets_with_inlines(request, obj)
        return (
            (inline.get_formset(request, obj), inline)
            for inline in self.get_inline_instances(request, obj)
            if prefix_of(inline) in sent.changed
        )

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        sent = submission(request)
        data = kwargs.get("data") if sent.shown is None else sent.shown
        if data is None or not inline.has_change_permission(request, obj):
            return kwargs
        part = part_of(inline, prefix)
        rows = [] if obj.pk is None else list(kwargs["queryset"].filter(**{part.owner: obj}))
        may_delete = inline.has_delete_permission(request, obj)
        if not may_delete:
            part = Part(part.prefix, part.owner, part.key, part.position)
        known = {row.pk: {name: _as_sent(row, name) for name in part.unique} for row in rows}
        # A form that doesn't say which version it shows may not know of every row.
        is_whole = may_delete and sent.version is not None
        sent.posted[prefix] = read(data, part, known, owner=obj.pk, is_whole=is_whole)
        sent.rows[prefix] = rows
        sent.stored[prefix] = [copy(row) for row in rows]
        return kwargs | {"data": sent.posted[prefix].data, "files": {}, "save_as_new": False}

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        sent = submission(request)
        may_edit = not change or self.has_change_permission(request, obj)
        for formset, inline in zip(formsets, inlines, strict=True):
            posted = sent.posted.get(formset.prefix)
            if posted is None:
                if not formset.is_bound and may_edit:
                    look_up_choices(formset)
                continue
            formset._queryset = sent.rows[formset.prefix]
            _pass_over_positions(formset, getattr(inline, "default_order_field", ""))
            if sent.is_quick:
                for form in formset.initial_forms:
                    form.empty_permitted = True  # What has not changed need not be checked.
            look_up_choices(formset)
            if sent.is_writing and posted.doomed:
                # Before the rest is checked, so that a new row can take the place of an old one.
                # Whoever calls this takes it back when the form turns out not to be valid.
                sent.before = sent.before or transaction.savepoint()
                formset.model._base_manager.filter(pk__in=posted.doomed).delete()
                sent.has_lost_rows = True
        return formsets, inlines

    def untouched(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Known:
        """The stored parts and links of the page that this request has read and not changed."""
        sent = submission(request)
        links = [name for name in form.instance.linked if name not in form.changed_data]
        known = {name: form.initial[name] for name in links if name in form.initial}
        for formset in formsets:
            posted = sent.posted.get(formset.prefix)
            if posted is not None and not posted.doomed and not formset.has_changed():
                known[formset.prefix] = sent.stored[formset.prefix]
        return known

    def bind(self, request: HttpRequest, page: Page | None) -> tuple[Any, list[Any]]:
        """The form and formsets of the request (or of what it shows), not checked yet."""
        sent = submission(request)
        fields = flatten_fieldsets(self.get_fieldsets(request, page))
        if sent.is_quick and sent.changed is not None:
            # Fields with two inputs have names such as "expires_at_0".
            names = sent.changed | {name.rstrip("0123456789").rstrip("_") for name in sent.changed}
            fields = [name for name in fields if name in names]
        form_class: Any = self.get_form(request, page, change=page is not None, fields=fields)
        form = form_class(request.POST, None, instance=page)
        formsets, _inlines = self._create_formsets(request, form.instance, page is not None)
        return form, formsets


def _owner_of(inline: Any) -> ForeignKey:
    owner: ForeignKey = _get_foreign_key(inline.parent_model, inline.model, fk_name=inline.fk_name)
    return owner


def prefix_of(inline: Any) -> str:
    """What the names of the fields in an inline's rows begin with."""
    name: str = _owner_of(inline).remote_field.get_accessor_name(model=inline.model)
    return name


def part_of(inline: Any, prefix: str) -> Part:
    """What matters of an inline's rows when they are read."""
    owner = _owner_of(inline).name
    options = inline.model._meta
    unique = {
        name
        for constraint in options.total_unique_constraints
        if isinstance(constraint, UniqueConstraint) and owner in constraint.fields
        for name in constraint.fields
        if name != owner
    }
    position = getattr(inline, "default_order_field", "")
    return Part(prefix, owner, options.pk.name, position, tuple(sorted(unique)))


def _as_sent(row: Model, name: str) -> str:
    value = row._meta.get_field(name).value_from_object(row)  # type: ignore[union-attr]
    return "" if value is None else str(value)


def _showing(form: Any, shown: QueryDict) -> Any:
    """The form class, bound to ``shown`` however it is made."""

    class Showing(form):
        def __init__(self, *_data: Any, **kwargs: Any) -> None:
            kwargs.pop("initial", None)
            super().__init__(shown, {}, **kwargs)

    return Showing


def _pass_over_positions(formset: forms.BaseInlineFormSet, position: str) -> None:
    """Have new rows count as empty as long as nothing but their position is filled in."""
    for form in formset.extra_forms if position else ():
        form.initial[position] = whole_number(form.data.get(form.add_prefix(position)))
