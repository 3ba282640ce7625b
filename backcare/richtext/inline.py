"""The words of one block: runs of text with their marks, line breaks and source references.

Runs are what the editor works with, too, so the same text always has the same markup:
neighbours with equal marks are one run, marks nest in one order, and white space stands
where a browser would show it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from typing import NamedTuple

# White space, as far as it collapses; other Unicode spaces are typography and stay.
SPACE = " \t\r\n\f\xa0"
_WHITE = re.compile(r"[ \t\r\n\f\xa0]{2,}|[\t\r\n\f]")


class Marks(NamedTuple):
    """What applies to a run, outermost first."""

    link: str = ""
    planned: str = ""
    strong: bool = False
    em: bool = False

    def tags(self) -> list[tuple[str, str]]:
        """The marks as (tag name, opening tag), outermost first."""
        tags = []
        if self.link:
            tags.append(("a", f'<a href="{escape(self.link)}">'))
        if self.planned:
            tags.append(("span", f'<span data-planned="{escape(self.planned)}">'))
        if self.strong:
            tags.append(("strong", "<strong>"))
        if self.em:
            tags.append(("em", "<em>"))
        return tags

    def shared_with(self, other: "Marks") -> "Marks":
        return Marks(
            self.link if self.link == other.link else "",
            self.planned if self.planned == other.planned else "",
            self.strong and other.strong,
            self.em and other.em,
        )


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    marks: Marks = NO_MARKS


@dataclass(frozen=True, slots=True)
class Break:
    marks: Marks = NO_MARKS


@dataclass(frozen=True, slots=True)
class SourceRef:
    key: str
    marks: Marks = NO_MARKS  # always: the reference is a link of its own


Run = Text | Break | SourceRef


def tidy(runs: Iterable[Run]) -> list[Run]:
    """The runs with white space collapsed and trimmed, and equal neighbours joined.

    A single no-break space stays; a run of several spaces of either sort becomes one space.
    Empty when there is nothing to read.
    """
    done = _joined(_trimmed(_collapsed(runs)))
    if len(done) > 1:
        done = _with_break_marks(_joined(_without_blank_marks(done)))
    return done


def _collapsed(runs: Iterable[Run]) -> list[Run]:
    done: list[Run] = []
    for run in runs:
        if isinstance(run, Text):
            text = _WHITE.sub(" ", run.text)
            last = done[-1] if done else None
            if isinstance(last, Text) and last.text[-1] in SPACE and text and text[0] in SPACE:
                done[-1] = Text(last.text[:-1] + " ", last.marks)
                text = text[1:]
            if text:
                done.append(Text(text, run.marks))
        else:
            done.append(run)
    return done


def _trimmed(runs: Iterable[Run]) -> list[Run]:
    """Without space or breaks at either end, space around breaks, or breaks in a row."""
    done: list[Run] = []
    for run in runs:
        at_start = not done or isinstance(done[-1], Break)
        if isinstance(run, Break):
            _strip_end(done)
            if done and not isinstance(done[-1], Break):
                done.append(run)
        elif isinstance(run, Text) and at_start:
            if text := run.text.lstrip(SPACE):
                done.append(Text(text, run.marks))
        else:
            done.append(run)
    _strip_end(done)
    if done and isinstance(done[-1], Break):
        done.pop()
    return done


def _strip_end(runs: list[Run]) -> None:
    while runs and isinstance(last := runs[-1], Text):
        if text := last.text.rstrip(SPACE):
            runs[-1] = Text(text, last.marks)
            return
        runs.pop()


def _joined(runs: Iterable[Run]) -> list[Run]:
    done: list[Run] = []
    for run in runs:
        last = done[-1] if done else None
        if isinstance(run, Text) and isinstance(last, Text) and run.marks == last.marks:
            done[-1] = Text(last.text + run.text, run.marks)
        else:
            done.append(run)
    return done


def _without_blank_marks(done: list[Run]) -> list[Run]:
    """Emphasis of nothing but space, and links that show nothing, are taken off."""
    for index, run in enumerate(done):
        if isinstance(run, Text) and not run.text.strip(SPACE):
            done[index] = replace(run, marks=run.marks._replace(strong=False, em=False))
    start = 0
    for end in range(1, len(done) + 1):
        if end < len(done) and _target(done[end]) == _target(done[start]):
            continue
        if not any(_is_visible(run) for run in done[start:end]):
            for index in range(start, end):
                run = done[index]
                done[index] = replace(run, marks=run.marks._replace(link="", planned=""))
        start = end
    return done


def _target(run: Run) -> tuple[str, str]:
    return run.marks.link, run.marks.planned


def _is_visible(run: Run) -> bool:
    return isinstance(run, Text) and bool(run.text.strip(SPACE))


def _with_break_marks(runs: list[Run]) -> list[Run]:
    """A break carries the marks that the runs on both its sides have."""
    for index, run in enumerate(runs):
        if isinstance(run, Break):
            around = runs[index - 1].marks.shared_with(runs[index + 1].marks)
            runs[index] = Break(run.marks.shared_with(around))
    return runs


def without_prefix(runs: Iterable[Run], length: int) -> list[Run]:
    """The runs without their first ``length`` characters; breaks and references count as one."""
    done: list[Run] = []
    for run in runs:
        size = len(run.text) if isinstance(run, Text) else 1
        if length >= size:
            length -= size
        elif isinstance(run, Text):
            done.append(replace(run, text=run.text[length:]))
            length = 0
        else:
            done.append(run)
    return tidy(done)


def characters(runs: Iterable[Run]) -> str:
    """The runs as plain characters: a break is a line feed, a reference a placeholder."""
    return "".join(
        run.text if isinstance(run, Text) else "\n" if isinstance(run, Break) else "\ufffc"
        for run in runs
    )


def to_html(runs: Iterable[Run]) -> str:
    """The runs as HTML; neighbours stay inside the marks that they share."""
    html: list[str] = []
    open_tags: list[tuple[str, str]] = []
    for run in runs:
        tags = run.marks.tags()
        shared = 0
        while shared < min(len(tags), len(open_tags)) and tags[shared] == open_tags[shared]:
            shared += 1
        html += [f"</{name}>" for name, _opening in reversed(open_tags[shared:])]
        html += [opening for _name, opening in tags[shared:]]
        open_tags = tags
        match run:
            case Text(text):
                html.append(escape(text, quote=False))
            case Break():
                html.append("<br>")
            case SourceRef(key):
                html.append(f'<sup data-source="{escape(key)}"></sup>')
    html += [f"</{name}>" for name, _opening in reversed(open_tags)]
    return "".join(html)
