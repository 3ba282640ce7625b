"""What a reader typed, as something that an engine can look for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .analysis import STOP_WORDS, normal, words

# Characters and clauses beyond these are passed over: they would cost more than they find.
LONGEST_QUESTION = 200
MOST_CLAUSES = 10
# Words in the longest name that is looked up.
LONGEST_NAME = 5

# Something in double quotes, straight or curly, or what stands between spaces; a hyphen before
# either leaves it out.
PART = re.compile(r'((?<!\S)[-−](?=["“”„\w]))?(?:["“”„]([^"“”„]*)["“”„]|([^\s"“”„]+))')

Phrase = tuple[str, ...]
Names = Mapping[str, Sequence[Phrase]]


@dataclass(frozen=True)
class Clause:
    """What a page must have in one of several ways; each way is phrases that must all be there.

    The first way is what was typed, the others are other names for it.
    """

    ways: tuple[tuple[Phrase, ...], ...]

    @property
    def typed(self) -> tuple[Phrase, ...]:
        return self.ways[0]


@dataclass(frozen=True)
class Question:
    """What a page must have and must not have; a phrase is one word, or several in a row.

    ``text`` is what was typed, without the spaces around it and cut to a bearable length.
    """

    text: str
    clauses: tuple[Clause, ...]
    excluded: tuple[Phrase, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is something to look for. What to leave out alone is not enough."""
        return bool(self.clauses)

    @property
    def phrases(self) -> frozenset[Phrase]:
        """All that may have made a page be found, to be marked in it."""
        return frozenset(phrase for clause in self.clauses for way in clause.ways for phrase in way)

    @property
    def typed(self) -> Phrase:
        """The words that were looked for, without their other names, in their order."""
        return tuple(word for clause in self.clauses for phrase in clause.typed for word in phrase)


def no_names(texts: Iterable[str]) -> Names:
    return {}


def understand(text: str, other_names: Callable[[Iterable[str]], Names] = no_names) -> Question:
    """The question in ``text``, whatever that holds.

    Quotes and a hyphen before a word mean something, nothing else does. Words too common to tell
    pages apart are left out, unless there are no others or they stand in quotes. ``other_names``
    is given groups of words that stood together and says what else some of them are called.
    """
    text = normal(text).strip()[:LONGEST_QUESTION].strip()
    excluded: list[Phrase] = []
    # A phrase in quotes, or the words in a row between such phrases.
    parts: list[Phrase | list[str]] = []
    for minus, quoted, plain in PART.findall(text):
        said = tuple(words(quoted or plain))
        if not said:
            continue
        if minus:
            excluded.append(said)
        elif quoted:
            parts.append(said)
        elif parts and isinstance(parts[-1], list):
            parts[-1].extend(said)
        else:
            parts.append(list(said))
    names = other_names({group for row in parts if isinstance(row, list) for group in groups(row)})
    telling: list[Clause] = []
    common: list[Clause] = []
    for part in parts:
        if isinstance(part, tuple):
            telling.append(Clause(((part,),)))
        else:
            for clause, is_telling in _clauses(part, names):
                (telling if is_telling else common).append(clause)
    clauses = tuple(dict.fromkeys(telling or common))[:MOST_CLAUSES]
    return Question(text, clauses, tuple(dict.fromkeys(excluded))[:MOST_CLAUSES])


def groups(row: Sequence[str]) -> Iterator[str]:
    """Every few words in a row, as names are looked up."""
    for start in range(len(row)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(row)) + 1):
            yield " ".join(row[start:end])


def _clauses(row: list[str], names: Names) -> Iterator[tuple[Clause, bool]]:
    """Clauses for the words, the longest names first, each with whether it tells pages apart."""
    start = 0
    while start < len(row):
        for end in range(min(start + LONGEST_NAME, len(row)), start, -1):
            if others := names.get(" ".join(row[start:end])):
                typed = tuple((word,) for word in row[start:end] if word not in STOP_WORDS)
                if typed:
                    yield Clause((typed, *((other,) for other in others))), True
                    break
        else:
            end = start + 1
            yield Clause((((row[start],),),)), row[start] not in STOP_WORDS
        start = end
