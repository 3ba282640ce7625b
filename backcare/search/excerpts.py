"""The part of a text that answers a question, with what was asked for marked."""

from collections.abc import Iterator, Set
from html import escape
from itertools import chain, pairwise
from typing import Protocol

from django.utils.safestring import SafeString, mark_safe

from backcare.publishing.excerpts import SENTENCE_END, excerpt

from .analysis import WORD, canonical, normal, tokens, words
from .questions import Phrase

LENGTH = 220  # characters
# A line below this is a heading or an item of a list; what follows it makes it clear.
SHORT = 40
JOINT = " · "  # between a short line and what follows it


class Text(Protocol):
    """A text to read, and its ``body``: the same in words as ``analysis`` leaves them."""

    @property
    def text(self) -> str: ...

    @property
    def body(self) -> str: ...


def answer(document: Text, summary: str, phrases: Set[Phrase]) -> SafeString:
    """HTML: the line of the document (or the summary) that has most of ``phrases``, marked.

    These are of words as ``analysis`` leaves them. Where neither has any of them, because the
    title or a topic has, it is the summary.
    """
    best = summary = normal(summary)
    most, first = len(_found(summary, phrases)), 0
    body = f" {document.body} "
    available = {phrase for phrase in phrases if f" {' '.join(phrase)} " in body}
    lines = document.text.splitlines() if len(available) > most else []
    # A stem differs from its word in the last letter at most, so that most lines can be passed
    # over; one that is missed for an accent costs a worse excerpt and no more.
    beginnings = [phrase[0][:-1] for phrase in available]
    for number, line in enumerate(lines):
        lower = line.lower()
        if sum(beginning in lower for beginning in beginnings) <= most:
            continue
        found = _found(line, available)
        if len(found) > most:
            most, first = len(found), _place_of_one(line, found)
            best = JOINT.join(lines[number : number + 6]) if len(line) < SHORT else line
            if most == len(available):
                break
    return marked(excerpt(_from_near(best, first), LENGTH), phrases)


def _found(text: str, phrases: Set[Phrase]) -> Set[Phrase]:
    """Those of ``phrases`` that are in the text."""
    said = f" {' '.join(words(text))} "
    return {phrase for phrase in phrases if f" {' '.join(phrase)} " in said}


def _places(text: str, phrases: Set[Phrase]) -> Iterator[tuple[int, int]]:
    """Where phrases begin and end in a text that is ``normal``; the longest where several begin."""
    if any(len(phrase) > 1 for phrase in phrases):
        yield from _places_of_rows(text, phrases)
        return
    wanted = {word for (word,) in phrases}
    for match in WORD.finditer(text):
        if canonical(match[0]) in wanted:
            yield match.span()


def _places_of_rows(text: str, phrases: Set[Phrase]) -> Iterator[tuple[int, int]]:
    found = list(tokens(text))
    said = [token.word for token in found]
    by_length = sorted(phrases, key=len, reverse=True)
    firsts = {phrase[0] for phrase in phrases}
    place = 0
    while place < len(said):
        length = 0
        if said[place] in firsts:
            length = next(
                (len(p) for p in by_length if tuple(said[place : place + len(p)]) == p), 0
            )
        if length:
            yield found[place].start, found[place + length - 1].end
        place += length or 1


def _place_of_one(line: str, phrases: Set[Phrase]) -> int:
    """Where the first of ``phrases`` stands."""
    return next(_places(line, phrases))[0]


def _from_near(line: str, place: int) -> str:
    """``line`` from the sentence on in which ``place`` is, or, in a long one, some words before."""
    if len(line) <= LENGTH:
        return line
    starts = [match.end() for match in SENTENCE_END.finditer(line, 0, place)]
    start = starts[-1] if starts else 0
    if place - start <= LENGTH // 2:
        return line[start:].lstrip()
    cut = line.rindex(" ", 0, place - LENGTH // 4) if " " in line[: place - LENGTH // 4] else place
    return "…" + line[cut:].lstrip()


def marked(text: str, phrases: Set[Phrase]) -> SafeString:
    """The text as HTML that can do no harm, with the phrases in mark elements.

    No phrase goes on from one of the lines that an excerpt joins into the next.
    """
    lines = normal(text).split(JOINT)
    return mark_safe(JOINT.join(_marked(line, phrases) for line in lines))  # noqa: S308


def _marked(text: str, phrases: Set[Phrase]) -> str:
    """HTML of a text that is ``normal``; every piece of it is escaped."""
    edges = [0, *chain.from_iterable(_places(text, phrases)), len(text)]
    pieces = [escape(text[start:end]) for start, end in pairwise(edges)]
    # Every second piece is one that was found.
    return "".join(f"<mark>{piece}</mark>" if n % 2 else piece for n, piece in enumerate(pieces))
