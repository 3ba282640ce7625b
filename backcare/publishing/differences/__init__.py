"""What has changed between two snapshots of a page, in words.

Everything here is plain text, whatever the snapshots hold: a template escapes it. Any JSON is
read, of older formats too. What differs and has no words is said to differ.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from backcare.library.models import Image
from backcare.richtext.fields import RichTextField
from backcare.richtext.rendering import referenced_images, referenced_pages

from .. import snapshots
from ..models import Page
from . import rows
from .texts import Block, BlockChange, Passage, compare, lines, passages, rich_blocks
from .values import Names, as_text, data_lines, in_words, is_empty, label_of
from .words import Budget, Change, Run

__all__ = [
    "BlockChange",
    "Change",
    "Difference",
    "FieldChange",
    "LinkChange",
    "PartChange",
    "RowChange",
    "Run",
    "between",
]

# What a row is called by, in this order.
CALLED_BY = ("title", "name", "who")


@dataclass
class FieldChange:
    """A field that has changed. Without blocks to show for it, ``note`` says what has."""

    label: str
    blocks: list[BlockChange]
    note: str = ""

    @property
    def passages(self) -> list[Passage]:
        return passages(self.blocks)


@dataclass
class RowChange:
    """A row of a part; its places count from one, 0 where it isn't."""

    change: Change
    name: str
    was_at: int
    is_at: int
    fields: list[FieldChange] = field(default_factory=list)
    is_moved: bool = False


@dataclass
class PartChange:
    label: str
    rows: list[RowChange] = field(default_factory=list)
    unchanged: int = 0


@dataclass
class LinkChange:
    """Rows of elsewhere that the page is tied to (topics, equipment), by name."""

    label: str
    added: list[str]
    removed: list[str]


@dataclass
class Difference:
    fields: list[FieldChange] = field(default_factory=list)
    links: list[LinkChange] = field(default_factory=list)
    parts: list[PartChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.fields or self.links or self.parts or self.notes)


def between(
    old: snapshots.Snapshot, new: snapshots.Snapshot, model: type[models.Model]
) -> Difference:
    """What has changed from ``old`` to ``new``, snapshots of a page whose class is ``model``.

    Empty if and only if they are equal. Takes one query for each kind of row that they name.
    """
    done = Difference()
    if snapshots.are_equal(old, new):
        return done
    comparing = _Comparing(_as_stored(old), _as_stored(new), model)
    done.fields = comparing.fields()
    done.links = comparing.links()
    done.parts = comparing.parts()
    if done.is_empty:
        done.notes.append(_("They differ in nothing that readers or editors see."))
    return done


class _Comparing:
    def __init__(self, old: dict, new: dict, model: type[models.Model]) -> None:
        self._old, self._new, self._model = old, new, model
        self._names, self._budget = Names(), Budget()
        self._sources = _sources(old) | _sources(new)
        self._ask_for_names()

    def fields(self) -> list[FieldChange]:
        old, new = _mapping(self._old.get("fields")), _mapping(self._new.get("fields"))
        return self._values(self._model, old, new)

    def links(self) -> list[LinkChange]:
        old, new = _mapping(self._old.get("links")), _mapping(self._new.get("links"))
        done = []
        for name in _together(old, new):
            before, after = _list(old.get(name)), _list(new.get(name))
            added = [key for key in after if key not in before]
            removed = [key for key in before if key not in after]
            if added or removed:
                known = _field(self._model, name)
                target = getattr(known, "related_model", None)
                done.append(
                    LinkChange(
                        label_of(known, name),
                        added=[self._name(target, key) for key in added],
                        removed=[self._name(target, key) for key in removed],
                    )
                )
        return done

    def parts(self) -> list[PartChange]:
        old, new = _mapping(self._old.get("parts")), _mapping(self._new.get("parts"))
        changes = (
            self._part(name, _rows(old.get(name)), _rows(new.get(name)))
            for name in _together(old, new)
        )
        return [change for change in changes if change.rows]

    def _part(self, name: str, old: list[dict], new: list[dict]) -> PartChange:
        known = _field(self._model, name)
        model = getattr(known, "related_model", None)
        label = str(capfirst(model._meta.verbose_name_plural)) if model else name
        found = rows.matched(old, new, self._budget)
        moved = rows.moved(found)
        done = PartChange(label)
        for after, row in enumerate(new):
            before = found.get(after)
            if before is None:
                change, said = Change.ADDED, self._values(model, {}, rows.said(row))
            else:
                said = self._values(model, rows.said(old[before]), rows.said(row))
                change = Change.CHANGED if said else Change.MOVED
            if before is not None and not said and after not in moved:
                done.unchanged += 1
                continue
            done.rows.append(
                RowChange(
                    change,
                    self._called(model, row, after),
                    was_at=0 if before is None else before + 1,
                    is_at=after + 1,
                    fields=said,
                    is_moved=after in moved,
                )
            )
        for before in sorted(set(range(len(old))) - set(found.values())):
            row = old[before]
            done.rows.append(
                RowChange(
                    Change.REMOVED,
                    self._called(model, row, before),
                    was_at=before + 1,
                    is_at=0,
                    fields=self._values(model, rows.said(row), {}),
                )
            )
        return done

    def _called(self, model: Any, row: Mapping[str, Any], place: int) -> str:
        """What a row is called: its title, the page or person it names, or its first words."""
        for name in CALLED_BY:
            if isinstance(row.get(name), str) and row[name].strip():
                return _short(row[name])
        columns = [(name, _field(model, name), row[name]) for name in row]
        relations = [column for column in columns if getattr(column[1], "is_relation", False)]
        needed = [column for column in relations if not column[1].null]
        texts = [
            column
            for column in columns
            if isinstance(column[2], str)
            and column[2].strip()
            and not getattr(column[1], "choices", None)
        ]
        texts.sort(key=lambda column: column[0] != "text")
        for _name, known, value in (*needed, *texts[:1], *relations):
            if value not in (None, ""):
                return _short(in_words(known, value, self._names))
        return _("Row %(number)d") % {"number": place + 1}

    def _values(
        self, model: Any, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> list[FieldChange]:
        """The columns that have changed, in the model's order, then those it doesn't know."""
        done = []
        for name in sorted(_together(old, new), key=_order(model)):
            before, after = old.get(name), new.get(name)
            known = _field(model, name)
            if as_text(before) == as_text(after) and type(before) is type(after):
                continue
            if is_empty(before) and is_empty(after) and not (name in old and name in new):
                continue
            if getattr(known, "editable", True) is False and known is not None:
                continue  # Follows from the others.
            change = self._value(known, name, before, after)
            if not (name in old and name in new):
                _leave_out(Change.REMOVED if name in new else Change.ADDED, change)
            done.append(change)
        return done

    def _value(self, known: Any, name: str, old: Any, new: Any) -> FieldChange:
        label = label_of(known, name)
        if (blocks := self._blocks(known, old, new)) is not None:
            changes = compare(*blocks, self._budget)
            if all(block.change == Change.SAME for block in changes):
                note = _("The words are the same; only their form or the spaces have changed.")
                return FieldChange(label, [], note)
            return FieldChange(label, changes)
        runs = [
            Run(change, in_words(known, value, self._names))
            for change, value in ((Change.REMOVED, old), (Change.ADDED, new))
        ]
        if runs[0].text == runs[1].text:
            return FieldChange(label, [], _("It is stored in another form."))
        runs[1] = Run(Change.ADDED, f" {runs[1].text}")
        return FieldChange(label, [BlockChange(Change.CHANGED, "", runs)])

    def _blocks(self, known: Any, old: Any, new: Any) -> tuple[list[Block], list[Block]] | None:
        """Both values as blocks of words; None for what is compared as a whole."""
        if isinstance(known, models.JSONField) or any(
            isinstance(value, (dict, list)) for value in (old, new)
        ):
            return self._data(old), self._data(new)
        if not all(value is None or isinstance(value, str) for value in (old, new)):
            return None
        if isinstance(known, RichTextField):
            return rich_blocks(old or "", self._refer), rich_blocks(new or "", self._refer)
        whole = (models.SlugField, models.URLField, models.FileField, models.DateField)
        if isinstance(known, whole) or getattr(known, "choices", None):
            return None
        if getattr(known, "is_relation", False):
            return None
        return lines(old or ""), lines(new or "")

    def _data(self, value: Any) -> list[Block]:
        if is_empty(value):
            return []
        return [block for line in data_lines(value) for block in lines(" ".join(line.split()))]

    def _name(self, model: Any, key: Any) -> str:
        return self._names.of(model, key) if isinstance(model, type) else as_text(key)

    def _refer(self, what: str, key: str) -> str:
        if what == "source":
            return self._sources.get(key, key)
        return self._names.of(Image if what == "image" else Page, key)

    def _ask_for_names(self) -> None:
        """Fetch the names of all rows that the snapshots refer to, each model at once."""
        wanted: dict[Any, set[Any]] = {}

        def want(model: Any, keys: Iterable[Any]) -> None:
            if isinstance(model, type):
                wanted.setdefault(model, set()).update(
                    key for key in keys if isinstance(key, (int, str))
                )

        def look(model: Any, values: Mapping[str, Any]) -> None:
            for name, value in values.items():
                known = _field(model, name)
                if getattr(known, "is_relation", False):
                    want(known.related_model, [value])
                elif isinstance(known, RichTextField) and isinstance(value, str):
                    for target, keys in _referred(value):
                        want(target, keys)

        for snapshot in (self._old, self._new):
            look(self._model, _mapping(snapshot.get("fields")))
            for name, keys in _mapping(snapshot.get("links")).items():
                want(getattr(_field(self._model, name), "related_model", None), _list(keys))
            for name, part in _mapping(snapshot.get("parts")).items():
                model = getattr(_field(self._model, name), "related_model", None)
                for row in _rows(part):
                    look(model, row)
        for model, keys in wanted.items():
            self._names.fetch(model, keys)


def _leave_out(side: Change, change: FieldChange) -> None:
    """Say nothing of the side on which there was no such column, not even that it was empty."""
    for block in change.blocks:
        block.runs = [run for run in block.runs if run.change != side]


def _as_stored(snapshot: snapshots.Snapshot) -> dict[str, Any]:
    """The snapshot after a way through a column of JSON: dates are strings."""
    return _mapping(json.loads(json.dumps(snapshot, cls=DjangoJSONEncoder)))


def _field(model: Any, name: str) -> Any:
    """The model's field of the name, or None; ``model`` may be unknown itself."""
    if model is None:
        return None
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _order(model: Any) -> Any:
    names = [known.name for known in model._meta.get_fields()] if model else []
    places = {name: place for place, name in enumerate(names)}
    return lambda name: (places.get(name, len(places)), name)


def _together(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*new, *old]))


def _referred(html: str) -> list[tuple[type[models.Model], list[int]]]:
    try:
        return [(Image, referenced_images(html)), (Page, referenced_pages(html))]
    except (AssertionError, ValueError):  # Markup that no sanitiser has written.
        return []


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in _list(value) if isinstance(row, dict)]


def _sources(snapshot: dict) -> dict[str, str]:
    """The sources of a snapshot by the keys that its text refers to them by."""
    found = {}
    for row in _rows(_mapping(snapshot.get("parts")).get("sources")):
        if isinstance(row.get("key"), str):
            said = [row.get("organisation"), row.get("year")]
            found[row["key"]] = ", ".join(as_text(each) for each in said if each) or row["key"]
    return found


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(80)
