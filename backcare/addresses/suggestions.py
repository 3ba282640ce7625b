"""Which page a reader may have meant by an address."""

import re
from difflib import SequenceMatcher
from functools import reduce
from operator import or_

from django.db.models import Q

from backcare.publishing.models import Page

SHOWN = 5
MOST_WORDS = 6
# Compared in Python; more would not make the best one better.
MOST_COMPARED = 300
# Of 1. Below it, two addresses have no more in common than any two words of English.
LEAST_LIKENESS = 0.45


def pages_like(path: str) -> list[Page]:
    """The live pages whose addresses are most like the path, best first. One query."""
    wanted = re.sub(r"\.html?$", "", path.rstrip("/").rpartition("/")[2]).lower()
    words = [word for word in re.split(r"[\W_]+", wanted) if len(word) > 2][:MOST_WORDS]
    if not words:
        return []
    # The beginnings, too: a misspelt word mostly begins well.
    likely = reduce(or_, (Q(slug__icontains=word[:4]) for word in words))
    rows = Page.objects.live().filter(likely).newest_first()[:MOST_COMPARED]
    likeness = {page: _likeness(wanted, page.slug) for page in rows}
    best = [page for page in likeness if likeness[page] >= LEAST_LIKENESS]
    return sorted(best, key=lambda page: -likeness[page])[:SHOWN]


def _likeness(one: str, other: str) -> float:
    """From 0 to 1: by letters in their order, or by words in any order, whichever is more."""
    words, others = set(re.split(r"[\W_]+", one)), set(other.split("-"))
    shared = len(words & others) / max(len(words | others), 1)
    return max(SequenceMatcher(None, one, other).ratio(), shared)
