"""Counts of features in memory: of the starting corpus, and of what a report trains on."""

from collections.abc import Iterable

from .features import features, fingerprint
from .filter import TOTAL, Counts
from .sample import Sample


class Tally:
    """In how many spam and honest comments each feature stood, copies counted once."""

    def __init__(self) -> None:
        self._counts: dict[str, Counts] = {}

    def learn(self, sample: Sample, *, is_spam: bool) -> None:
        found = features(sample)
        mark = fingerprint(found)
        self.count([mark], is_spam)
        if self._copies(mark, is_spam) == 1:
            self.count([TOTAL, *found], is_spam)

    def unlearn(self, sample: Sample, *, is_spam: bool) -> None:
        """Take back ``learn`` of the same sample; of one that was not learned, nothing."""
        found = features(sample)
        mark = fingerprint(found)
        copies = self._copies(mark, is_spam)
        if copies >= 1:
            self.count([mark], is_spam, -1)
        if copies == 1:
            self.count([TOTAL, *found], is_spam, -1)

    def recall(self, wanted: Iterable[str]) -> dict[str, Counts]:
        return {feature: self._counts[feature] for feature in wanted if feature in self._counts}

    def count(self, names: Iterable[str], is_spam: bool, times: int = 1) -> None:
        """Add to the counts of these features, and of no others."""
        for name in names:
            spam, honest = self._counts.get(name, (0, 0))
            counts = Counts(spam + times, honest) if is_spam else Counts(spam, honest + times)
            if any(counts):
                self._counts[name] = counts
            else:
                del self._counts[name]

    def _copies(self, mark: str, is_spam: bool) -> int:
        counts = self._counts.get(mark, Counts())
        return counts.spam if is_spam else counts.honest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self._counts == other._counts

    __hash__ = None  # type: ignore[assignment]  # it changes
