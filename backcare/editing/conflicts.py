"""A row that has been changed since a form was opened, and how the two differ."""

import copy
from typing import Any

from django.db.models import Model

from backcare.publishing import snapshots
from backcare.publishing.models import Page
from backcare.publishing.snapshots import Snapshot


def said_by(form: Any, formsets: list[Any], theirs: Snapshot) -> Snapshot:
    """What a bound form says, as a snapshot; what it has no field for is as in ``theirs``.

    Nothing is saved for it. What is not valid stands there as it was typed.
    """
    form.is_valid()
    mine = copy.deepcopy(theirs)
    mine["fields"] |= {name: value for name, value in _said(form).items() if name in mine["fields"]}
    for name in mine["links"]:
        if name in form.fields and name in form.cleaned_data:
            mine["links"][name] = sorted(row.pk for row in form.cleaned_data[name])
    for formset in formsets:
        if formset.prefix in mine["parts"] and formset.is_bound:
            mine["parts"][formset.prefix] = _rows(formset)
    return mine


def _rows(formset: Any) -> list[dict[str, Any]]:
    formset.is_valid()
    rows = []
    for number, form in enumerate(formset.forms):
        is_empty = number >= formset.initial_form_count() and not form.has_changed()
        if is_empty or getattr(form, "cleaned_data", {}).get("DELETE"):
            continue
        owner = formset.fk.name
        rows.append({name: value for name, value in _said(form).items() if name != owner})
    position = getattr(formset, "default_order_field", None)
    return sorted(rows, key=lambda row: int(row.get(position) or 0) if position else 0)


def _said(form: Any) -> dict[str, Any]:
    """The columns of the form's row, but for its key, with what was typed."""
    row: Model = form.instance
    values = {}
    for field in row._meta.concrete_fields:
        if field.primary_key:
            continue
        values[field.name] = field.value_from_object(row)
        if field.name in form.fields and field.name in form.errors:
            values[field.name] = form[field.name].value()
    return values


def nothing_said(model: type[Page]) -> Snapshot:
    """What a page says of which nothing has been written."""
    blank = model()
    fields = [
        field for field in model._meta.concrete_fields if field.name not in model.state_fields
    ]
    return {
        "format": snapshots.FORMAT,
        "kind": blank.own_kind,
        "fields": {field.name: field.value_from_object(blank) for field in fields},
        "links": {name: [] for name in model.linked},
        "parts": {name: [] for name in model.parts},
    }
