"""What readers fill in: a comment, a change of it, a report of somebody else's."""

from math import isfinite
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.jobs.mail import mail_is_delivered
from backcare.publishing.models import Page
from backcare.site.forms import only_characters, only_printable

from .models import Comment, Flag
from .models.comment import LONGEST_NAME, LONGEST_TEXT
from .normalise import stored
from .writers import Writer

LONGEST_EMAIL = 254  # characters, as the database keeps it


class Words(forms.CharField):
    """Text as it will be kept, so that what is counted is what is stored."""

    default_validators = [only_characters]

    def to_python(self, value: Any) -> str:
        return stored(super().to_python(value) or "")


class Line(Words):
    """Words on one line: a header of a mail can be made of them."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class TextForm(forms.Form):
    """The words of a comment.

    The field says nothing of its limit to the browser, which would cut off what is pasted without
    a word.
    """

    text = Words(
        label=gettext_lazy("Comment"),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": gettext_lazy("Write your comment.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "comment-%s")
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text) > LONGEST_TEXT:
            raise ValidationError(
                _("Keep the comment to %(most)s characters; it has %(count)s.")
                % {"most": f"{LONGEST_TEXT:,}", "count": f"{len(text):,}"}
            )
        return text


class CommentForm(TextForm):
    """A comment or an answer under ``page``.

    ``leave_empty`` is a trap: people don't see it, programs fill it. ``seconds``, the time that the
    form was open, comes from a script or not at all; neither is ever found wrong. ``writer`` is
    whoever is signed in, and needs to give neither name nor address.
    """

    name = Line(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": gettext_lazy("Enter your name, or one to go by."),
            "max_length": gettext_lazy(
                "Keep the name to %(limit_value)d characters; it has %(show_value)d."
            ),
        },
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=LONGEST_EMAIL,
        validators=[only_characters, only_printable],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Enter your e-mail address. It will not be published."),
            "invalid": gettext_lazy("Enter an e-mail address such as name@example.org."),
        },
    )
    wants_replies = forms.BooleanField(
        label=gettext_lazy("Tell me by e-mail when somebody answers"), required=False
    )
    leave_empty = forms.Field(label=gettext_lazy("Leave this empty"), required=False)
    answers = forms.Field(required=False, widget=forms.HiddenInput)
    seconds = forms.Field(required=False, widget=forms.HiddenInput)

    field_order = ["name", "email", "text", "wants_replies"]

    def __init__(
        self, *args: Any, page: Page | None = None, writer: Writer | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.writer = page, writer
        # Where mail reaches nobody, nobody is promised any; a site on this machine may try it out.
        if not (settings.LOOPBACK or mail_is_delivered()):
            del self.fields["wants_replies"]
        if writer is not None:
            self.fields["name"].required = not writer.name
            self.fields["email"].required = False

    def clean_seconds(self) -> float | None:
        try:
            seconds = float(self.cleaned_data["seconds"] or "")
        except ValueError:
            return None
        return seconds if isfinite(seconds) and seconds >= 0 else None

    def clean_answers(self) -> Comment | None:
        """The comment that is answered. One that is gone leaves a comment of its own to send."""
        number = self.cleaned_data["answers"]
        if not number:
            return None
        there = Comment.objects.public().filter(page=self.page)
        is_number = number.isascii() and number.isdigit() and len(number) < 19
        answered = there.filter(pk=int(number)).first() if is_number else None
        if answered is None:
            self.add_error(
                None,
                _(
                    "The comment that you answer is not there any more. "
                    "You can send yours as one of its own."
                ),
            )
        return answered


class FlagForm(forms.Form):
    """Why a comment should be looked at."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"),
        choices=Flag.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what is wrong with the comment."),
            "invalid_choice": gettext_lazy("Choose what is wrong with the comment."),
        },
    )
    note = Line(
        label=gettext_lazy("Anything a moderator should know"),
        required=False,
        max_length=Flag._meta.get_field("note").max_length,
        error_messages={
            "max_length": gettext_lazy(
                "Keep the note to %(limit_value)d characters; it has %(show_value)d."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "flag-%s")
        super().__init__(*args, **kwargs)
