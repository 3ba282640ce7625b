"""What a press of a button makes of a plan: pure functions, and the one that reads the request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ..dose import LARGEST
from .code import MOST_ITEMS, Activity, Changes, Entry, Plan
from .doses import STEPS

# What an activity takes until the reader says otherwise, in minutes.
ACTIVITY_MINUTES = {"walk": 10, "heat": 15, "rest": 2}


@dataclass(frozen=True, slots=True)
class Result:
    """The plan after an action, and the part of the page to go on from."""

    plan: Plan
    anchor: str


def act(plan: Plan, data: Mapping[str, str]) -> Result | None:
    """The result of the button that was pressed; None where none was, or it means nothing."""
    for name in ("remove", "up", "down", "set"):
        place = _place(data.get(name, ""), plan)
        if place is not None:
            return _ACTIONS[name](plan, place, data)
    start, _dash, end = data.get("move", "").partition("-")
    place, to = _place(start, plan), _place(end, plan)
    if place is not None and to is not None:
        return _move(plan, place, to)
    if data.get("activity") in ACTIVITY_MINUTES and not plan.is_full:
        kind = data["activity"]
        longer = added(plan, Activity(kind, ACTIVITY_MINUTES[kind]))
        return Result(longer, f"item-{len(longer.entries)}")
    return None


def added(plan: Plan, entry: Entry) -> Plan:
    """The plan with one more entry at its end; full plans stay as they are."""
    return plan if plan.is_full else Plan((*plan.entries, entry))


def full() -> str:
    return _("A routine holds up to %(most)s items. Remove one first.") % {"most": MOST_ITEMS}


def _remove(plan: Plan, place: int, data: Mapping[str, str]) -> Result:
    return Result(Plan(plan.entries[:place] + plan.entries[place + 1 :]), "routine")


def _up(plan: Plan, place: int, data: Mapping[str, str]) -> Result:
    return _move(plan, place, max(place - 1, 0))


def _down(plan: Plan, place: int, data: Mapping[str, str]) -> Result:
    return _move(plan, place, min(place + 1, len(plan.entries) - 1))


def _move(plan: Plan, place: int, to: int) -> Result:
    entries = list(plan.entries)
    entries.insert(to, entries.pop(place))
    return Result(Plan(tuple(entries)), f"item-{to + 1}")


def _set(plan: Plan, place: int, data: Mapping[str, str]) -> Result:
    """Give the entry the figures of its form; a figure that means nothing is passed over."""
    entry = plan.entries[place]
    figures = {name: _figure(name, data[name]) for name in STEPS if name in data}
    changed: Entry = entry
    if isinstance(entry, Activity):
        changed = replace(entry, minutes=figures.get("minutes") or entry.minutes)
    else:
        changed = replace(entry, changes=_changed(entry.changes, figures))
    entries = (*plan.entries[:place], changed, *plan.entries[place + 1 :])
    return Result(Plan(entries), f"item-{place + 1}")


def _changed(changes: Changes, figures: dict[str, int | None]) -> Changes:
    result = replace(changes, **figures)
    if result.sets != changes.sets:
        # A rest that was left out belonged to the sets as they were.
        result = replace(result, rest_seconds=None)
    has_any = any(getattr(result, name) is not None for name in STEPS)
    return result if has_any else Changes()


def _place(text: str, plan: Plan) -> int | None:
    """The index of the entry that a button names by its number, from 1."""
    number = _number(text)
    return number - 1 if number is not None and 1 <= number <= len(plan.entries) else None


def _figure(name: str, text: str) -> int | None:
    number = _number(text)
    return number if number is not None and number <= LARGEST[name] else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None


_ACTIONS = {"remove": _remove, "up": _up, "down": _down, "set": _set}
