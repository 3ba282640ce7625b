"""What a reader narrows the exercises by, and what a reader can't do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import ExerciseFilter
from ..models import BodyRegion, Equipment
from .limits import Limits

LIMITS = ("no_kneeling", "no_floor", "chair_only")


class PickFilter(ExerciseFilter):
    """The filter of the list of exercises, with more to choose; all of it can be combined."""

    region = forms.ModelChoiceField(
        BodyRegion.objects.all(),
        label=_("Part of the body"),
        to_field_name="slug",
        required=False,
        empty_label=_("Any"),
    )
    equipment = forms.ModelChoiceField(
        Equipment.objects.all(),
        label=_("Uses"),
        to_field_name="slug",
        required=False,
        empty_label=_("Anything"),
    )
    minutes = forms.TypedChoiceField(
        label=_("Takes"),
        choices=[
            ("", _("Any time")),
            ("1", _("1 minute at most")),
            ("2", _("2 minutes at most")),
            ("3", _("3 minutes at most")),
            ("5", _("5 minutes at most")),
            ("10", _("10 minutes at most")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    no_kneeling = forms.BooleanField(label=_("I can’t kneel"), required=False)
    no_floor = forms.BooleanField(label=_("No floor: standing or sitting"), required=False)
    chair_only = forms.BooleanField(label=_("Chair only"), required=False)

    LOOKUPS = ExerciseFilter.LOOKUPS | {"region": "regions", "equipment": "equipment"}

    @property
    def limits(self) -> Limits:
        return Limits(**{name: bool(self.said(name)) for name in LIMITS})

    def said(self, name: str) -> Any:
        """The value of a field; None where it means nothing."""
        self.chosen()
        return self.cleaned_data.get(name) if self.is_bound else None

    def kept(self) -> list[tuple[str, str]]:
        """The valid choices as they stand in an address."""
        names = [name for name in self.fields if self.said(name)]
        return [(name, "on" if name in LIMITS else self.data[name]) for name in names]

    @property
    def is_narrowed(self) -> bool:
        """Whether something other than a limit is chosen."""
        return any(name not in LIMITS for name, _value in self.kept())

    @property
    def selects(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in LIMITS]

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in LIMITS]
