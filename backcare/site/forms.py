from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import ContactMessage


def only_characters(text: str) -> None:
    """Raise ValidationError for what is no text any more.

    Halves of characters can be neither stored nor sent. U+FFFD stands where bytes came in that
    were not UTF-8, so that something the reader wrote is already lost.
    """
    try:
        text.encode()
        is_damaged = "\ufffd" in text
    except UnicodeEncodeError:
        is_damaged = True
    if is_damaged:
        raise ValidationError(_("Take out the characters that are damaged."))


def only_printable(address: str) -> None:
    """Raise ValidationError for control characters, which may break a header of a mail in two.

    Django's check lets them stand between quotation marks.
    """
    if not address.isprintable():
        raise ValidationError(_("Enter an e-mail address such as name@example.org."))


class ContactForm(forms.ModelForm):
    """A message to the editors.

    ``leave_empty`` is a trap: people don't see it, programs fill it. Its name is none that
    browsers fill by themselves; and a message that was caught is kept all the same.
    """

    # A plain field finds no fault with anything: people could not see the error.
    leave_empty = forms.Field(required=False, label=_("Leave this empty"))

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
        for name in ("name", "email", "message"):
            self.fields[name].validators.append(only_characters)
        self.fields["email"].validators.append(only_printable)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["message"].widget.attrs["rows"] = 8

    def save(self, commit: bool = True) -> ContactMessage:
        self.instance.is_suspect = bool(self.cleaned_data["leave_empty"])
        return super().save(commit)
