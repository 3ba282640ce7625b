"""The figure of a step in its form: poses as text, which the editor's script takes the place of."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from backcare.editing.choosing import ChosenForm

from ..figures.pose import Pose
from ..models import Step
from .reading import parse, read_pose
from .words import mark_choices


class PoseTextarea(forms.Textarea):
    """A pose as JSON."""

    class Media:
        css = {"all": ["css/components/body-figure.css", "desk/poses.css"]}
        js = [Script("desk/poses.js", type="module")]

    def __init__(self) -> None:
        super().__init__({"class": "pose-text", "rows": 4, "cols": 60, "spellcheck": "false"})


class PoseField(forms.Field):
    """A pose, written as JSON; None when empty. What is kept is its shortest form."""

    widget = PoseTextarea

    def to_python(self, value: Any) -> dict[str, Any] | None:
        if value is None or not str(value).strip():
            return None
        try:
            return read_pose(parse(value)).to_json()
        except ValueError as error:
            advice = _("Correct it, empty the field, or make the pose with the editor.")
            raise ValidationError(f"{error} {advice}") from error

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            before = Pose.from_json(initial).to_json() if initial else None
            return self.to_python(data) != before
        except (ValidationError, ValueError):
            return True


class StepForm(ChosenForm):
    """A step with its figure."""

    pose = PoseField(
        label=_("Start pose"),
        required=False,
        help_text=_(
            "JSON, as the editor writes it. You can copy it from another step. Empty when the "
            "step has no figure."
        ),
    )
    pose_to = PoseField(
        label=_("End pose"),
        required=False,
        help_text=_("Where the movement leads. Empty when nothing moves."),
    )
    highlight = forms.MultipleChoiceField(
        label=_("Marked in the figure"),
        choices=mark_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Without a mark, arrows follow what moves farthest. They need a start and an end pose."
        ),
    )

    class Meta:
        model = Step
        fields = ["text", "note", "image", "pose", "pose_to", "highlight"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        has_start = "pose" in self.errors or values.get("pose")
        if values.get("pose_to") and not has_start:
            self.add_error(
                "pose",
                _("An end pose needs a start pose. Fill it in, or empty the end pose."),
            )
        return values
