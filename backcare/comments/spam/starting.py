"""What a new site begins with: comments of our own writing, of the usual kinds.

They are no rows of the database, but read once a process, so that they are always seen with the
features of this release. The more a site's moderators decide, the less they weigh.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .sample import Sample
from .tally import Tally

FILE = Path(__file__).with_name("starting_corpus.csv")


def starting_corpus() -> Iterator[tuple[Sample, bool]]:
    """Each sample with whether it is spam."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Sample(text=row["text"], author=row["author"]), row["label"] == "spam"


@cache
def starting_tally() -> Tally:
    """What is learned from the starting corpus. Shared: it must not be changed."""
    tally = Tally()
    for sample, is_spam in starting_corpus():
        tally.learn(sample, is_spam=is_spam)
    return tally
