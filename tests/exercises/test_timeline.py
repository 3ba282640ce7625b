"""How long doses and routines take: the phases, their sum, and the minutes on the page."""

import json
import tomllib
from collections import Counter
from dataclasses import astuple, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.dose import LARGEST, Dose
from exercises.timeline import (
    CHANGE_SIDES_SECONDS,
    GET_READY_SECONDS,
    NEXT_EXERCISE_SECONDS,
    SECONDS_PER_BREATH,
    UNTIL_TIRED_SECONDS,
    Phase,
    minutes,
    routine_seconds,
    routine_timeline,
    seconds,
    timeline,
)

from .doses import doses, exercise_doses

VECTORS = json.loads((Path(__file__).parent / "dose_vectors.json").read_text())
DEMO = Path(__file__).parents[2] / "exercises" / "demo"
# The minutes that the fact brief of the demonstration content gives for its five routines.
ROUTINE_MINUTES = {
    "morning-loosener": 8,
    "strength-base": 15,
    "desk-break": 6,
    "knots-and-hips": 10,
    "all-round": 20,
}


def _load(path):
    return tomllib.loads(path.read_text())


def _demo_routine(slug):
    """The doses that a routine file says: its own, the exercise's, or an activity's minutes."""
    for item in _load(DEMO / "routines" / f"{slug}.toml")["items"]:
        if "activity" in item:
            yield Dose(minutes_min=item["minutes"])
        else:
            own = item.get("dose")
            yield Dose(**own or _load(DEMO / "exercises" / f"{item['exercise']}.toml")["dose"])


def _kinds(dose):
    return [(phase.kind, phase.seconds) for phase in timeline(dose)]


@pytest.mark.parametrize(("slug", "expected"), ROUTINE_MINUTES.items())
def test_the_demonstration_routines_take_the_minutes_of_their_brief(slug, expected):
    assert minutes(routine_seconds(_demo_routine(slug))) == expected


def test_every_demonstration_routine_is_timed():
    assert {path.stem for path in (DEMO / "routines").glob("*.toml")} == set(ROUTINE_MINUTES)


@pytest.mark.parametrize("vector", VECTORS["doses"], ids=lambda vector: vector["name"])
def test_the_shared_cases(vector):
    dose = Dose(**vector["dose"])
    dose.validate()
    assert seconds(dose) == vector["seconds"]
    assert minutes(vector["seconds"]) == vector["minutes"]
    assert dose.sentence() == vector["sentence"]
    if "phases" in vector:
        assert [list(astuple(phase)) for phase in timeline(dose)] == vector["phases"]


@pytest.mark.parametrize("vector", VECTORS["routines"], ids=lambda vector: vector["name"])
def test_the_shared_routines(vector):
    parts = [Dose(**dose) for dose in vector["doses"]]
    items = [sum(phase.seconds for phase in item) for item in routine_timeline(parts)]
    assert items == vector["item_seconds"]
    assert routine_seconds(parts) == sum(items) == vector["seconds"]
    assert minutes(vector["seconds"]) == vector["minutes"]


def test_the_shared_constants():
    assert VECTORS["constants"] == {
        "get_ready": GET_READY_SECONDS,
        "next_exercise": NEXT_EXERCISE_SECONDS,
        "change_sides": CHANGE_SIDES_SECONDS,
        "breath": SECONDS_PER_BREATH,
        "until_tired": UNTIL_TIRED_SECONDS,
    }


def test_a_repetition_moves_in_holds_and_moves_out():
    assert _kinds(Dose(hold_min=10, seconds_per_rep=5)) == [
        ("get_ready", GET_READY_SECONDS),
        ("move", 3),
        ("hold", 10),
        ("move", 2),
    ]


def test_a_two_stage_hold_has_two_phases():
    assert _kinds(Dose(hold_min=15, second_hold=20))[1:] == [("hold", 15), ("second_hold", 20)]


def test_an_open_ended_hold_counts_as_planned():
    assert _kinds(Dose(hold_min=20, until_tired=True))[1:] == [("until_tired", 20)]
    assert _kinds(Dose(until_tired=True))[1:] == [("until_tired", UNTIL_TIRED_SECONDS)]


def test_breaths_are_counted_in_seconds():
    assert _kinds(Dose(breaths_min=3, breaths_max=5))[1:] == [("breathe", 3 * SECONDS_PER_BREATH)]


def test_rest_without_sets_stands_between_repetitions_on_one_side():
    dose = Dose(hold_min=20, reps_min=2, per_side=True, rest_seconds=10)
    assert timeline(dose)[1:] == [
        Phase("hold", 20, "left", 1, 1),
        Phase("rest", 10, "left", 1, 2),
        Phase("hold", 20, "left", 1, 2),
        Phase("change_sides", CHANGE_SIDES_SECONDS, "right", 1, 1),
        Phase("hold", 20, "right", 1, 1),
        Phase("rest", 10, "right", 1, 2),
        Phase("hold", 20, "right", 1, 2),
    ]


def test_rest_with_sets_comes_when_both_sides_are_done():
    dose = Dose(hold_min=15, sets_min=2, per_side=True, rest_seconds=45, change_sides_seconds=8)
    assert timeline(dose)[1:] == [
        Phase("hold", 15, "left", 1),
        Phase("change_sides", 8, "right", 1),
        Phase("hold", 15, "right", 1),
        Phase("rest", 45, None, 2),
        Phase("hold", 15, "left", 2),
        Phase("change_sides", 8, "right", 2),
        Phase("hold", 15, "right", 2),
    ]


def test_sets_without_rest_still_change_sides():
    kinds = [phase.kind for phase in timeline(Dose(hold_min=15, sets_min=2, per_side=True))]
    assert kinds == ["get_ready", *["hold", "change_sides"] * 3, "hold"]


def test_an_activity_starts_without_a_countdown():
    assert timeline(Dose(minutes_min=5, minutes_max=10)) == [Phase("activity", 300)]


def test_a_routine_waits_longer_between_its_exercises():
    stretch, walk = Dose(hold_min=30), Dose(minutes_min=1)
    first, second, third = routine_timeline([stretch, stretch, walk])
    assert first[0] == Phase("get_ready", GET_READY_SECONDS)
    assert second[0] == Phase("get_ready", NEXT_EXERCISE_SECONDS)
    assert third == [Phase("activity", 60)]
    assert routine_timeline([walk, stretch])[1][0].seconds == NEXT_EXERCISE_SECONDS
    assert routine_timeline([]) == []
    assert routine_seconds([]) == 0


@pytest.mark.parametrize(
    ("length", "expected"), [(0, 1), (29, 1), (89, 1), (90, 2), (149, 2), (150, 3), (600, 10)]
)
def test_minutes_are_the_nearest_and_never_none(length, expected):
    assert minutes(length) == expected


@given(doses())
def test_seconds_are_the_sum_of_the_phases(dose):
    phases = timeline(dose)
    assert seconds(dose) == sum(phase.seconds for phase in phases)
    assert all(phase.seconds >= 1 for phase in phases)


@given(exercise_doses())
def test_nothing_rests_or_changes_sides_at_the_ends(dose):
    kinds = [phase.kind for phase in timeline(dose)]
    assert kinds[0] == "get_ready"
    assert kinds.count("get_ready") == 1
    assert kinds[1] not in {"rest", "change_sides"}
    assert kinds[-1] not in {"rest", "change_sides"}


@given(exercise_doses(per_side=True))
def test_both_sides_get_the_same(dose):
    done = {"left": Counter(), "right": Counter()}
    for phase in timeline(dose):
        if phase.side and phase.kind != "change_sides":
            done[phase.side][phase.kind, phase.seconds, phase.set, phase.rep] += 1
    assert done["left"] == done["right"]
    assert done["left"]


@given(exercise_doses(per_side=False))
def test_a_dose_without_sides_names_none(dose):
    assert {phase.side for phase in timeline(dose)} == {None}


@given(
    exercise_doses(),
    st.sampled_from(["hold", "breaths", "reps", "sets", "second_hold", "seconds_per_rep",
                     "rest_seconds", "change_sides_seconds"]),
)  # fmt: skip
def test_more_of_anything_never_takes_less_time(dose, part):
    name = f"{part}_min" if f"{part}_min" in Dose.__dataclass_fields__ else part
    value = getattr(dose, name)
    if value is None or value == LARGEST[part]:
        return
    assert seconds(replace(dose, **{name: value + 1})) >= seconds(dose)


@given(exercise_doses())
def test_one_more_repetition_takes_longer(dose):
    more = replace(dose, reps_min=(dose.reps_min or 1) + 1)
    assert seconds(more) > seconds(dose)


@given(exercise_doses(per_side=False))
def test_each_side_counts(dose):
    both = replace(dose, per_side=True)
    assert seconds(both) > seconds(dose)
