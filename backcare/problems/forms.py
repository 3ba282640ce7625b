from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backcare.site.forms import only_characters, only_printable

from .models import Problem


class ProblemForm(forms.ModelForm):
    """What a reader has found wrong with a page. ``leave_empty`` is a trap for programs."""

    leave_empty = forms.Field(required=False, label=_("Leave this empty"))

    class Meta:
        model = Problem
        fields = ["kind", "message", "email"]
        labels = {
            "kind": _("What is it about?"),
            "message": _("What is wrong, and where?"),
            "email": _("Your e-mail address (only if you want an answer)"),
        }
        widgets = {"kind": forms.RadioSelect}
        error_messages = {
            "kind": {"required": _("Choose what it is about.")},
            "message": {
                "required": _("Say what is wrong, and where on the page."),
                "max_length": _("Keep it to 2,000 characters; it has %(show_value)d."),
            },
            "email": {"invalid": _("Enter an e-mail address such as name@example.org.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "problem-%s")
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = Problem.Kind.choices  # Without the empty one that Django adds.
        self.fields["message"].validators.append(only_characters)
        self.fields["message"].widget.attrs["rows"] = 7
        self.fields["email"].validators += [only_characters, only_printable]
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def save(self, commit: bool = True) -> Problem:
        self.instance.is_suspect = bool(self.cleaned_data["leave_empty"])
        return super().save(commit)
