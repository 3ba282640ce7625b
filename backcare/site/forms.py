from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import ContactMessage


def only_characters(text: str) -> None:
    """Raise ValidationError for halves of characters, which nothing stores and nothing sends."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValidationError(_("Take out the characters that are damaged.")) from None


class ContactForm(forms.ModelForm):
    """A message to the editors. ``website`` is a trap: people don't see it, robots fill it."""

    website = forms.CharField(required=False, max_length=200)

    class Meta:
        model = ContactMessage
        fields = ["name", "email", "message"]
        error_messages = {
            "name": {"required": _("Enter your name.")},
            "email": {
                "required": _("Enter your e-mail address, so that we can answer."),
                "invalid": _("Enter an e-mail address such as name@example.org."),
            },
            "message": {
                "required": _("Write your message."),
                "max_length": _("Keep the message to 5,000 characters; it has %(show_value)d."),
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "message"):
            self.fields[name].validators.append(only_characters)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["message"].widget.attrs["rows"] = 8

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("website"))
