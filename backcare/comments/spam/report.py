"""How well the filter does on labelled comments that took no part in its training.

Every comment is judged once, by what the other folds taught on top of the starting corpus. Where
the comments have pages, a page is never in two folds, so that nothing of a discussion is known
when it is judged. Comments are judged in order of date, each knowing which texts came in before
it, but not how those are labelled: as on the site.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp, log

from .features import features, fingerprint
from .filter import TOTAL, Counts, Judgement, classify
from .labelled import Corpus, Labelled
from .repetition import Earlier, weight_of
from .starting import starting_tally
from .tally import Tally

USUAL_FOLDS = 10
VERDICTS = ("approve", "hold", "spam")


@dataclass(frozen=True)
class Thresholds:
    """Below ``approve_below`` a comment is approved, from ``spam_above`` on it is spam."""

    approve_below: float
    spam_above: float

    def verdict(self, probability: float) -> str:
        if probability >= self.spam_above:
            return "spam"
        return "approve" if probability < self.approve_below else "hold"


@dataclass(frozen=True)
class Folds:
    """The fold of each comment, from 0; and in words how they were made."""

    of: list[int]
    words: str

    @property
    def count(self) -> int:
        return max(self.of) + 1


@dataclass(frozen=True)
class Judged:
    """A comment of the file with what the filter made of it."""

    comment: Labelled
    probability: float
    verdict: str
    judgement: Judgement


class Confusion:
    """How many honest and spam comments got which verdict."""

    def __init__(self, judged: Iterable[Judged] = ()) -> None:
        self._counts = Counter((one.comment.is_spam, one.verdict) for one in judged)

    def count(self, is_spam: bool, *verdicts: str) -> int:
        return sum(self._counts[is_spam, verdict] for verdict in verdicts or VERDICTS)

    @property
    def recall(self) -> float | None:
        """The share of spam that is called spam."""
        return _share(self.count(True, "spam"), self.count(True))

    @property
    def precision(self) -> float | None:
        """The share of spam in what is called spam."""
        called = self.count(True, "spam") + self.count(False, "spam")
        return _share(self.count(True, "spam"), called)

    @property
    def honest_called_spam(self) -> float | None:
        return _share(self.count(False, "spam"), self.count(False))

    @property
    def held(self) -> float | None:
        held = self.count(True, "hold") + self.count(False, "hold")
        return _share(held, self.count(True) + self.count(False))


def judge_corpus(corpus: Corpus, folds: Folds, thresholds: Thresholds) -> list[Judged]:
    """Judge each comment by the folds that it is not in, in order of date."""
    everything, alone = _count(corpus, folds)
    memories = [_OtherFolds(everything, tally) for tally in alone]
    earlier = Earlier()
    judged = []
    for number in _in_order(corpus):
        comment = corpus.comments[number]
        judgement = classify(comment.sample, memories[folds.of[number]])
        weight = weight_of(comment.sample.text, earlier.see(comment.sample.text, comment.page))
        probability = _with_weight(judgement.probability, weight)
        judged.append(Judged(comment, probability, thresholds.verdict(probability), judgement))
    return judged


def fold(corpus: Corpus, wanted: int | None = None) -> Folds:
    """Divide the comments: by page if there are pages, else by date, else evenly by label.

    Raises ``ValueError`` when there are not as many folds to be had as are ``wanted``.
    """
    comments = corpus.comments
    pages = Counter(comment.page for comment in comments)
    most = len(pages) if corpus.has_pages else len(comments)
    count = min(USUAL_FOLDS, most) if wanted is None else wanted
    if not 2 <= count <= most:
        raise ValueError(f"There can be 2 to {most} folds." if most > 1 else "One comment only.")
    if corpus.has_pages:
        sizes = [0] * count
        fold_of = {}
        for page, size in sorted(pages.items(), key=lambda item: (-item[1], item[0])):
            fold_of[page] = sizes.index(min(sizes))
            sizes[fold_of[page]] += size
        words = f"by page: {len(pages)} pages in {count} folds, none of them in two"
        return Folds([fold_of[comment.page] for comment in comments], words)
    of = [0] * len(comments)
    if corpus.has_dates:
        for place, number in enumerate(_in_order(corpus)):
            of[number] = place * count // len(comments)
        return Folds(of, f"by date: {count} folds, one after the other (there are no pages)")
    turns = {True: 0, False: 0}
    for number, comment in enumerate(comments):
        of[number] = turns[comment.is_spam] % count
        turns[comment.is_spam] += 1
    words = f"evenly by label: {count} folds (there are no pages and no dates)"
    # With one comment of each label the last folds would stay empty.
    return Folds(of, words)


def by_page(judged: Iterable[Judged]) -> dict[str, Confusion]:
    """The table of each page."""
    of_page: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        of_page[one.comment.page].append(one)
    return {page: Confusion(of_page[page]) for page in sorted(of_page)}


def worst_mistakes(judged: Iterable[Judged], is_spam: bool, most: int) -> list[Judged]:
    """Honest comments called spam, the surest first; or spam approved, likewise."""
    wrong = "approve" if is_spam else "spam"
    mistakes = [one for one in judged if one.comment.is_spam == is_spam and one.verdict == wrong]
    return sorted(mistakes, key=lambda one: one.probability, reverse=not is_spam)[:most]


def _count(corpus: Corpus, folds: Folds) -> tuple[Tally, list[Tally]]:
    """What all comments teach, and for each fold what only that fold teaches.

    Copies teach once; those of comments in another fold are not the fold's alone.
    """
    everything = Tally()
    alone = [Tally() for _ in range(folds.count)]
    fold_of: dict[tuple[str, bool], int | None] = {}
    for comment, fold in zip(corpus.comments, folds.of, strict=True):
        found = features(comment.sample)
        mark = fingerprint(found)
        everything.count([mark], comment.is_spam)
        alone[fold].count([mark], comment.is_spam)
        names, copy = [TOTAL, *found], (mark, comment.is_spam)
        if copy not in fold_of:
            everything.count(names, comment.is_spam)
            alone[fold].count(names, comment.is_spam)
            fold_of[copy] = fold
        elif (first := fold_of[copy]) is not None and first != fold:
            alone[first].count(names, comment.is_spam, -1)
            fold_of[copy] = None
    return everything, alone


class _OtherFolds:
    """What a site would know that had learned all folds but one."""

    def __init__(self, everything: Tally, alone: Tally) -> None:
        self._everything = everything
        self._alone = alone

    def recall(self, wanted: Iterable[str]) -> dict[str, Counts]:
        wanted = list(wanted)
        known = starting_tally().recall(wanted)
        alone = self._alone.recall(wanted)
        for feature, counts in self._everything.recall(wanted).items():
            start, minus = known.get(feature, Counts()), alone.get(feature, Counts())
            known[feature] = Counts(
                start.spam + counts.spam - minus.spam,
                start.honest + counts.honest - minus.honest,
            )
        return known


def _in_order(corpus: Corpus) -> Iterator[int]:
    """The comments' numbers by date; one without follows the one before it in the file."""
    if not corpus.has_dates:
        return iter(range(len(corpus.comments)))
    dates = []
    last = min(comment.date for comment in corpus.comments if comment.date)
    for comment in corpus.comments:
        last = comment.date or last
        dates.append(last)
    return iter(sorted(range(len(dates)), key=dates.__getitem__))


def _with_weight(probability: float, weight: float) -> float:
    if not weight:
        return probability
    probability = min(max(probability, 1e-6), 1 - 1e-6)
    return 1 / (1 + exp(-log(probability / (1 - probability)) - weight))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
