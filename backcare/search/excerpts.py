"""The part of a text that answers a question, with the words of the question marked."""

from collections.abc import Set

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from backcare.publishing.excerpts import SENTENCE_END, excerpt

from .analysis import Token, tokens

LENGTH = 220  # characters
# A line below this is a heading or an item of a list; what follows it makes it clear.
SHORT = 40
# How much of a long text is looked through for the best line.
LOOKED_THROUGH = 20_000


def answer(summary: str, text: str, words: Set[str]) -> SafeString:
    """HTML: the line of ``text`` (or the summary) that has most of ``words``, which are marked.

    ``words`` are as ``analysis`` leaves them, and both texts are normal. Where they have none
    of the words, because a title or a topic has, it is the summary.
    """
    best, most, first = summary, len(_found(summary, words)), 0
    lines = text[:LOOKED_THROUGH].splitlines()
    for number, line in enumerate(lines):
        if most == len(words):
            break
        found = _found(line, words)
        if len(found) > most:
            most, first = len(found), min(token.start for token in found.values())
            best = " · ".join(lines[number : number + 6]) if len(line) < SHORT else line
    return marked(excerpt(_from_near(best, first), LENGTH), words)


def _found(text: str, words: Set[str]) -> dict[str, Token]:
    """The first place of each word that is in the text."""
    found: dict[str, Token] = {}
    for token in tokens(text):
        if token.word in words:
            found.setdefault(token.word, token)
            if len(found) == len(words):
                break
    return found


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
