"""A page as it stands in a form that has not been saved, and may not be fit to be.

What a field would refuse is read all the same: the checks speak of what is written there. Nothing
is written, and nothing is looked up: a choice is taken at its key.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.admin.options import InlineModelAdmin, ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model
from django.http import HttpRequest, QueryDict

from backcare.publishing.models import Page
from backcare.richtext.fields import MAX_CHARACTERS, RichTextFormField
from backcare.richtext.grammar import without_unwanted_characters
from backcare.richtext.sanitise import sanitise

from .drafts import LARGEST_KEY, Draft, Part

# More rows of a part are not read.
MOST_ROWS = 300
LAST = 2**31

Fields = Mapping[str, forms.Field]


class PageForm:
    """The form that a person gets for a page in the desk; ``page`` None for a new one.

    ``draft`` changes the instance ``page``, which must not be saved afterwards.
    """

    def __init__(self, admin: ModelAdmin, request: HttpRequest, page: Page | None) -> None:
        self._admin = admin
        self._request = request
        self._page = page

    @cached_property
    def _fields(self) -> Fields:
        names = flatten_fieldsets(self._admin.get_fieldsets(self._request, self._page))
        is_change = self._page is not None
        form: Any = self._admin.get_form(self._request, self._page, change=is_change, fields=names)
        return form.base_fields

    @cached_property
    def _formsets(self) -> dict[str, Any]:
        """The formsets of the parts that this person may change, by the name of the part."""
        found = {}
        for inline in self._admin.get_inline_instances(self._request, self._page):
            if not self._may_edit(inline):
                continue
            formset: Any = inline.get_formset(self._request, self._page)
            found[formset.fk.remote_field.get_accessor_name()] = formset
        return found

    def _may_edit(self, inline: InlineModelAdmin) -> bool:
        if self._page is None:
            return inline.has_add_permission(self._request, None)
        return inline.has_change_permission(self._request, self._page)

    def has_field(self, name: str) -> bool:
        """Whether the form has the field that a finding names, or the rows of its part."""
        return name in self._fields or name.split("-")[0] in self._formsets

    def draft(self, data: QueryDict) -> Draft:
        """The page as the form's ``data`` has it."""
        page = self._page if self._page is not None else self._admin.model()
        topics = None
        for name, field in self._fields.items():
            raw = field.widget.value_from_datadict(data, {}, name)
            if name == "topics":
                topics = len({key for key in raw or () if _key(key) is not None})
            else:
                _assign(page, name, field, raw)
        parts = {
            name: rows for name in self._formsets if (rows := self._rows(name, data)) is not None
        }
        return Draft(page, parts=parts, topics=topics, viewer=self._request.user)  # type: ignore[arg-type]

    def _rows(self, name: str, data: QueryDict) -> list[Part] | None:
        """The rows of a part in order; None when the form didn't send them."""
        formset = self._formsets[name]
        prefix = formset.get_default_prefix()
        total = _key(data.get(f"{prefix}-TOTAL_FORMS", ""), least=0)
        if total is None:
            return None
        placed: list[tuple[int, int, Part]] = []
        for number in range(min(total, MOST_ROWS)):
            place = f"{prefix}-{number}"
            if data.get(f"{place}-DELETE"):
                continue
            row = formset.model()
            is_filled = bool(data.get(f"{place}-{formset.model._meta.pk.name}"))
            for field_name, field in formset.form.base_fields.items():
                raw = field.widget.value_from_datadict(data, {}, f"{place}-{field_name}")
                if _assign(row, field_name, field, raw) and field_name != "position":
                    is_filled = True
            if is_filled:
                position = _key(data.get(f"{place}-position", "")) or LAST
                placed.append((position, number, Part(row, place)))
        return [part for _position, _number, part in sorted(placed, key=lambda row: row[:2])]


def _assign(row: Model, name: str, field: forms.Field, raw: Any) -> bool:
    """Set a field of the row to what the form says; whether that is anything of its own."""
    column = _column(row, name)
    if column is None:
        return False
    if isinstance(field, forms.ModelChoiceField):
        value: Any = _key(raw)
    else:
        value = _value(field, raw)
    setattr(row, column.attname, value)
    return value not in (None, "", False) and value != column.get_default()


def _column(row: Model, name: str) -> Field | None:
    column = next((f for f in row._meta.concrete_fields if f.name == name), None)
    is_relation = column is not None and column.is_relation
    return None if is_relation and not isinstance(column, ForeignKey) else column


def _value(field: forms.Field, raw: Any) -> Any:
    """What the field would make of it; its words when it would refuse them."""
    if isinstance(raw, str):
        raw = without_unwanted_characters(raw)
    if isinstance(field, RichTextFormField):
        return sanitise((raw or "")[:MAX_CHARACTERS], plain=field.toolbar == "plain")
    try:
        return field.clean(raw)
    except ValidationError:
        if isinstance(field, forms.CharField):
            return str(raw or "").strip()
        return None


def _key(raw: Any, *, least: int = 1) -> int | None:
    text = str(raw or ("" if least else "0"))
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return key if least <= (key := int(text)) <= LARGEST_KEY else None
