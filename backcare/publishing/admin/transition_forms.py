"""Asks for what a transition needs to know: why, and when."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import workflow
from ..state import zone_of


class TimeInput(forms.DateTimeInput):
    """The browser's own field for a day and a time, in the zone of the site."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class TransitionForm(forms.Form):
    """The questions of one transition; ``answers`` are what it is called with."""

    # What the person has seen. A draft that has moved on meanwhile is not judged unseen.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, known: workflow.Transition, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if known.at:
            zone = zone_of(timezone.localtime())
            self.fields["at"] = forms.DateTimeField(
                label=gettext_lazy("Day and time"),
                widget=TimeInput(),
                help_text=_("In the time of the site: %(zone)s.") % {"zone": zone},
                error_messages={
                    "invalid": gettext_lazy(
                        "Write a day and a time that there is. In the night in which the clocks "
                        "change, choose one before or after that hour."
                    )
                },
            )
        if known.note is not workflow.Note.NONE:
            is_needed = known.note is workflow.Note.REQUIRED
            self.fields["note"] = forms.CharField(
                label=gettext_lazy("What has to change?")
                if is_needed
                else gettext_lazy("A note, if you like"),
                help_text=""
                if is_needed
                else gettext_lazy("It is kept in the history, for whoever works on the page next."),
                required=is_needed,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def answers(self) -> dict[str, Any]:
        return dict(self.cleaned_data) if self.is_bound else {}

    def add_errors(self, error: ValidationError) -> None:
        """Show what the transition refused, beside the field where it has one."""
        # Not getattr: its default would be asked for what an error of fields does not have.
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for field, errors in by_field.items():
            self.add_error(field if field in self.fields else None, errors)
