"""What a misspelt word may have meant.

Words are found under keys that they share with most of their misspellings: their first letters,
these with one letter left out, and roughly how the word sounds. Of what is found so, the words
are kept that differ in one or two letters. Neither looks at more words than ``MOST_FOUND``,
however many the pages use.

The keys with a letter left out are those of W. Garbe's "Symmetric Delete" spelling correction
(2012), with one deletion and a prefix. The distance is F. Damerau's (1964), in the form that
changes no letter twice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .models import Spelling, Word

PREFIX = 6  # letters
SHORTEST = 4  # below it every word is like every other
MOST_FOUND = 1500
# Of a misspelt word: so many that are like it are looked up among the live pages.
MOST_MEANT = 5

# How letters sound, in the order in which they are replaced.
SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"^(?:kn|gn|pn)", "n"), (r"^ps", "s"), (r"^wr|^rh", "r"), (r"ph", "f"),
        (r"sc(?=[eiy])", "s"), (r"c(?=[eiy])", "s"), (r"ch|ck|[cq]", "k"), (r"x", "ks"),
        (r"z", "s"), (r"dge?|g(?=[eiy])", "j"), (r"gh", ""), (r"[td]h?", "t"), (r"[bp]", "p"),
        (r"(?<=.)[aeiouyhw]", ""), (r"^[aeiouy]", "a"), (r"(.)\1+", r"\1"),
    ]
]  # fmt: skip


@dataclass(frozen=True, order=True)
class Likeness:
    """How far a word is from what was typed; the least is the likeliest."""

    distance: int
    sounds_different: bool
    begins_different: bool
    word: str


def sound(word: str) -> str:
    """Roughly what is heard of a word of letters a to z: its consonants."""
    for pattern, heard in SOUNDS:
        word = pattern.sub(heard, word)
    return word


def keys_of(word: str) -> set[str]:
    """The keys of a word of letters a to z, whether it is spelt well or badly."""
    beginning = word[:PREFIX]
    shorter = {beginning[:place] + beginning[place + 1 :] for place in range(len(beginning))}
    return {beginning, *shorter, f"~{sound(word)}"[:PREFIX]}


def distance(one: str, other: str, most: int) -> int:
    """How many letters to add, drop, change or swap with the next; ``most`` + 1 when more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for y, letter in enumerate(one, 1):
        earlier, before, row = before, row, [y]
        for x, wanted in enumerate(other, 1):
            cost = min(before[x] + 1, row[-1] + 1, before[x - 1] + (letter != wanted))
            if y > 1 < x and letter == other[x - 2] and one[y - 2] == wanted:
                cost = min(cost, earlier[x - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def allowed(word: str) -> int:
    """How many letters of a typed word may be wrong."""
    return 1 if len(word) < PREFIX else 2


def meant_by(words: Iterable[str]) -> dict[str, list[Likeness]]:
    """Words of the pages that each of the typed words may stand for, the likeliest first.

    Takes one query.
    """
    typed = [word for word in words if len(word) >= SHORTEST and word.isascii() and word.isalpha()]
    keys = {key for word in typed for key in keys_of(word)}
    rows = Spelling.objects.filter(key__in=keys).order_by("key", "word")
    found = set(rows.values_list("word", flat=True)[:MOST_FOUND]) if keys else set()
    return {word: _likest(word, found) for word in typed}


def _likest(typed: str, found: Iterable[str]) -> list[Likeness]:
    heard, likest = sound(typed), []
    for word in found:
        same_sound = heard == sound(word)
        # Who writes by ear may be further off.
        most = allowed(typed) + (same_sound and len(typed) > PREFIX)
        far = distance(typed, word, most)
        if far <= most:
            likest.append(Likeness(far, not same_sound, typed[0] != word[0], word))
    return sorted(likest)[:MOST_MEANT]


def halves_of(words: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Pairs of words that were typed as one, by what was typed. Takes one query."""
    pairs = {
        word: [(word[:at], word[at:]) for at in range(SHORTEST - 1, len(word) - SHORTEST + 2)]
        for word in words
    }
    halves = {half for word in pairs for pair in pairs[word] for half in pair}
    known = set(Word.objects.filter(word__in=halves).values_list("word", flat=True))
    return {word: [pair for pair in pairs[word] if known >= {*pair}] for word in pairs}
