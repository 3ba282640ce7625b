"""The columns that hold a dose."""

from dataclasses import fields
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..dose import Dose
from ..timeline import minutes, seconds


def _number(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class DoseFields(models.Model):
    """One column for each field of ``Dose``, under the same name; see there for the units."""

    hold_min = _number(_("hold, seconds"))
    hold_max = _number(_("hold, to"))
    until_tired = models.BooleanField(_("or until tired"), default=False)
    second_hold = _number(_("second stage of the hold, seconds"))
    breaths_min = _number(_("hold, breaths"))
    breaths_max = _number(_("breaths, to"))
    reps_min = _number(_("repetitions"))
    reps_max = _number(_("repetitions, to"))
    sets_min = _number(_("sets"))
    sets_max = _number(_("sets, to"))
    per_side = models.BooleanField(_("on each side"), default=False)
    seconds_per_rep = _number(_("movement of one repetition, seconds"))
    rest_seconds = _number(_("rest, seconds"))
    change_sides_seconds = _number(_("changing sides, seconds"))
    minutes_min = _number(_("minutes"))
    minutes_max = _number(_("minutes, to"))
    times_per_day_min = _number(_("times a day"))
    times_per_day_max = _number(_("times a day, to"))
    at_least = models.BooleanField(_("at least so often"), default=False)
    days_per_week_min = _number(_("days a week"))
    days_per_week_max = _number(_("days a week, to"))
    progression = models.CharField(_("how to progress"), max_length=300, blank=True)
    source_wording = models.CharField(
        _("the source's own wording"),
        max_length=300,
        blank=True,
        help_text=_("Where the source can be read in more than one way."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self.dose.validate()

    @property
    def dose(self) -> Dose:
        return Dose(**{field.name: getattr(self, field.name) for field in fields(Dose)})

    @property
    def dose_minutes(self) -> int:
        """What one round takes, in whole minutes."""
        return minutes(seconds(self.dose))

    @classmethod
    def dose_field_names(cls) -> list[str]:
        return [field.name for field in fields(Dose)]

    def set_dose(self, dose: Dose) -> None:
        for field in fields(Dose):
            setattr(self, field.name, getattr(dose, field.name))
