"""Rich text as a model field and a form field."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from .sanitise import sanitise
from .widgets import RichTextWidget

# About 60,000 words. The cost of cleaning hostile HTML grows faster than its length.
MAX_CHARACTERS = 400_000


class RichTextFormField(forms.CharField):
    """Takes HTML from the editor (or from anyone else) and gives sanitised HTML."""

    def __init__(self, *, toolbar: str = "full", **kwargs: Any) -> None:
        self.toolbar = toolbar
        widget = kwargs.pop("widget", None)
        # Django's admin asks for its own textarea wherever a model has long text.
        if not isinstance(widget, RichTextWidget):
            widget = RichTextWidget(toolbar=toolbar)
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        # The length is checked before the work, emptiness after it: "<p></p>" says nothing.
        text = self.to_python(value) or ""
        MaxLengthValidator(MAX_CHARACTERS)(text)
        return super().clean(self._sanitised(text))

    def has_changed(self, initial: Any, data: Any) -> bool:
        # The editor writes the same text with other markup than the one that is stored.
        return self._sanitised(initial or "") != self._sanitised(data or "")

    def _sanitised(self, text: str) -> str:
        return sanitise(text, plain=self.toolbar == "plain")


class RichTextField(models.TextField):
    """HTML of the stored grammar, sanitised whenever it is validated or written.

    ``toolbar`` is "full" for the bodies of pages, or "plain" for paragraphs, lists, links and
    emphasis only. Every way to the database is covered: forms, ``save``, ``bulk_create``,
    ``update`` and fixtures.
    """

    def __init__(self, *args: Any, toolbar: str = "full", **kwargs: Any) -> None:
        if toolbar not in {"full", "plain"}:
            raise ValueError(f"There is no toolbar called {toolbar!r}.")
        self.toolbar = toolbar
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        # To the database it is text, whatever may be written in it.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        text = self.to_python(value)
        MaxLengthValidator(MAX_CHARACTERS)(text or "")
        return super().clean(self._sanitised(text), model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        # On the instance as well, so that it says what the row says.
        text = self._sanitised(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, text)
        return text

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        value = self._sanitised(value)
        # Drivers get a plain string, not a subclass that they would have to know.
        value = str(value) if isinstance(value, str) else value
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(
            **{"form_class": RichTextFormField, "toolbar": self.toolbar, **kwargs}
        )

    def _sanitised(self, value: Any) -> Any:
        """Sanitised text; None and database expressions as they are."""
        return sanitise(value, plain=self.toolbar == "plain") if isinstance(value, str) else value
