"""The editor of rich text, as a form widget."""

import json
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.urls import reverse


class RichTextWidget(forms.Textarea):
    """A textarea that an editor takes the place of; without JavaScript it stays one.

    ``toolbar`` is "full" or "plain". The full editor reads the sources of the page from the
    inline rows named ``sources`` on the same form.
    """

    sources_prefix = "sources"
    stylesheet = forms.Media(css={"all": ["richtext/editor.css"]})

    def __init__(self, attrs: dict[str, Any] | None = None, *, toolbar: str = "full") -> None:
        super().__init__(attrs)
        self.toolbar = toolbar

    class Media:
        css = {"all": ["richtext/editor.css"]}
        js = [Script("richtext/editor.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-richtext"] = json.dumps(
            {
                "toolbar": self.toolbar,
                "images": reverse("admin:richtext_images"),
                "pages": reverse("admin:richtext_pages"),
                "sources": self.sources_prefix,
            }
        )
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        # The textarea is hidden behind the editor: a browser could not point at it.
        return False
