"""An exercise: who it is for, how it is done, how much of it, and when not to."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from backcare.publishing.models import Page

from ..figures.figure import Figure, figure, most_telling
from ..figures.marks import PLACES
from ..figures.pose import Pose
from ..figures.sides import Side, drawn_side
from .dose import DoseFields
from .vocabulary import BodyRegion, Equipment, Factor


class Exercise(DoseFields, Page):
    """One movement, from its start position to its harder variation."""

    parts = (*Page.parts, "steps", "cautions", "variations")
    linked = (*Page.linked, "equipment", "regions", "factors")
    listed_by = (*Page.listed_by, "level", "start_position")

    class StartPosition(models.TextChoices):
        STANDING = "standing", _("Standing")
        SITTING = "sitting", _("Sitting")
        KNEELING = "kneeling", _("Kneeling")
        QUADRUPED = "quadruped", _("On hands and knees")
        SUPINE = "supine", _("Lying on your back")
        PRONE = "prone", _("Lying on your front")
        SIDE_LYING = "side_lying", _("Lying on your side")

    class Level(models.IntegerChoices):
        EASY = 1, _("Easy")
        MEDIUM = 2, _("Medium")
        HARD = 3, _("Hard")

    purpose = models.TextField(_("what it is for"), max_length=600)
    start_position = models.CharField(
        _("start position"), max_length=12, choices=StartPosition.choices
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.EASY)
    equipment = models.ManyToManyField(
        Equipment, verbose_name=_("equipment"), blank=True, related_name="exercises"
    )
    regions = models.ManyToManyField(
        BodyRegion, verbose_name=_("body regions"), blank=True, related_name="exercises"
    )
    muscles = models.TextField(_("muscles"), blank=True, help_text=_("One a line."))
    factors = models.ManyToManyField(
        Factor, verbose_name=_("contributing factors"), blank=True, related_name="exercises"
    )
    mistakes = models.TextField(_("common mistakes"), blank=True, help_text=_("One a line."))
    stop_if = models.TextField(
        _("stop if"), blank=True, help_text=_("One a line. Shown as a warning beside the steps.")
    )

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        indexes = [models.Index(fields=["start_position", "level"], name="exercise_facets")]

    @property
    def figure(self) -> Figure | None:
        """The figure that shows best what the exercise is."""
        return most_telling(step.figure for step in self.steps.all())

    @property
    def drawn_side(self) -> Side | None:
        """The side that the figures show at work; None where the sides don't differ."""
        figures = (step.figure for step in self.steps.all())
        return drawn_side(figure for figure in figures if figure is not None)


def validate_pose(value: Any) -> None:
    try:
        Pose.from_json(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def validate_highlight(value: Any) -> None:
    if not isinstance(value, list) or not all(
        isinstance(name, str) and name in PLACES for name in value
    ):
        raise ValidationError(_("A list of places of the body that the figures know."))


class Step(models.Model):
    """One thing to do, in the order in which it is done."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.TextField(_("what to do"), max_length=400)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("A tip or what it should feel like.")
    )
    image = models.ForeignKey(
        "library.Image",
        verbose_name=_("picture"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    pose = models.JSONField(_("pose"), null=True, blank=True, validators=[validate_pose])
    pose_to = models.JSONField(
        _("pose at the end"),
        null=True,
        blank=True,
        validators=[validate_pose],
        help_text=_("Where the movement leads; empty when nothing moves."),
    )
    highlight = models.JSONField(
        _("marked"),
        default=list,
        db_default=[],
        blank=True,
        validators=[validate_highlight],
        help_text=_("What an arrow follows, and what works."),
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def figure(self) -> Figure | None:
        """What the step looks like, drawn from its poses."""
        return figure(self.pose, self.pose_to, self.highlight or [])


class Caution(models.Model):
    """Who should avoid or adapt the exercise, and why."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="cautions")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    who = models.CharField(
        _("who"), max_length=150, help_text=_("For example “You have osteoporosis”.")
    )
    why = models.CharField(_("why, and what to do instead"), max_length=300)

    class Meta:
        verbose_name = _("caution")
        verbose_name_plural = _("cautions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.who


class Variation(models.Model):
    """A way to make the exercise easier or harder; sometimes an exercise of its own."""

    class Direction(models.TextChoices):
        EASIER = "easier", _("Easier")
        HARDER = "harder", _("Harder")

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="variations")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    text = models.CharField(_("how"), max_length=300)
    target = models.ForeignKey(
        Exercise,
        verbose_name=_("exercise"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"draft_of": None},
    )

    class Meta:
        verbose_name = _("variation")
        verbose_name_plural = _("variations")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
