"""What the site's moderators have taught the filter, kept in the database.

A comment's features are read in one query. Learning is a few statements whatever the comment's
length, and safe when several moderators decide at once: counts are changed by the database, and
all who learn queue for the row that counts the comments, so that no two of them can wait for each
other.

A row of the comment's fingerprint says how often the same was learned. Only the first time
teaches, and only the last one to be taken back is taken back: copies are no further witnesses.
"""

from collections.abc import Iterable
from typing import Literal

from django.db import connection, transaction
from django.db.models import F

from ..models import LearnedFeature
from .features import FINGERPRINT, features, fingerprint
from .filter import TOTAL, Counts
from .sample import Sample
from .starting import starting_tally

# Some 30 MB. What stood in one comment only goes first, the oldest before the newest.
MOST_ROWS = 200_000

# By hand: each comment asks for some hundred features, which Django looks at one by one.
RECALL = "SELECT feature, spam, honest FROM comments_learnedfeature WHERE feature IN ({})"

Column = Literal["spam", "honest"]


class StoredMemory:
    """The counts of the database on top of those of the starting corpus."""

    def recall(self, wanted: Iterable[str]) -> dict[str, Counts]:
        wanted = list(wanted)
        known = starting_tally().recall(wanted)
        marks = ", ".join(["%s"] * len(wanted))
        with connection.cursor() as cursor:
            cursor.execute(RECALL.format(marks), wanted)
            for feature, spam, honest in cursor.fetchall():
                before = known.get(feature, Counts())
                known[feature] = Counts(before.spam + spam, before.honest + honest)
        return known


def learn(sample: Sample, *, is_spam: bool) -> None:
    """Remember that a moderator took this sample for spam, or for honest."""
    column = _column(is_spam)
    found = features(sample)
    with transaction.atomic(savepoint=False):
        _queue()
        mark = fingerprint(found)
        if _copies(mark, column):
            _change([mark], column, 1)
            return
        names = sorted([mark, *found])
        LearnedFeature.objects.bulk_create(
            [LearnedFeature(feature=name) for name in names], ignore_conflicts=True
        )
        _change([TOTAL, *names], column, 1)


def unlearn(sample: Sample, *, is_spam: bool) -> None:
    """Take back ``learn`` of the same sample; of one that was not learned, nothing.

    What was forgotten meanwhile stays forgotten.
    """
    column = _column(is_spam)
    found = features(sample)
    with transaction.atomic(savepoint=False):
        _queue()
        mark = fingerprint(found)
        copies = _copies(mark, column)
        if copies > 1:
            _change([mark], column, -1)
        elif copies == 1:
            names = [mark, *found]
            _change([TOTAL, *names], column, -1)
            LearnedFeature.objects.filter(feature__in=names, spam=0, honest=0).delete()


def forget_rare(most: int = MOST_ROWS) -> int:
    """Delete what stood in a single comment, the oldest first, until ``most`` rows are left.

    Returns how many were deleted. To be called now and then; it changes judgements little, since
    what was seen once is hardly believed.
    """
    surplus = LearnedFeature.objects.count() - most
    if surplus <= 0:
        return 0
    rare = LearnedFeature.objects.filter(spam__lt=2 - F("honest")).exclude(feature=TOTAL)
    # Without its fingerprint a comment could not be unlearned.
    rare = rare.exclude(feature__startswith=FINGERPRINT)
    oldest = rare.order_by("pk").values_list("pk", flat=True)
    last = list(oldest[surplus - 1 : surplus]) or list(oldest.reverse()[:1])
    if not last:
        return 0
    deleted, _ = rare.filter(pk__lte=last[0]).delete()
    return deleted


def _queue() -> None:
    """Wait until nobody else is learning, and keep others waiting until the transaction ends."""
    if not LearnedFeature.objects.filter(feature=TOTAL).update(spam=F("spam")):
        LearnedFeature.objects.bulk_create([LearnedFeature(feature=TOTAL)], ignore_conflicts=True)
        LearnedFeature.objects.filter(feature=TOTAL).update(spam=F("spam"))


def _copies(mark: str, column: Column) -> int:
    return LearnedFeature.objects.filter(feature=mark).values_list(column, flat=True).first() or 0


def _change(names: list[str], column: Column, step: int) -> None:
    """Add ``step`` to a column of the rows of these features; never below nothing."""
    rows = LearnedFeature.objects.filter(feature__in=names)
    if step < 0:
        rows = rows.filter(**{f"{column}__gt": 0})
    rows.update(**{column: F(column) + step})


def _column(is_spam: bool) -> Column:
    return "spam" if is_spam else "honest"
