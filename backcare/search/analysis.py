"""How a text becomes words that can be compared: the same for documents and for questions.

Both databases are given words that have been treated here, so that they agree on what matches;
neither knows English.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .stemming import stem

# Letters and digits; an apostrophe joins ("don't"), a hyphen and an underscore part.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
APOSTROPHES = str.maketrans("", "", "'’")
# Nothing longer is a word; a database must not be asked to keep it whole.
LONGEST_WORD = 40
# Stands between texts of one column that no phrase may join: no word, but one to both databases.
GAP = "·"
# Forms that no rule for endings brings together.
IRREGULAR = {
    "disk": "disc",
    "disks": "disc",
    "feet": "foot",
    "lying": "lie",
    "slept": "sleep",
    "stood": "stand",
    "vertebrae": "vertebra",
}


class Token(NamedTuple):
    """A word as it is compared, and where it stands in the text."""

    word: str
    start: int
    end: int


def normal(text: str) -> str:
    """The text with each accented letter as one character, which ``tokens`` relies on."""
    return unicodedata.normalize("NFC", text)


def tokens(text: str) -> Iterator[Token]:
    """The words of a text that is ``normal``, in order."""
    for match in WORD.finditer(text):
        if word := canonical(match[0]):
            yield Token(word, match.start(), match.end())


def words(text: str) -> list[str]:
    """The words of any text, in order."""
    return [word for written in WORD.findall(normal(text)) if (word := canonical(written))]


@lru_cache(maxsize=50_000)
def canonical(written: str) -> str:
    """The form in which a written word is compared: without case, accents and endings.

    Empty when nothing of it can be compared.
    """
    word = folded(written)
    word = IRREGULAR.get(word, word)
    return stem(word) if word.isascii() and word.isalpha() else word


def folded(written: str) -> str:
    """Lower case, without accents and apostrophes, at most ``LONGEST_WORD`` characters."""
    word = written.translate(APOSTROPHES).casefold()
    if not word.isascii():
        letters = unicodedata.normalize("NFKD", word).casefold()
        word = "".join(letter for letter in letters if letter.isalnum())
    return word[:LONGEST_WORD]


# Too common to tell pages apart. They are indexed, because a phrase may contain them.
STOP_WORDS = frozenset(
    words(
        """
        a about am an and any are as at be because been best but by can could did do does don't for
        from get good had has have he her his how i if im in into is isn't it its i've me my not of
        on or our she should so than that the their them then there these they this to too was we
        were what when where which who why will with would you your
        """
    )
)
