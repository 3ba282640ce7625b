"""The form that describes an image and takes its file."""

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
from .models import Image
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


class ImageForm(forms.ModelForm):
    """Takes an upload through `prepare` and writes its files once everything else is right.

    Files that are written belong to the instance, not yet to a row: whoever calls
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

    class Meta:
        model = Image
        fields = ["upload", "alt", "decorative", "caption", "credit", "licence"]
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Another file")
            self.fields["upload"].help_text = _(
                "Replaces the image wherever it is shown. %(formats)s"
            ) % {"formats": self.fields["upload"].help_text}

    def clean_upload(self) -> PreparedImage | None:
        upload = self.cleaned_data["upload"]
        return prepare(upload) if upload else None

    def clean_alt(self) -> str:
        alt = " ".join(self.cleaned_data["alt"].split())
        if looks_like_file_name(alt):
            raise ValidationError(
                _("This is the name of a file. Say what the image shows."), code="file_name"
            )
        return alt

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        described = cleaned.get("alt") or cleaned.get("decorative")
        if not described and "alt" not in self.errors:
            self.add_error(
                "alt",
                ValidationError(
                    _("Describe the image for people who cannot see it, or tick “Decorative”."),
                    code="required",
                ),
            )
        if cleaned.get("upload") and not self.errors:
            self._store(cleaned["upload"])
        return cleaned

    def _store(self, prepared: PreparedImage) -> None:
        try:
            self.instance.store(prepared)
        except files.StorageError:
            self.add_error(
                "upload",
                ValidationError(
                    _(
                        "The image could not be stored, perhaps because the disk is full. Nothing "
                        "was changed. Try again later, or tell the person who looks after the site."
                    ),
                    code="not_stored",
                ),
            )
