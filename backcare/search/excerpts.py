"""The part of a text that answers a question, with the words of the question marked."""

from collections.abc import Set

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from backcare.publishing.excerpts import SENTENCE_END, excerpt

from .analysis import WORD, canonical, normal, tokens
from .models import Document

LENGTH = 220  # characters
# A line below this is a heading or an item of a list; what follows it makes it clear.
SHORT = 40


def answer(document: Document, summary: str, words: Set[str]) -> SafeString:
    """HTML: the line of the document (or the summary) that has most of ``words``, marked.

    ``words`` are as ``analysis`` leaves them. Where neither has any of them, because the title
    or a topic has, it is the summary.
    """
    best = summary = normal(summary)
    most, first = len(_found(summary, words)), 0
    body = f" {document.body} "
    available = {word for word in words if f" {word} " in body}
    lines = document.text.splitlines() if len(available) > most else []
    # A stem differs from its word in the last letter at most, so that most lines can be passed
    # over; one that is missed for an accent costs a worse excerpt and no more.
    beginnings = [word[:-1] for word in available]
    for number, line in enumerate(lines):
        lower = line.lower()
        if sum(beginning in lower for beginning in beginnings) <= most:
            continue
        found = _found(line, available)
        if len(found) > most:
            most, first = len(found), _place_of_one(line, found)
            best = " · ".join(lines[number : number + 6]) if len(line) < SHORT else line
            if most == len(available):
                break
    return marked(excerpt(_from_near(best, first), LENGTH), words)


def _found(text: str, words: Set[str]) -> Set[str]:
    """Those of ``words`` that are in the text."""
    return words & {canonical(written) for written in WORD.findall(text)}


def _place_of_one(line: str, words: Set[str]) -> int:
    """Where the first of ``words`` stands."""
    return next(token.start for token in tokens(line) if token.word in words)


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


def marked(text: str, words: Set[str]) -> SafeString:
    """The text as HTML that can do no harm, with the words in mark elements."""
    pieces: list[str] = []
    done = 0
    for token in tokens(text):
        if token.word in words:
            pieces += [
                escape(text[done : token.start]),
                f"<mark>{escape(text[token.start : token.end])}</mark>",
            ]
            done = token.end
    pieces.append(escape(text[done:]))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece is escaped above)
