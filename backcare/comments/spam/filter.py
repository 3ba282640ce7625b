"""The filter itself: from what was learned of each feature to one probability, and why.

Each feature has a spam probability by G. Robinson's estimate (A statistical approach to the spam
problem, 2003): the share of spam among the comments that had it, as if there were as many spam as
honest comments, drawn to one half while few have been seen. The probabilities are combined as the
sum of their log-odds over the root of the sum of squared weights (Stouffer's method): the sum
alone would take features that always come together, as a word and its pairs do, for independent
witnesses, and be far too sure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, log, sqrt
from typing import NamedTuple, Protocol

from .features import features, fingerprint
from .sample import Sample

# The feature that every comment has: it counts the comments themselves. Like all features it does
# so once for comments that are alike: a hundred copies of an advertisement are one lesson.
TOTAL = ""

MOST_EVIDENCE = 12
# What says so little either way is not counted at all (log-odds).
TELLING = 0.4
# From the score, which would be in standard deviations if features were independent, to log-odds:
# with the thresholds' defaults 4.9 is spam and -0.2 approved.
STEEPNESS = 0.6
MIDDLE = 1.2


class Trust(NamedTuple):
    """What a kind of feature weighs, and after how many comments half of what is seen is believed.

    Chosen on discussions that took no part in the training; see docs/decisions/0016.
    """

    weight: float
    doubt: float


TRUST = {
    "word": Trust(0.3, 3.0),
    "pair": Trust(1.2, 1.5),
    "start": Trust(1.5, 0.45),
    "end": Trust(1.0, 0.45),
    "phrase": Trust(1.0, 0.45),
    "kind": Trust(0.5, 0.45),
    "shape": Trust(1.2, 0.45),
    "link": Trust(1.5, 0.45),
    "author": Trust(1.0, 0.45),
    "sketch": Trust(1.0, 0.45),
    "text": Trust(1.5, 0.45),
}


class Counts(NamedTuple):
    """In how many comments of each kind something stood."""

    spam: int = 0
    honest: int = 0


class Memory(Protocol):
    """Where it is kept in how many comments each feature stood."""

    def recall(self, wanted: Iterable[str]) -> Mapping[str, Counts]:
        """The counts of those of the ``wanted`` features that are known."""


@dataclass(frozen=True)
class Judgement:
    """``probability`` of being spam, 0 to 1; ``evidence``: the features that decided, the most
    telling first, each with its own spam probability.
    """

    probability: float
    evidence: list[tuple[str, float]] = field(default_factory=list)


def classify(sample: Sample, memory: Memory) -> Judgement:
    """Judge a sample by what ``memory`` has learned. Without anything learned: one half."""
    found = features(sample)
    found.append(fingerprint(found))
    known = memory.recall([TOTAL, *found])
    total = known.get(TOTAL, Counts())
    weighed: list[tuple[float, str, float]] = []
    squares = 0.0
    for feature in found:
        if feature not in known:
            continue
        trust = TRUST[feature.partition(":")[0]]
        probability = spam_probability(known[feature], total, trust.doubt)
        odds = log(probability / (1 - probability))
        if abs(odds) >= TELLING:
            weighed.append((trust.weight * odds, feature, probability))
            squares += trust.weight**2
    if not weighed:
        return Judgement(0.5)
    score = sum(odds for odds, *_ in weighed) / sqrt(squares)
    weighed.sort(key=lambda one: (-abs(one[0]), one[1]))
    return Judgement(
        probability=1 / (1 + exp(-STEEPNESS * (score - MIDDLE))),
        evidence=[(feature, round(p, 3)) for _, feature, p in weighed[:MOST_EVIDENCE]],
    )


def spam_probability(counts: Counts, total: Counts, doubt: float) -> float:
    """How likely a comment with this feature is spam, strictly between 0 and 1."""
    spam = counts.spam / max(total.spam, counts.spam, 1)
    honest = counts.honest / max(total.honest, counts.honest, 1)
    seen = counts.spam + counts.honest
    if not seen:
        return 0.5
    return (doubt * 0.5 + seen * spam / (spam + honest)) / (doubt + seen)
