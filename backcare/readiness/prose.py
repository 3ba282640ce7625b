"""Sentences, and how hard they are to read."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .words import folded

# Stands in a text where a reference to a source does: a character that no text has.
SOURCE_MARK = "\ue000"

_END = re.compile(rf"[.!?…]{{1,5}}[\"'”’)\]]{{0,3}}{SOURCE_MARK}*(?=\s|$)")
_LAST_WORD = re.compile(r"[^\s(]{0,12}$")
_ABBREVIATIONS = frozenset(
    {"al", "approx", "ca", "cf", "dr", "e.g", "eg", "etc", "fig", "i.e", "ie", "max", "min", "mr"}
    | {"mrs", "ms", "no", "nos", "p", "pp", "prof", "st", "vol", "vs"}
)
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
# Neighbouring vowels that are heard as two: "medium", "experience", "area", "usual", "being".
_TWO = re.compile(
    r"(?<![tscgx])i(?:[ao]|um?$|ous)|(?<=[tscgx])i[ao](?![nlrus])|(?<![tcs])ie(?=n[ct]|t$)"
    r"|(?<=^sc)ie|(?<=[a-z]{2})ier$|(?<=[a-z]{2})ea$|(?<=^cr)eat|(?<=^r)eac|ual|[aeoy]ing"
    r"|(?<!p)eo(?!us|n$|p)|ui(?=t[yi])"
)
# An "e" that is not heard: at the end, in "moved" and "hopes", and before some endings.
_SILENT = re.compile(
    r"(?<![aeiouyl])e$|[aeiouy]le$|[^aeioutdl]ed$|[aeiouy]led$|[^aeiouhlsxzcgy]es$|thes$"
    r"|[aeiouy]les$"
)
_SILENT_INSIDE = re.compile(r"(?<=[^aeiouy])e(?=(?:ful|less|line|ly|ment|ness|thing|times?)s?$)")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of one paragraph begin and end, without the white space around them.

    References to sources belong to the sentence whose end they follow.
    """
    start = 0
    for match in _END.finditer(text):
        if not _goes_on(text, match):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, len(text))


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The part of the text without white space around it, if anything is left."""
    whole = text[start:end]
    if words := whole.strip():
        start += len(whole) - len(whole.lstrip())
        yield start, start + len(words)


def _goes_on(text: str, end: re.Match[str]) -> bool:
    """Whether the stop ends no sentence: an abbreviation, an initial, or a small letter after."""
    after = text[end.end() : end.end() + 3].lstrip()
    if after[:1].islower():
        return True
    if not end[0].startswith("."):
        return False
    found = _LAST_WORD.search(text[max(0, end.start() - 12) : end.start()])
    before = found[0] if found else ""
    is_initial = len(before) == 1 and before.isupper()
    return bool(after) and (is_initial or before.casefold() in _ABBREVIATIONS - {"etc"})


def words_of(sentence: str) -> list[str]:
    """The words of a sentence as a reader counts them: "co-codamol" and "1,785" are one each."""
    return _WORD.findall(sentence)


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """How many syllables an English word has, by its letters: right for about nine in ten.

    Numbers count as one.
    """
    letters = re.sub("[^a-z]", "", folded(word))
    if not letters:
        return 1
    count = len(_VOWELS.findall(letters)) + len(_TWO.findall(letters))
    count -= bool(_SILENT.search(letters)) + bool(_SILENT_INSIDE.search(letters))
    return max(1, count)


def reading_grade(running: Iterable[str]) -> float:
    """The Flesch-Kincaid grade of some sentences: the school year (US) that can read them.

    Source: Kincaid, Fishburne, Rogers and Chissom, Derivation of new readability formulas for
    Navy enlisted personnel, Research Branch Report 8-75, 1975. Raises ValueError without words.
    """
    read = [words for sentence in running if (words := words_of(sentence))]
    number = sum(len(words) for words in read)
    if not number:
        raise ValueError("A text without words has no grade.")
    spoken = sum(syllables(word) for words in read for word in words)
    return 0.39 * number / len(read) + 11.8 * spoken / number - 15.59


def reading_age(running: Iterable[str]) -> float:
    """The age in years at which that school year is reached: the first year is begun at six."""
    return reading_grade(running) + 5
