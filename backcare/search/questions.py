"""What a reader typed, as something that an engine can look for."""

import re
from dataclasses import dataclass

from .analysis import STOP_WORDS, normal, words

# Characters and phrases beyond these are passed over: they would cost more than they find.
LONGEST_QUESTION = 200
MOST_PHRASES = 10

# What stands between double quotes, straight or curly, or else up to the next one.
PART = re.compile(r'["“”„]([^"“”„]*)["“”„]|([^"“”„]+)')

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """The phrases that a page must all have; a phrase is one word, or several in a row.

    ``text`` is what was typed, without the spaces around it and cut to a bearable length.
    """

    text: str
    phrases: tuple[Phrase, ...]

    def __bool__(self) -> bool:
        return bool(self.phrases)

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for phrase in self.phrases for word in phrase)


def understand(text: str) -> Question:
    """The question in ``text``, whatever that holds: quotes mean something, nothing else does.

    Words too common to tell pages apart are left out, unless there are no others or they stand
    in quotes.
    """
    text = normal(text).strip()[:LONGEST_QUESTION].strip()
    telling: list[Phrase] = []
    common: list[Phrase] = []
    for quoted, plain in PART.findall(text):
        if phrase := tuple(words(quoted)):
            telling.append(phrase)
        for word in words(plain):
            (common if word in STOP_WORDS else telling).append((word,))
    return Question(text, tuple(dict.fromkeys(telling or common))[:MOST_PHRASES])
