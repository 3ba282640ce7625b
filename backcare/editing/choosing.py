"""Fields in which a row of another table is chosen, as the author of a page or a picture of a step.

Django looks every choice up three times, and in every inline row anew: when it is checked, when
the row is checked as a whole, and when the chosen row is named in the form. Here it is looked up
once, and all rows of an inline together. What may be chosen and what is said of anything else
stays as it was: a choice that isn't known yet goes Django's own way.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey, Model
from django.http import HttpRequest

LONGEST_KEY = 18  # digits; every database knows keys of that length


class ChosenField(forms.ModelChoiceField):
    """Knows rows that may be chosen, by their keys as they are posted.

    Django makes a copy of a field for each form; the copies share what is ``known``.
    """

    queryset: Any  # Always there, though the stubs say that it may be None.

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, Model] = {}

    def to_python(self, value: Any) -> Any:
        return self.known.get(str(self.prepare_value(value))) or super().to_python(value)

    def know_choice_of(self, row: Model, name: str) -> None:
        """Know what the foreign key ``name`` of ``row`` leads to, where that has been loaded.

        Not where only some may be chosen: it may be none of them any more.
        """
        column: Any = row._meta.get_field(name)
        if not self.queryset.query.has_filters() and column.is_cached(row):
            chosen = getattr(row, name)
            if chosen is not None:
                self.known[str(chosen.pk)] = chosen

    def look_up(self, values: Iterable[Any]) -> None:
        """Know all of these that may be chosen. At most one query."""
        texts = {str(value) for value in values} - self.known.keys()
        short = {text for text in texts if len(text) <= LONGEST_KEY}
        keys = [text for text in short if text.isascii() and text.isdigit()]
        if keys:
            self.known |= {str(row.pk): row for row in self.queryset.filter(pk__in=keys)}


class ChosenSelect(AutocompleteSelect):
    """Completes what is typed, and takes the name of what is chosen from its ``ChosenField``."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        field = self.choices.field
        field.look_up(value)
        rows = [field.known[key] for key in value if key in field.known]
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [
            self.create_option(name, row.pk, field.label_from_instance(row), True, len(options))
            for row in rows
        ]
        return [(None, options, 0)]


class ChosenForm(forms.ModelForm):
    """Doesn't look up again what its fields have found, and writes links only when they change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in _chosen_fields(self):
            field.know_choice_of(self.instance, name)

    def _post_clean(self) -> None:
        """Check the row without its foreign keys: the fields know narrower limits than they do."""
        chosen = (name for name, _field in _chosen_fields(self))
        found = {name for name in chosen if self.cleaned_data.get(name) is not None}
        check = self.instance.clean_fields
        self.instance.clean_fields = lambda exclude=None: check({*(exclude or ()), *found})
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del self.instance.clean_fields

    def _save_m2m(self) -> None:
        linked = {field.name for field in self.instance._meta.many_to_many}
        if linked.intersection(self.changed_data):
            super()._save_m2m()  # type: ignore[misc]


class ChoosesOnce(BaseModelAdmin):
    """For an admin or an inline: its completed fields are such fields, its form should be one."""

    form = ChosenForm

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("form_class", ChosenField)
            kwargs.setdefault("widget", ChosenSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def look_up_choices(formset: forms.BaseModelFormSet) -> None:
    """Look up what all rows of a formset choose, a query for each field, and none for own keys.

    Rows that are there already were loaded for the formset, and are the only ones it takes.
    """
    fields: dict[str, ChosenField] = {}
    values: dict[str, list[Any]] = {}
    for form in formset.forms:
        if formset.is_bound and form.empty_permitted and not form.has_changed():
            continue  # Django doesn't check it.
        for name, field in _chosen_fields(form):
            fields[name] = field
            values.setdefault(name, []).append(form[name].value())
    for name, field in fields.items():
        field.look_up(values[name])
    if formset.is_bound:
        for form in formset.initial_forms:
            _know_own_key(form)


def _know_own_key(form: forms.ModelForm) -> None:
    name, row = form.instance._meta.pk.name, form.instance
    own: Any = form.fields[name]
    if row.pk is None or type(own) is not forms.ModelChoiceField:
        return
    field = ChosenField(own.queryset, initial=own.initial, required=own.required, widget=own.widget)
    field.known = {str(row.pk): row}
    form.fields[name] = field


def _chosen_fields(form: forms.ModelForm) -> list[tuple[str, ChosenField]]:
    columns = {column.name for column in form.instance._meta.concrete_fields}
    return [
        (name, field)
        for name, field in form.fields.items()
        if isinstance(field, ChosenField) and name in columns - {form.instance._meta.pk.name}
    ]
