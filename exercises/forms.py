from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Exercise, Factor


class ExerciseFilter(forms.Form):
    """What a reader narrows the exercises by. A value that means nothing is passed over."""

    factor = forms.ModelChoiceField(
        Factor.objects.all(),
        label=_("For"),
        to_field_name="slug",
        required=False,
        empty_label=_("Anything"),
    )
    position = forms.ChoiceField(
        label=_("Start position"),
        choices=[("", _("Any")), *Exercise.StartPosition.choices],
        required=False,
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("Any")), *Exercise.Level.choices], required=False
    )

    LOOKUPS = {"factor": "factors", "position": "start_position", "level": "level"}

    def chosen(self) -> dict[str, Any]:
        """The valid choices as lookups of Exercise; empty when nothing is chosen."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {
            lookup: value
            for name, lookup in self.LOOKUPS.items()
            if (value := self.cleaned_data.get(name))
        }

    def query(self) -> str:
        """The valid choices as a query string, for the links to other pages of the list."""
        if not self.is_bound or not self.chosen():
            return ""
        pairs = {name: self.data[name] for name in self.LOOKUPS if self.cleaned_data.get(name)}
        return urlencode(pairs)
