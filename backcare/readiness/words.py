"""Words as the phrases of editors are looked for: by whole words, whatever their form."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

# Letters and digits; an apostrophe joins ("don't"), a hyphen parts ("co-codamol").
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST_WORD = 60
SHORTEST_SINGULAR = 3


class Token(NamedTuple):
    """A word as it is compared, and where it stands in the text."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    for match in WORD.finditer(text):
        yield Token(folded(match[0]), match.start(), match.end())


def words(text: str) -> list[str]:
    return [folded(written) for written in WORD.findall(text)]


@lru_cache(maxsize=20_000)
def folded(written: str) -> str:
    """Lower case, without accents; the apostrophes alike; a possessive without its ending."""
    word = written[:LONGEST_WORD].replace("’", "'").casefold()
    if not word.isascii():
        apart = unicodedata.normalize("NFKD", word)
        word = "".join(char for char in apart if not unicodedata.combining(char))
    return word.removesuffix("'s")


@lru_cache(maxsize=20_000)
def singulars(word: str) -> frozenset[str]:
    """The word, and whatever it may be the plural of."""
    forms = {word}
    if word.endswith("s") and len(word) > SHORTEST_SINGULAR:
        forms.add(word[:-1])
        if word.endswith("es"):
            forms.add(word[:-2])
        if word.endswith("ies"):
            forms.add(f"{word[:-3]}y")
    return frozenset(forms)


class Phrase(Protocol):
    """What is looked for; ``WatchedPhrase`` is one."""

    phrase: Any  # Words; to the type checker a field of a model is more than that.


P = TypeVar("P", bound=Phrase)


@dataclass(frozen=True)
class Found(Generic[P]):
    """A phrase, and the place of the text in which it stands."""

    phrase: P
    start: int
    end: int


class Phrases(Generic[P]):
    """Phrases that are looked for together, in one pass over a text."""

    def __init__(self, phrases: Iterable[P]) -> None:
        self._by_first: dict[str, list[tuple[list[str], P]]] = {}
        for phrase in phrases:
            if looked_for := words(phrase.phrase):
                for form in singulars(looked_for[0]):
                    self._by_first.setdefault(form, []).append((looked_for, phrase))

    def find(self, text: str) -> Iterator[Found[P]]:
        """The phrases of ``text`` in order, the longest where several begin at a word."""
        if not self._by_first:
            return
        read = list(tokens(text))
        place = 0
        while place < len(read):
            length, phrase = self._longest_at(read, place)
            if phrase is not None:
                yield Found(phrase, read[place].start, read[place + length - 1].end)
            place += length

    def _longest_at(self, read: list[Token], place: int) -> tuple[int, P | None]:
        """How many words the phrase at this place has, and the phrase; 1 when there is none."""
        best: tuple[int, P | None] = (1, None)
        for form in singulars(read[place].word):
            for looked_for, phrase in self._by_first.get(form, ()):
                if best[1] is not None and len(looked_for) <= best[0]:
                    continue
                there = read[place : place + len(looked_for)]
                if len(there) == len(looked_for) and all(
                    _same(token.word, word) for token, word in zip(there, looked_for, strict=True)
                ):
                    best = (len(looked_for), phrase)
        return best


def _same(one: str, other: str) -> bool:
    return one in singulars(other) or other in singulars(one)
