"""A routine: exercises and other steps, one after the other."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backcare.publishing.models import Page

from ..dose import Dose
from ..timeline import minutes, routine_seconds, seconds
from .dose import DoseFields
from .exercise import Exercise


class Routine(Page):
    """Exercises chosen to go together, with the time they take in all."""

    parts = (*Page.parts, "items")

    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("routine")
        verbose_name_plural = _("routines")

    def visible_items(self) -> list["RoutineItem"]:
        """The items that readers may see: activities, and exercises that are live."""
        return [item for item in self.items.all() if item.exercise is None or item.exercise.is_live]

    @property
    def total_minutes(self) -> int:
        """What the routine takes, in whole minutes, by the one formula of ``timeline``."""
        return minutes(routine_seconds(item.effective_dose for item in self.visible_items()))


class RoutineItem(DoseFields):
    """An exercise in a routine, with its own dose where it differs; or a walk, or heat."""

    # The page of an exercise names the routines that have it.
    is_seen_from_target = True

    class Activity(models.TextChoices):
        WALK = "walk", _("Walk")
        HEAT = "heat", _("Heat")
        REST = "rest", _("Rest")
        OTHER = "other", _("Other")

    routine = models.ForeignKey(Routine, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    exercise = models.ForeignKey(
        Exercise,
        verbose_name=_("exercise"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="routine_items",
        limit_choices_to={"draft_of": None},
    )
    has_own_dose = models.BooleanField(
        _("own dose"),
        default=False,
        help_text=_("The exercise's dose is used unless this is ticked."),
    )
    activity = models.CharField(
        _("other activity"), max_length=5, choices=Activity.choices, blank=True
    )
    title = models.CharField(_("title of the activity"), max_length=100, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes of the activity"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exercise__isnull=False, activity="")
                | (Q(exercise=None, minutes__isnull=False, minutes__gt=0) & ~Q(activity="")),
                name="routine_item_is_one_thing",
                violation_error_message=_(
                    "Choose an exercise, or another activity with its minutes; not both."
                ),
            )
        ]

    def __str__(self) -> str:
        if self.exercise is not None:
            return str(self.exercise)
        return self.title or str(self.get_activity_display())

    def clean(self) -> None:
        if self.has_own_dose:
            super().clean()
        if bool(self.exercise_id) == bool(self.activity):
            raise ValidationError(
                _("Choose an exercise, or another activity with its minutes; not both.")
            )

    @property
    def effective_dose(self) -> Dose:
        """The dose that is done here: the item's own, the exercise's, or the activity's minutes."""
        if self.exercise is None:
            return Dose(minutes_min=self.minutes)
        return self.dose if self.has_own_dose else self.exercise.dose

    @property
    def effective_minutes(self) -> int:
        """What the item takes by itself, in whole minutes; the pauses between items not counted."""
        return minutes(seconds(self.effective_dose))
