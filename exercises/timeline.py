"""How a dose runs in time: the one formula behind the page, the routine and the player.

Every figure of time on the site is a sum of the phases made here. Pure functions of a `Dose`, with
no database and no clock; `tests/exercises/dose_vectors.json` holds cases for a second
implementation, such as a player in the browser.

A range counts with its lower figure, the dose that a reader starts with. An exercise therefore
takes "from" these minutes; a longer hold or more repetitions make it longer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .dose import Dose

# Before an exercise that stands alone or opens a routine: the countdown.
GET_READY_SECONDS = 5
# Before every later exercise of a routine: read what comes, change position, fetch the towel or
# the ball, and count down. A walk, heat or another activity starts without it.
NEXT_EXERCISE_SECONDS = 20
# To turn over or to swap legs, where a dose does not say.
CHANGE_SIDES_SECONDS = 5
# Twelve breaths a minute, the slow end of an adult's usual 12 to 20 at rest (Royal College of
# Physicians, National Early Warning Score 2, 2017).
SECONDS_PER_BREATH = 5
# What "until the muscles tire" counts for where the dose names no seconds.
UNTIL_TIRED_SECONDS = 30

Kind = Literal[
    "get_ready",
    "move",
    "hold",
    "second_hold",
    "breathe",
    "until_tired",
    "rest",
    "change_sides",
    "activity",
]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of time with one thing to do.

    `seconds` is at least 1. `set` and `rep` count from 1 and say to what the phase belongs or, for
    a rest or a change of sides, what it leads to; `side` is None where sides do not matter.
    """

    kind: Kind
    seconds: int
    side: Side | None = None
    set: int = 1
    rep: int = 1


def timeline(dose: Dose, *, get_ready: int = GET_READY_SECONDS) -> list[Phase]:
    """The phases of one dose, in order; expects a dose that `Dose.validate` accepts.

    A dose in minutes is one activity without a countdown. Otherwise, after `get_ready` seconds,
    each repetition is: move in, hold, move out (the movement time is halved, the odd second goes
    into moving in), or one movement where nothing is held. With sets, each set is done on the left
    and then on the right, and the rest comes when both sides are done; turning back to the left is
    part of that rest. Without sets, all repetitions are done on the left and then on the right.
    """
    if dose.minutes_min:
        return [Phase("activity", dose.minutes_min * 60)]
    sets = dose.sets_min or 1
    phases = [Phase("get_ready", get_ready)]
    for number in range(1, sets + 1):
        if number > 1:
            phases += _between_sets(dose, number)
        phases += _one_set(dose, number)
    return [phase for phase in phases if phase.seconds]


def seconds(dose: Dose, *, get_ready: int = GET_READY_SECONDS) -> int:
    """How long a dose takes: the sum of its phases."""
    return sum(phase.seconds for phase in timeline(dose, get_ready=get_ready))


def routine_timeline(doses: Iterable[Dose]) -> list[list[Phase]]:
    """The phases of each item of a routine; an activity is a dose in minutes.

    The first item starts after the countdown, each later exercise after the longer pause that it
    takes to get from one exercise to the next.
    """
    return [
        timeline(dose, get_ready=NEXT_EXERCISE_SECONDS if index else GET_READY_SECONDS)
        for index, dose in enumerate(doses)
    ]


def routine_seconds(doses: Iterable[Dose]) -> int:
    """How long a routine takes: the sum of all its phases, the pauses between items included."""
    return sum(phase.seconds for item in routine_timeline(doses) for phase in item)


def minutes(seconds: int) -> int:
    """Whole minutes as the site prints them: to the nearest, a half upwards, and never 0."""
    return max(1, (seconds + 30) // 60)


def _between_sets(dose: Dose, number: int) -> list[Phase]:
    if dose.rest_seconds:
        return [Phase("rest", dose.rest_seconds, None, number)]
    return [_change_sides(dose, "left", number)] if dose.per_side else []


def _one_set(dose: Dose, number: int) -> Iterator[Phase]:
    sides: tuple[Side | None, ...] = ("left", "right") if dose.per_side else (None,)
    for side in sides:
        if side == "right":
            yield _change_sides(dose, side, number)
        for rep in range(1, (dose.reps_min or 1) + 1):
            if rep > 1 and dose.rest_seconds and not dose.sets_min:
                yield Phase("rest", dose.rest_seconds, side, number, rep)
            for kind, length in _one_repetition(dose):
                yield Phase(kind, length, side, number, rep)


def _change_sides(dose: Dose, side: Side, number: int) -> Phase:
    return Phase("change_sides", dose.change_sides_seconds or CHANGE_SIDES_SECONDS, side, number)


def _one_repetition(dose: Dose) -> list[tuple[Kind, int]]:
    movement = dose.seconds_per_rep or 0
    if not dose.is_held:
        return [("move", movement)]
    held: list[tuple[Kind, int]]
    length = dose.hold_min or (dose.breaths_min or 0) * SECONDS_PER_BREATH
    if dose.until_tired:
        held = [("until_tired", length or UNTIL_TIRED_SECONDS)]
    elif dose.breaths_min:
        held = [("breathe", length)]
    else:
        held = [("hold", length), ("second_hold", dose.second_hold or 0)]
    return [("move", movement - movement // 2), *held, ("move", movement // 2)]
