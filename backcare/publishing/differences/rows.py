"""The rows of a part: which of the old became which of the new."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from .values import as_text, is_empty
from .words import Budget

Row = Mapping[str, Any]

# The place in the order is not what a row says: it is told as a move.
PLACE = "position"
# Rows with at least this share in common are one row that has changed.
ALIKE = 0.4


def matched(old: Sequence[Row], new: Sequence[Row], budget: Budget) -> dict[int, int]:
    """The place among ``old`` of each of ``new`` that was there before, by its place."""
    found = _equal(old, new)
    left_new = [n for n in range(len(new)) if n not in found]
    taken = set(found.values())
    left_old = [n for n in range(len(old)) if n not in taken]
    if not budget.allows(len(left_old) * len(left_new) * 10):
        return found | dict(zip(left_new, left_old, strict=False))
    scores = sorted(
        (-score, abs(before - after), before, after)
        for before in left_old
        for after in left_new
        if (score := _likeness(old[before], new[after])) >= ALIKE
    )
    for _score, _distance, before, after in scores:
        if before not in taken and after not in found:
            found[after] = before
            taken.add(before)
    return found


def moved(found: Mapping[int, int]) -> set[int]:
    """The fewest of the matched rows, by their new places, that must have been moved."""
    order = sorted(found)
    ends: list[int] = []
    chains: list[list[int]] = []
    for after in order:
        before = found[after]
        length = bisect_left(ends, before)
        chain = [*(chains[length - 1] if length else []), after]
        if length == len(ends):
            ends.append(before)
            chains.append(chain)
        else:
            ends[length], chains[length] = before, chain
    return set(order) - set(chains[-1] if chains else [])


def said(row: Row) -> dict[str, Any]:
    """What the row says, without its place."""
    return {name: value for name, value in row.items() if name != PLACE}


def _equal(old: Sequence[Row], new: Sequence[Row]) -> dict[int, int]:
    places: dict[str, list[int]] = defaultdict(list)
    for before, row in enumerate(old):
        places[as_text(said(row))].append(before)
    found = {}
    for after, row in enumerate(new):
        if waiting := places[as_text(said(row))]:
            found[after] = waiting.pop(0)
    return found


def _likeness(old: Row, new: Row) -> float:
    """The share of what two rows say that they say both, between 0 and 1."""
    common = whole = 0.0
    for name in said(old).keys() | said(new).keys():
        one, other = old.get(name), new.get(name)
        if is_empty(one) and is_empty(other):
            continue
        whole += 1
        if one == other:
            common += 1
        elif isinstance(one, str) and isinstance(other, str):
            first, second = Counter(one.split()), Counter(other.split())
            total = first.total() + second.total()
            common += 2 * (first & second).total() / total if total else 0
    return common / whole if whole else 1.0
