"""A dose that a reader has changed, and the figures to choose from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..dose import RANGES, Dose
from .code import LETTERS, Changes

# In one exercise, sides not counted: more is a slip, and would take long to add up.
MOST_REPETITIONS = 300

# What a reader chooses from; the exercise's own figure is always there besides.
STEPS = {
    "hold": (2, 3, 5, 8, 10, 15, 20, 30, 45, 60, 90, 120),
    "breaths": (1, 2, 3, 4, 5, 6, 8, 10),
    "reps": (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30),
    "sets": (1, 2, 3, 4, 5),
    "minutes": (1, 2, 3, 5, 8, 10, 15, 20, 30, 45, 60),
}


@dataclass(frozen=True, slots=True)
class DoseChoice:
    """One figure of a dose, with its options: the value in the form (empty for what the exercise
    says), its words, and whether it is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


def changed(dose: Dose, changes: Changes) -> Dose | None:
    """``dose`` with ``changes``, or None when nobody could follow the two together."""
    values: dict[str, Any] = {}
    for name, value in changes.stated().items():
        if name in RANGES:
            values |= {f"{name}_min": value or None, f"{name}_max": None}
        else:
            values[name] = value or None
    if not values:
        return dose
    result = _tidy(replace(dose, **values, source_wording=""))
    try:
        result.validate()
    except ValidationError:
        return None
    if (result.reps_min or 1) * (result.sets_min or 1) > MOST_REPETITIONS:
        return None
    return result


def differences(own: Dose, wanted: Dose) -> Changes:
    """The changes that make ``own`` take as long as ``wanted``; ranges count with their start."""
    values = {}
    for name in LETTERS:
        column = f"{name}_min" if name in RANGES else name
        before, after = getattr(own, column), getattr(wanted, column)
        if before != after:
            values[name] = after or 0
    return Changes(**values)


def dose_choices(own: Dose, changes: Changes) -> Iterator[DoseChoice]:
    """What of the exercise's dose can be changed, with sensible figures."""
    now = changed(own, changes) or own
    labels = {
        "hold": _("Hold, seconds"),
        "breaths": _("Hold, breaths"),
        "reps": _("Repetitions"),
        "sets": _("Sets"),
        "minutes": _("Minutes"),
    }
    for name, steps in STEPS.items():
        low, high = getattr(own, f"{name}_min"), getattr(own, f"{name}_max")
        if not (low or getattr(now, f"{name}_min")):
            continue
        said = f"{low}–{high}" if high else low or _("none")
        current = getattr(changes, name)
        figures = sorted({*steps, current} - {None})
        yield DoseChoice(
            name,
            labels[name],
            (
                ("", _("As written: %(figures)s") % {"figures": said}, current is None),
                *((str(n), str(n) if n else _("none"), n == current) for n in figures),
            ),
        )


def activity_choices(minutes: int) -> DoseChoice:
    """How long an activity can take."""
    figures = sorted({*STEPS["minutes"], minutes})
    return DoseChoice(
        "minutes", _("Minutes"), tuple((str(n), str(n), n == minutes) for n in figures)
    )


def _tidy(dose: Dose) -> Dose:
    """Without a rest where nothing is left to rest between."""
    repeats = dose.sets_max or dose.sets_min or dose.reps_max or dose.reps_min or 1
    return replace(dose, rest_seconds=None) if dose.rest_seconds and repeats == 1 else dose
