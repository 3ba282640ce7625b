"""Doses for property tests: any that a person could follow, and only those."""

from hypothesis import strategies as st

from exercises.dose import LARGEST, Dose

# Fewer than a dose may have, so that a test does not count through thousands of phases.
COUNTED = {"reps": 30, "sets": 5}


def _range(draw, name):
    largest = COUNTED.get(name, LARGEST[name])
    low = draw(st.integers(1, largest))
    high = draw(st.none() | st.integers(low + 1, largest)) if low < largest else None
    return {f"{name}_min": low, f"{name}_max": high}


def _maybe(draw, name):
    return draw(st.none() | st.integers(1, LARGEST[name]))


@st.composite
def doses(draw):
    """A dose that `Dose.validate` accepts, with or without each part it may have."""
    parts = draw(st.sampled_from([_minutes, _exercise]))(draw) | _frequency(draw)
    return Dose(**parts)


@st.composite
def exercise_doses(draw, *, per_side=None):
    """Like `doses`, but never one in minutes."""
    return Dose(**_exercise(draw, per_side=per_side) | _frequency(draw))


def _minutes(draw):
    return _range(draw, "minutes")


def _exercise(draw, per_side=None):
    parts = draw(st.sampled_from([_held, _in_breaths, _until_tired, _moved]))(draw)
    parts["per_side"] = draw(st.booleans()) if per_side is None else per_side
    if parts["per_side"]:
        parts["change_sides_seconds"] = _maybe(draw, "change_sides_seconds")
    if "reps_min" not in parts and draw(st.booleans()):
        parts |= _range(draw, "reps")
    if draw(st.booleans()):
        parts |= _range(draw, "sets")
    counted = "sets" if "sets_min" in parts else "reps"
    if (parts.get(f"{counted}_max") or parts.get(f"{counted}_min") or 1) > 1:
        parts["rest_seconds"] = _maybe(draw, "rest_seconds")
    return parts


def _held(draw):
    return _range(draw, "hold") | {
        "second_hold": _maybe(draw, "second_hold"),
        "seconds_per_rep": _maybe(draw, "seconds_per_rep"),
    }


def _in_breaths(draw):
    return _range(draw, "breaths") | {"seconds_per_rep": _maybe(draw, "seconds_per_rep")}


def _until_tired(draw):
    hold = _range(draw, "hold") if draw(st.booleans()) else {}
    return hold | {"until_tired": True, "seconds_per_rep": _maybe(draw, "seconds_per_rep")}


def _moved(draw):
    seconds = draw(st.integers(1, LARGEST["seconds_per_rep"]))
    return _range(draw, "reps") | {"seconds_per_rep": seconds}


def _frequency(draw):
    parts = {}
    if draw(st.booleans()):
        parts |= _range(draw, "times_per_day")
    if draw(st.booleans()):
        parts |= _range(draw, "days_per_week")
    counted = "times_per_day" if "times_per_day_min" in parts else "days_per_week"
    everything = counted == "days_per_week" and parts.get("days_per_week_min") == 7
    if parts and not everything and parts[f"{counted}_max"] is None:
        parts["at_least"] = draw(st.booleans())
    return parts
