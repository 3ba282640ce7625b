"""What a question was probably meant to be that finds nothing as it is spelt."""

from dataclasses import dataclass
from itertools import pairwise

from .analysis import WORD, canonical, folded, normal
from .engines import engine
from .questions import LONGEST_QUESTION, Question
from .spelling import Likeness, halves_of, meant_by

# Unknown words of one question beyond these are no misspellings.
MOST_UNKNOWN = 4
# Live pages that have a word are counted so far to choose between words.
ENOUGH = 20


@dataclass(frozen=True)
class Correction:
    """The question as it was probably meant, and the words that make it another."""

    text: str
    likely: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)


NONE = Correction("")


def correct(question: Question) -> Correction:
    """Put in the place of words that no live page has the likeliest ones that some have.

    Falsy when there are none. Takes at most four queries.
    """
    written = _written(question)
    stems = {word: canonical(word) for word in written}
    if not stems:
        return NONE
    counts = engine().counts(sorted(set(stems.values())), 1)
    unknown = [word for word in written if not counts[stems[word]]]
    if not unknown or len(unknown) > MOST_UNKNOWN:
        return NONE
    joined = _joined(question.text, unknown)
    meant = meant_by([*unknown, *joined])
    pairs = halves_of(unknown)
    candidates = {like.word for word in meant for like in meant[word]}
    candidates |= {half for word in pairs for pair in pairs[word] for half in pair}
    if not candidates:
        return NONE
    stem_of = {word: canonical(word) for word in sorted(candidates)}
    known = engine().counts(sorted(set(stem_of.values())), ENOUGH)
    pages = {word: known[stem] for word, stem in stem_of.items()}
    better = {word: _best(meant.get(word, []), pairs.get(word, []), pages) for word in unknown}
    text = question.text
    for together, apart in joined.items():
        one = _best([like for like in meant.get(together, []) if like.distance < 2], [], pages)
        if one and not any(better.get(word) for word in apart):
            text = _replaced(text, apart, one)
            better |= {word: one for word in apart if word in unknown}
    chosen = {word: one for word, one in better.items() if one}
    text = WORD.sub(lambda match: chosen.get(folded(match[0]), match[0]), text)
    return Correction(text[:LONGEST_QUESTION], tuple(chosen.values())) if chosen else NONE


def _written(question: Question) -> list[str]:
    """The words that were looked for, as they were typed but for case and accents."""
    typed = frozenset(question.typed)
    found = map(folded, WORD.findall(normal(question.text)))
    return list(dict.fromkeys(word for word in found if word and canonical(word) in typed))


def _joined(text: str, unknown: list[str]) -> dict[str, tuple[str, str]]:
    """Words in a row of which one is unknown, by the word that they are together."""
    typed = list(map(folded, WORD.findall(normal(text))))
    rows = [pair for pair in pairwise(typed) if all(pair) and not {*pair}.isdisjoint(unknown)]
    return {first + second: (first, second) for first, second in rows[: 2 * MOST_UNKNOWN]}


def _replaced(text: str, apart: tuple[str, str], one: str) -> str:
    """The text with ``one`` in the place of the two words that stand apart there."""
    places = list(WORD.finditer(normal(text)))
    for first, second in pairwise(places):
        if (folded(first[0]), folded(second[0])) == apart:
            return normal(text)[: first.start()] + one + normal(text)[second.end() :]
    return text


def _best(meant: list[Likeness], pairs: list[tuple[str, str]], pages: dict[str, int]) -> str:
    """The likeliest word that live pages have, or two; nothing when there are none."""
    there = [like for like in meant if pages[like.word]]
    halves = [pair for pair in pairs if all(pages[half] for half in pair)]
    if halves and (not there or min(there).distance > 1):
        return " ".join(max(halves, key=lambda pair: (min(pages[half] for half in pair), pair)))
    if not there:
        return ""

    def order(like: Likeness) -> tuple[int, bool, bool, int, str]:
        return (*_far(like), -pages[like.word], like.word)

    return min(there, key=order).word


def _far(like: Likeness) -> tuple[int, bool, bool]:
    return like.distance, like.sounds_different, like.begins_different
