"""Two sequences of words, and what became of each word."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

# Pairs of words, or of other things, that one difference may look at before it says only "all of
# this was replaced". Enough for a long article rewritten from beginning to end; a second or two.
MOST_PAIRS = 3_000_000
# Of one comparison, since the cost of an odd one may rise faster than its pairs.
MOST_PAIRS_AT_ONCE = 1_000_000


class Change(StrEnum):
    """What became of something; of a word, never ``CHANGED`` or ``MOVED``."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the names of what distinguishes it ("bold"); glued to the word before or not."""

    text: str
    marks: tuple[str, ...] = ()
    is_glued: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together and had the same fate. The text is plain, never HTML."""

    change: Change
    text: str
    marks: tuple[str, ...] = ()

    @property
    def space(self) -> str:
        """What stands between it and the run before."""
        return self.text[: len(self.text) - len(self.text.lstrip())]

    @property
    def words(self) -> str:
        return self.text.lstrip()

    @property
    def is_strong(self) -> bool:
        return "strong" in self.marks

    @property
    def is_em(self) -> bool:
        return "em" in self.marks


class Step(NamedTuple):
    """``old[a:b]`` became ``new[c:d]``."""

    is_same: bool
    a: int
    b: int
    c: int
    d: int


@dataclass
class Budget:
    """What a whole difference may still cost, so that no text makes an editor wait."""

    left: int = MOST_PAIRS

    def allows(self, pairs: int) -> bool:
        if pairs > min(self.left, MOST_PAIRS_AT_ONCE):
            return False
        self.left -= pairs
        return True


def steps(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Step]:
    """How ``old`` became ``new``, from beginning to end.

    What is the same at both ends costs nothing; where the rest is more than the budget, all of
    it counts as replaced.
    """
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    first, last = old[start : len(old) - end], new[start : len(new) - end]
    done = [Step(True, 0, start, 0, start)] if start else []
    if first and last and budget.allows(len(first) * len(last)):
        matcher = SequenceMatcher(None, first, last)
        done += [
            Step(tag == "equal", start + a, start + b, start + c, start + d)
            for tag, a, b, c, d in matcher.get_opcodes()
        ]
    elif first or last:
        done.append(Step(False, start, start + len(first), start, start + len(last)))
    if end:
        done.append(Step(True, len(old) - end, len(old), len(new) - end, len(new)))
    return done


def runs(old: Sequence[Word], new: Sequence[Word], budget: Budget) -> list[Run]:
    """What became of each word, neighbours of one fate together."""
    done: list[tuple[Change, Word]] = []
    for step in steps(old, new, budget):
        if step.is_same:
            done += [(Change.SAME, word) for word in new[step.c : step.d]]
        else:
            done += [(Change.REMOVED, word) for word in old[step.a : step.b]]
            done += [(Change.ADDED, word) for word in new[step.c : step.d]]
    return _joined(done)


def all_of(change: Change, words: Iterable[Word]) -> list[Run]:
    return _joined([(change, word) for word in words])


def _joined(words: list[tuple[Change, Word]]) -> list[Run]:
    done: list[Run] = []
    for change, word in words:
        text = word.text if word.is_glued or not done else f" {word.text}"
        last = done[-1] if done else None
        if last is not None and last.change == change and last.marks == word.marks:
            done[-1] = Run(change, last.text + text, word.marks)
        else:
            done.append(Run(change, text, word.marks))
    return done
