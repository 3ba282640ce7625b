"""Comments with labels from a CSV file, to judge the filter by."""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from ..models.comment import LONGEST_TEXT
from .sample import Sample

# Under which names a column is recognised, in any case; the first that is there counts.
NAMES = {
    "text": "text content comment message body comment_text comment_content sms v2",
    "label": "label class is_spam isspam spam category target tag v1",
    "author": "author name user username author_name comment_author",
    "page": "page page_id video video_id video_name post post_id article discussion thread url",
    "date": "date time timestamp datetime created_at published_at comment_date",
}
SPAM = set("spam 1 1.0 true yes y t bad junk".split())
HONEST = set("honest ham 0 0.0 -1 false no n f good legit legitimate normal".split()) | {"not spam"}


class Unusable(Exception):
    """The file can't be judged; the words say why."""


@dataclass(frozen=True)
class Labelled:
    """One comment of the file. ``page`` is "" when there is no such column."""

    sample: Sample
    is_spam: bool
    page: str
    date: datetime | None


@dataclass(frozen=True)
class Corpus:
    """The comments of a file, and which columns it has: of page and of date."""

    comments: list[Labelled]
    has_pages: bool
    has_dates: bool


def read(path: Path, asked: Mapping[str, str | None], encoding: str = "utf-8-sig") -> Corpus:
    """Read a labelled CSV. ``asked`` are the columns' names where they are not the usual ones.

    Raises ``Unusable`` with the reason, and the line where there is one.
    """
    try:
        with path.open(encoding=encoding, newline="") as lines:
            return _read(lines, asked)
    except OSError as error:
        raise Unusable(f"{path} can't be read: {error.strerror}.") from error
    except LookupError as error:
        raise Unusable(f"There is no encoding “{encoding}”.") from error
    except UnicodeDecodeError as error:
        raise Unusable(
            f"{path} is not in UTF-8, with or without a mark (read as {encoding}; byte "
            f"{error.start} is {error.object[error.start]:#04x}). Convert it, or say "
            "--encoding cp1252 or what it is."
        ) from error


def _read(lines: TextIO, asked: Mapping[str, str | None]) -> Corpus:
    csv.field_size_limit(sys.maxsize)
    first = lines.readline()
    if not first.strip():
        raise Unusable("The file is empty, or its first line is: that must name the columns.")
    delimiter = max(",;\t", key=first.count)
    lines.seek(0)
    reader = csv.DictReader(lines, delimiter=delimiter, restval="")
    try:
        columns = _columns(reader.fieldnames or [], asked)
        comments = list(_comments(reader, columns))
    except csv.Error as error:
        raise Unusable(f"Line {reader.line_num} is no CSV: {error}.") from error
    if not comments:
        raise Unusable("The file has no comments below the line that names the columns.")
    return Corpus(
        comments,
        has_pages="page" in columns and len({comment.page for comment in comments}) > 1,
        has_dates=any(comment.date for comment in comments),
    )


def _columns(present: Sequence[str], asked: Mapping[str, str | None]) -> dict[str, str]:
    by_name = {name.strip().casefold(): name for name in reversed(present)}
    columns: dict[str, str] = {}
    for what, names in NAMES.items():
        wanted = asked.get(what)
        found = [
            name for name in ([wanted.casefold()] if wanted else names.split()) if name in by_name
        ]
        if found:
            columns[what] = by_name[found[0]]
        elif wanted or what in ("text", "label"):
            raise Unusable(
                f"There is no column {f'“{wanted}”' if wanted else f'for the {what}'}. The file "
                f"has: {', '.join(present)}. Say --{what} NAME."
            )
    return columns


def _comments(reader: "csv.DictReader[str]", columns: Mapping[str, str]) -> Iterator[Labelled]:
    def cell(row: Mapping[str, str], what: str) -> str:
        return row[columns[what]].strip() if what in columns else ""

    for row in reader:
        label = " ".join(cell(row, "label").casefold().replace("_", " ").split())
        if label not in SPAM | HONEST:
            raise Unusable(
                f"Line {reader.line_num}: the label “{cell(row, 'label')[:40]}” is neither spam "
                "(spam, 1, true, yes ...) nor honest (honest, ham, 0, false, no ...)."
            )
        text = row[columns["text"]][:LONGEST_TEXT]
        yield Labelled(
            sample=Sample(text, cell(row, "author")),
            is_spam=label in SPAM,
            page=cell(row, "page"),
            date=_date(cell(row, "date")),
        )


def _date(text: str) -> datetime | None:
    """An ISO date or time, in UTC unless it says otherwise; None for anything else."""
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except OverflowError:
        return None
