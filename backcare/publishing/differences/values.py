"""What a snapshot has in a column, in words."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

Model = type[models.Model]

LARGEST_KEY = 2**63 - 1
# Of nested data that is told line by line.
DEEPEST = 12


class Names:
    """What rows are called, those of one model fetched in one query. ``__str__`` says it."""

    def __init__(self) -> None:
        self._known: dict[Model, dict[int, str]] = defaultdict(dict)

    def fetch(self, model: Model, keys: Iterable[Any]) -> None:
        """Ask for the rows with these keys, as far as they can be keys."""
        wanted = {number for key in keys if (number := as_key(key)) is not None}
        wanted -= self._known[model].keys()
        if wanted:
            rows = model._base_manager.in_bulk(wanted)
            self._known[model] |= {
                key: str(rows[key]) if key in rows else self._deleted(model, key) for key in wanted
            }

    def of(self, model: Model, key: Any) -> str:
        """The name of the row; that it has been deleted, where that is so."""
        number = as_key(key)
        if number is None:
            return self._deleted(model, key)
        if number not in self._known[model]:
            self.fetch(model, [number])
        return self._known[model][number]

    def _deleted(self, model: Model, key: Any) -> str:
        what = {"what": model._meta.verbose_name, "key": as_text(key)}
        return _("deleted: %(what)s %(key)s") % what


def as_key(value: Any) -> int | None:
    """The value as a primary key, if it can be one."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value <= LARGEST_KEY else None


def as_text(value: Any) -> str:
    """Any value of JSON as one line."""
    if isinstance(value, str):
        return value
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)


def is_empty(value: Any) -> bool:
    """Whether a column with the value says nothing. Zero says something."""
    return value is None or value is False or (isinstance(value, (str, list, dict)) and not value)


def label_of(field: Any, name: str) -> str:
    """What the form calls the column; its own name when the model has it no more."""
    return str(capfirst(field.verbose_name)) if hasattr(field, "verbose_name") else name


def in_words(field: Any, value: Any, names: Names) -> str:
    """A value that is compared as a whole; ``field`` is None for a column of former times."""
    if value is None:
        return _("nothing")
    if value == "":
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.Field):
        if field.is_relation and isinstance(field.related_model, type):
            return names.of(field.related_model, value)
        if field.choices:
            words = next((label for key, label in field.flatchoices if key == value), None)
            return as_text(value) if words is None else str(words)
        if isinstance(field, (models.DateTimeField, models.DateField)):
            return _date(field, value)
    return as_text(value)


def _date(field: models.DateField, value: Any) -> str:
    try:
        moment = field.to_python(value)
    except (ValidationError, TypeError, ValueError):
        return as_text(value)
    if not isinstance(moment, datetime):
        return date_format(moment, "j F Y")
    try:
        aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
        return date_format(timezone.localtime(aware), "j F Y, H:i T")
    except (OverflowError, ValueError):  # The first and the last day of all.
        return as_text(value)


def data_lines(value: Any, path: str = "", depth: int = 0) -> Iterator[str]:
    """Nested data, a line for each value: "torso.pitch: 30"."""
    if isinstance(value, dict) and value and depth < DEEPEST:
        for key in sorted(value, key=str):
            yield from data_lines(value[key], f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(value, list) and value and depth < DEEPEST:
        for number, item in enumerate(value, start=1):
            yield from data_lines(item, f"{path}.{number}" if path else str(number), depth + 1)
    else:
        yield f"{path}: {as_text(value)}" if path else as_text(value)
