"""Signs of danger that a text speaks of, found by phrases that editors write.

A phrase is one line, such as ``numb | no feeling … between … legs``. Words stand in order; each …
lets up to four other words stand between. | separates other ways to say the same part; a * at the
end of a word allows any ending.

What is found errs towards danger: "no numbness between my legs" is found, too. A moderator reads
it, and its writer has seen when to call for help.
"""

import logging
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import normalise

LONGEST_PHRASE = 200
# Other words that each … lets stand between.
MOST_BETWEEN = 4
# Letters from which on a word may have one slip of the pen.
FORGIVEN_FROM = 6
# Letters that must stand before a star.
SHORTEST_STEM = 3

HOW_TO_WRITE = gettext_lazy(
    "Words in their order, such as: numb | no feeling … between … legs. Each … lets up to four "
    "other words stand between; | separates other ways to say the same part; a * at the end of a "
    "word allows any ending. Small mistakes in long words, and can’t for cannot, are understood."
)

STARTING_FILE = Path(__file__).with_name("starting_red_flags.toml")

logger = logging.getLogger(__name__)

# "weeee"; no English word has a letter three times.
_DRAWN_OUT = re.compile(r"(.)\1{2,}")

# Words that are one letter away from words of danger, and are no slips.
_OTHER_WORDS = frozenset(
    """
    bowls cancel cancels canter chests election feeding leading leaning lending loving peeling
    peering pausing poling pooling sweets things tinkling wedding welting writing
    """.split()
)

# How the same is said and misspelt: the words of each line become its first.
_SAME = """
    cant: cannot | can not | can t | carnt | couldnt | could not | couldn t | unable to
    cant: not able to | isnt able to | wasnt able to | arent able to
    dont: do not | don t | doesnt | does not | doesn t | didnt | did not | didn t
    isnt: is not | isn t | wasnt | was not | wasn t | arent | are not | aren t | werent | were not
    havent: have not | haven t | hasnt | has not | hasn t | hadnt | had not | hadn t
    wont: will not | won t | wouldnt | would not | wouldn t
"""


class Term(NamedTuple):
    """A word of a phrase; with ``has_ending``, its beginning."""

    word: str
    has_ending: bool


class Part(NamedTuple):
    """What must be said at one place, in one of several ways, and how many words before it."""

    ways: tuple[tuple[Term, ...], ...]
    most_before: int


class Found(NamedTuple):
    """A phrase that a text speaks of, and the words in which it does."""

    phrase: str
    words: str


class StartingPhrase(NamedTuple):
    """A phrase to begin with; ``level`` is one of ``RedFlagPhrase.Level``."""

    phrase: str
    level: str
    example: str


class BadPhrase(ValueError):
    """A line is no phrase. The message tells an editor why."""


class PhrasePattern:
    """A phrase, ready to be found. Raises ``BadPhrase`` for a line that is none."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.parts = tuple(_parts(line))

    def span(self, spoken: "Spoken") -> tuple[int, int] | None:
        """Where the phrase is first said: the first word, and the one behind the last."""
        # From the end of what has been said so far to where it began.
        reached: dict[int, int] = {}
        for number, part in enumerate(self.parts):
            spans = _said(part, spoken)
            if not spans:
                return None
            following: dict[int, int] = {}
            for start, end in spans:
                if number == 0:
                    following.setdefault(end, start)
                    continue
                # The nearest end before it; the latest beginning makes the shortest quotation.
                for before in range(start, max(start - part.most_before, 0) - 1, -1):
                    if before in reached:
                        following[end] = max(reached[before], following.get(end, -1))
                        break
            if not following:
                return None
            reached = following
        return min((start, end) for end, start in reached.items())

    def matches(self, words: Sequence[str]) -> bool:
        """Whether the words of a text, as ``normalise.words`` gives them, say the phrase."""
        return self.span(Spoken(words)) is not None


class Spoken:
    """The words of a text with the places of each, for many phrases to be looked for."""

    def __init__(self, words: Sequence[str]) -> None:
        self.written = list(_united(words))
        self.places: dict[str, list[int]] = {}
        for place, (word, _words) in enumerate(self.written):
            self.places.setdefault(word, []).append(place)
        self._by_letter: dict[str, list[str]] = {}
        for word in self.places:
            self._by_letter.setdefault(word[0], []).append(word)
        self._found: dict[Term, list[int]] = {}

    def where(self, term: Term) -> list[int]:
        """The places of a term, in order."""
        found = self._found.get(term)
        if found is None:
            same = self._by_letter.get(term.word[0], ())
            alike = [word for word in same if is_meant(word, term)]
            found = sorted(place for word in alike for place in self.places[word])
            self._found[term] = found
        return found

    def quoted(self, start: int, end: int) -> str:
        """The words from one place to another, as they were written."""
        return " ".join(words for _word, words in self.written[start:end])


def find(text: str, phrases: Iterable[str]) -> list[Found]:
    """The phrases that a text speaks of, however it is written."""
    spoken = Spoken([_DRAWN_OUT.sub(r"\1\1", word) for word in normalise.words(text)])
    book = _book(tuple(phrases))
    for phrase, reason in book.unusable:
        # No comment is lost for a line that came past the form; but it must be known.
        logger.error("The danger sign phrase %r is not used: %s", phrase, reason)
    return [
        Found(pattern.line, spoken.quoted(*span))
        for pattern in book.possible(spoken.places)
        if (span := pattern.span(spoken))
    ]


class _Book:
    """Phrases to be looked for together, by their words, of which a text has few."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.unusable: list[tuple[str, BadPhrase]] = []
        self._patterns: list[PhrasePattern] = []
        # The places of the patterns that begin with a term, and all terms by their first letters.
        self._begun_by: dict[Term, list[int]] = {}
        self._terms: dict[str, set[Term]] = {}
        # People use the same words again and again.
        self._meant_by = lru_cache(maxsize=8192)(self._terms_of)
        for line in lines:
            try:
                self._add(PhrasePattern(line))
            except BadPhrase as reason:
                self.unusable.append((line, reason))

    def _add(self, pattern: PhrasePattern) -> None:
        for way in pattern.parts[0].ways:
            self._begun_by.setdefault(way[0], []).append(len(self._patterns))
        for term in (term for part in pattern.parts for way in part.ways for term in way):
            self._terms.setdefault(term.word[0], set()).add(term)
        self._patterns.append(pattern)

    def possible(self, words: Iterable[str]) -> list[PhrasePattern]:
        """The patterns all of whose words are said, somewhere; in their order."""
        said: set[Term] = set().union(*map(self._meant_by, words))
        begun = {place for term in said for place in self._begun_by.get(term, ())}
        patterns = (self._patterns[place] for place in sorted(begun))
        return [
            pattern
            for pattern in patterns
            if all(any(said.issuperset(way) for way in part.ways) for part in pattern.parts)
        ]

    def _terms_of(self, word: str) -> frozenset[Term]:
        """What a written word may be meant for."""
        return frozenset(term for term in self._terms.get(word[0], ()) if is_meant(word, term))


@lru_cache(maxsize=4)
def _book(lines: tuple[str, ...]) -> _Book:
    """The phrases, kept for the next comment."""
    return _Book(lines)


def starting_phrases() -> list[StartingPhrase]:
    """The phrases that a new site begins with, each with a sentence that says it."""
    groups = tomllib.loads(STARTING_FILE.read_text(encoding="utf-8"))["group"]
    return [
        StartingPhrase(phrase, group["level"], example)
        for group in groups
        for phrase, example in group["phrases"]
    ]


def is_meant(word: str, term: Term) -> bool:
    """Whether a written word is that of a phrase, or one slip away from a long one.

    A slip is a letter missing, added, wrong or changed with its neighbour (a Damerau-Levenshtein
    distance of 1), except for the first letter.
    """
    wanted = term.word
    if word == wanted or (term.has_ending and word.startswith(wanted)):
        return True
    if len(wanted) < FORGIVEN_FROM or word in _OTHER_WORDS:
        return False
    if term.has_ending:
        lengths = range(len(wanted) - 1, min(len(wanted) + 1, len(word)) + 1)
        return any(_is_slip(word[:length], wanted) for length in lengths)
    return _is_slip(word, wanted)


def _is_slip(word: str, wanted: str) -> bool:
    longer = len(word) - len(wanted)
    if not -1 <= longer <= 1 or word[:1] != wanted[:1]:
        return False
    at = 1
    while at < min(len(word), len(wanted)) and word[at] == wanted[at]:
        at += 1
    if longer == 0:
        is_swap = word[at : at + 2] == wanted[at : at + 2][::-1]
        return word[at + 1 :] == wanted[at + 1 :] or (
            is_swap and word[at + 2 :] == wanted[at + 2 :]
        )
    if longer > 0:
        return word[at + 1 :] == wanted[at:]
    return word[at:] == wanted[at + 1 :]


def _said(part: Part, spoken: Spoken) -> list[tuple[int, int]]:
    """Every place at which a part is said, by its first word and the one behind its last."""
    spans = []
    for way in part.ways:
        places = spoken.where(way[0])
        if not places:
            continue
        for offset, term in enumerate(way[1:], start=1):
            following = set(spoken.where(term))
            places = [place for place in places if place + offset in following]
        spans += [(place, place + len(way)) for place in places]
    return sorted(spans)


def _parts(line: str) -> Iterable[Part]:
    line = line.strip().replace("...", "…")
    if not line:
        raise BadPhrase(_("Write at least one word."))
    if len(line) > LONGEST_PHRASE:
        raise BadPhrase(_("Keep the phrase to %(most)d characters.") % {"most": LONGEST_PHRASE})
    if line[0] == "…" or line[-1] == "…":
        raise BadPhrase(_("A phrase begins and ends with a word, not with …"))
    most_before = 0
    for piece in line.split("…"):
        if piece.strip():
            yield Part(tuple(_way(way) for way in piece.split("|")), most_before)
            most_before = 0
        most_before += MOST_BETWEEN


def _way(way: str) -> tuple[Term, ...]:
    if not way.strip():
        raise BadPhrase(_("Something is missing before or after a |."))
    terms: list[Term] = []
    plain: list[str] = []
    for piece in way.split():
        stem = piece.removesuffix("*")
        words = normalise.words(stem)
        if "*" in stem or not words:
            raise BadPhrase(
                _("“%(piece)s” is no word; a * stands directly behind the beginning of one.")
                % {"piece": piece}
            )
        plain += words
        if piece.endswith("*"):
            if len(words[-1]) < SHORTEST_STEM:
                raise BadPhrase(_("At least three letters must stand before a *."))
            beginning = Term(plain.pop(), has_ending=True)
            terms += [*_terms(plain), beginning]
            plain = []
    return (*terms, *_terms(plain))


def _terms(words: Sequence[str]) -> list[Term]:
    return [Term(word, has_ending=False) for word, _written in _united(words)]


def _same() -> dict[tuple[str, ...], str]:
    forms = {}
    for line in _SAME.strip().splitlines():
        form, others = line.split(":")
        for other in others.split("|"):
            forms[tuple(other.split())] = form.strip()
    return forms


_FORMS = _same()
_LONGEST_FORM = max(map(len, _FORMS))


def _united(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    """The words with one form for "can't", "cannot" and the like; each with what was written."""
    place = 0
    while place < len(words):
        for length in range(_LONGEST_FORM, 0, -1):
            written = tuple(words[place : place + length])
            if form := _FORMS.get(written):
                break
        else:
            form = words[place]
        yield form, " ".join(written)
        place += len(written)
