"""The forms that describe an image and take its file."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from . import files
from .inspection import MEDIA_TYPES
from .licences import LICENCES
from .models import CENTRE, Image
from .processing import PreparedImage, prepare

_EXTENSION = r"\.(jpe?g|png|gif|webp|avif|hei[cf]|svg|tiff?|bmp)"
_FILE_NAME = re.compile(rf"\S*{_EXTENSION}", re.IGNORECASE)
# What cameras, phones and messengers call their files: DSC00012, IMG-20240101-WA0003.
_CAMERA_NAME = re.compile(
    r"(img|image|dsc[fn]?|pxl|p(?=\d{6})|photo|picture|pic|scan|screen ?shot|whatsapp image|"
    r"untitled)"
    rf"[\s_\-()\d.:at]*(wa\d+)?({_EXTENSION})?",
    re.IGNORECASE,
)


def looks_like_file_name(text: str) -> bool:
    """Whether an alternative text says nothing but what the file was called."""
    return bool(_FILE_NAME.fullmatch(text) or _CAMERA_NAME.fullmatch(text))


class SuggestingInput(forms.TextInput):
    """A text field that offers `suggestions` and takes anything."""

    def __init__(self, suggestions: list[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}-suggestions"
        field = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}">', ((s,) for s in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class WordsForm(forms.ModelForm):
    """What is said of an image, for readers and for those who may not see it."""

    class Meta:
        model = Image
        fields = ["alt", "decorative", "caption", "credit", "licence"]
        help_texts = {
            "alt": _(
                "What the image tells, for people who cannot see it: “A woman lies on her back "
                "and pulls one knee to her chest”, not “exercise photo”. Required unless the "
                "image is decorative."
            ),
            "decorative": _(
                "Tick this only when nothing is lost without the image. Screen readers then skip "
                "it, and the alternative text is not used."
            ),
            "caption": _("Stands under the image where a page shows it as a figure."),
            "credit": _("Who made the image, as the licence wants it said."),
            "licence": _("Under what terms it may be shown."),
        }
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "caption": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "licence": SuggestingInput(list(LICENCES)),
        }

    may_wait = False

    def clean_alt(self) -> str:
        alt = " ".join(self.cleaned_data["alt"].split())
        if looks_like_file_name(alt):
            raise ValidationError(
                _("This is the name of a file. Say what the image shows."), code="file_name"
            )
        return alt

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "alt" not in self.errors:
            alt, decorative = cleaned.get("alt", ""), cleaned.get("decorative", False)
            if alt or decorative or self.may_wait:
                self.instance.describe(alt=alt, decorative=decorative)
            else:
                self.add_error(
                    "alt",
                    ValidationError(
                        _("Describe the image for people who cannot see it, or tick “Decorative”."),
                        code="required",
                    ),
                )
        return cleaned


class DescriptionForm(WordsForm):
    """One of several images that were uploaded together. What it lacks it can get later."""

    def __init__(self, data: Any = None, *, instance: Image) -> None:
        super().__init__(data, instance=instance, prefix=f"image-{instance.pk}")
        # What has been described, by somebody else perhaps, does not go back to waiting.
        self.may_wait = instance.is_waiting
        # The help is said once for all of them.
        for field in self.fields.values():
            field.help_text = ""


class PercentField(forms.IntegerField):
    """A fraction from 0 to 1 that people see as a percentage."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return round(value * 100) if isinstance(value, float) else value

    def clean(self, value: Any) -> float | None:
        percent = super().clean(value)
        return None if percent is None else percent / 100

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ImageForm(WordsForm):
    """Takes an upload through `prepare` and writes its master once everything else is right.

    A file that is written belongs to the instance, not yet to a row: whoever calls
    ``is_valid()`` and ``save()`` does both within ``Image.objects.files_kept_with_rows()``.
    """

    upload = forms.FileField(
        label=_("Image file"),
        widget=forms.FileInput(attrs={"accept": MEDIA_TYPES}),
        help_text=_(
            "JPEG, PNG, WebP, GIF or AVIF, at most 15 MB and 50 million pixels. Place and camera "
            "data are removed."
        ),
    )

    class Meta(WordsForm.Meta):
        fields = ["upload", *WordsForm.Meta.fields, "focal_x", "focal_y"]
        field_classes = {"focal_x": PercentField, "focal_y": PercentField}
        labels = {
            "focal_x": _("From the left, in per cent"),
            "focal_y": _("From the top, in per cent"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Another file")
            self.fields["upload"].help_text = _(
                "Replaces the image wherever it is shown. %(formats)s"
            ) % {"formats": self.fields["upload"].help_text}
        for name in ("focal_x", "focal_y"):
            if name in self.fields:
                self.fields[name].required = False

    def clean_upload(self) -> PreparedImage | None:
        upload = self.cleaned_data["upload"]
        return prepare(upload) if upload else None

    def clean_focal_x(self) -> float:
        return self._place("focal_x")

    def clean_focal_y(self) -> float:
        return self._place("focal_y")

    def _place(self, name: str) -> float:
        """The middle where nothing was said."""
        place = self.cleaned_data[name]
        return CENTRE if place is None else place

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("upload") and not self.errors:
            self._store(cleaned["upload"])
        return cleaned

    def _store(self, prepared: PreparedImage) -> None:
        try:
            self.instance.store(prepared)
        except files.StorageError:
            self.add_error("upload", not_stored())


def not_stored() -> ValidationError:
    return ValidationError(
        _(
            "The image could not be stored, perhaps because the disk is full. Nothing was changed. "
            "Try again later, or tell the person who looks after the site."
        ),
        code="not_stored",
    )
