"""Inline rows as a form posts them, made such that Django's formsets can take them.

A formset expects the rows of the database first, in the number that INITIAL_FORMS says, each with
its key. Autosaving breaks that: rows get keys behind the form's back, answers get lost, and
somebody else may have deleted a row. So what a form says is read anew each time it is sent:

- What the form shows is what there shall be. A row of the page that it doesn't name, or that it
  marks as deleted, goes.
- A row that has gone meanwhile, or never was of this page, becomes a new one with the same words.
- A row whose unique field (the key of a source, the person) has changed is another row, so that
  two rows can change places.
- Rows stand in the order of their positions; new ones without a position come last.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

MOST_ROWS = 1000  # As many as a formset takes.
HIGHEST = 30_000  # Positions beyond are counted anew; the column ends at 32,767.


@dataclass(frozen=True)
class Part:
    """A kind of inline row: its prefix and the names of the fields that matter here."""

    prefix: str
    owner: str
    key: str = "id"
    position: str = ""
    unique: tuple[str, ...] = ()


@dataclass
class Row:
    """One posted row: its fields by name, and where it stood in what was posted."""

    place: int
    values: dict[str, list[str]]

    def get(self, name: str) -> str:
        values = self.values.get(name)
        return values[-1].strip() if values else ""

    def number(self, name: str) -> int | None:
        """The field as a whole number, if it is one that a column can hold."""
        text = self.get(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


@dataclass
class Posted:
    """What became of the posted rows.

    ``places`` maps where a row stood in what was posted to its place now, ``doomed`` are the keys
    of rows that the form no longer has.
    """

    data: QueryDict
    places: dict[int, int] = field(default_factory=dict)
    doomed: set[int] = field(default_factory=set)


def read(
    data: QueryDict,
    part: Part,
    known: Mapping[int, Mapping[str, str]],
    *,
    owner: int | None,
    is_whole: bool = True,
) -> Posted:
    """What ``data`` says of ``part``, for a page that has the rows ``known``.

    ``known`` maps the keys of rows to the values of the part's unique fields, as a form posts
    them. Unless the form ``is_whole``, rows that it doesn't name stay. Data without a management
    form is given back as it is, for Django to complain.
    """
    total = _count(data, f"{part.prefix}-TOTAL_FORMS")
    if total is None or _count(data, f"{part.prefix}-INITIAL_FORMS") is None:
        return Posted(data)
    kept, new, doomed = [], [], set()
    named: set[int] = set()
    for row in _rows(data, part, total):
        key = row.number(part.key)
        is_marked = _is_on(row.get("DELETE"))
        if key is not None and key in known and key not in named:
            named.add(key)
            if is_marked:
                doomed.add(key)
                kept.append(row)
            elif any(_differs(row, name, known[key]) for name in part.unique):
                doomed.add(key)
                new.append(row)
            else:
                kept.append(row)
        elif not is_marked:
            new.append(row)
    if is_whole:
        doomed |= known.keys() - named
    _put_in_order(part, kept, new)
    return _written(data, part, kept, new, doomed, owner)


def _count(data: QueryDict, name: str) -> int | None:
    text = data.get(name, "")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() else None


def _is_on(text: str) -> bool:
    return text.lower() not in {"", "false", "0"}


def _differs(row: Row, name: str, known: Mapping[str, str]) -> bool:
    return name in row.values and row.get(name) != known.get(name, "")


def _rows(data: QueryDict, part: Part, total: int) -> Iterable[Row]:
    found: dict[int, Row] = {}
    pattern = re.compile(rf"{re.escape(part.prefix)}-(\d{{1,4}})-(.+)", re.ASCII)
    for name in data:
        match = pattern.fullmatch(name)
        if match and (place := int(match[1])) < total:
            row = found.setdefault(place, Row(place, {}))
            row.values[match[2]] = data.getlist(name)
    return [found[place] for place in sorted(found)]


def _put_in_order(part: Part, kept: list[Row], new: list[Row]) -> None:
    """Give every row a position, keeping the posted ones where they rise."""
    if not part.position:
        return

    # What the empty form says of a new row, 0, says nothing: it comes after those that were there
    # before it, be they old or new ones that have been put in order.
    all_rows = [*kept, *new]
    placed = [row.place for row in all_rows if row.get(part.key) or row.number(part.position)]
    first_placed = min(placed, default=MOST_ROWS)
    has_old = any(row.get(part.key) for row in all_rows)

    def wanted(row: Row) -> int | None:
        position = row.number(part.position)
        is_meant = not has_old and row.place < first_placed
        return position if position or row.get(part.key) or is_meant else None

    rows = [(wanted(row), row) for row in all_rows]
    # Python's sorting keeps equal ones in the order in which they came.
    rows.sort(key=lambda pair: (pair[0] is None, pair[0] or 0))
    if any(position is not None and position > HIGHEST for position, _row in rows):
        rows = [(number, row) for number, (_position, row) in enumerate(rows, 1)]
    fresh = {id(row) for row in new}
    last = -1
    for position, row in rows:
        least = max(last + 1, 1) if id(row) in fresh else last + 1
        last = least if position is None else max(position, least)
        row.values[part.position] = [str(last)]


def _written(
    data: QueryDict,
    part: Part,
    kept: list[Row],
    new: list[Row],
    doomed: set[int],
    owner: int | None,
) -> Posted:
    written = data.copy()
    for name in list(written):
        if re.match(rf"{re.escape(part.prefix)}-\d+-", name, re.ASCII):
            del written[name]
    places = {}
    for place, row in enumerate([*kept, *new]):
        places[row.place] = place
        for name, values in row.values.items():
            written.setlist(f"{part.prefix}-{place}-{name}", values)
        written[f"{part.prefix}-{place}-{part.owner}"] = "" if owner is None else str(owner)
        if place >= len(kept):
            written[f"{part.prefix}-{place}-{part.key}"] = ""
    written[f"{part.prefix}-INITIAL_FORMS"] = str(len(kept))
    written[f"{part.prefix}-TOTAL_FORMS"] = str(len(kept) + len(new))
    return Posted(written, places, doomed)
