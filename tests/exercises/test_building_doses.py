"""A dose that a reader changed: what can be followed is taken, what can't is not."""

from hypothesis import given

from exercises.building.code import Changes
from exercises.building.doses import (
    MOST_REPETITIONS,
    activity_choices,
    changed,
    differences,
    dose_choices,
)
from exercises.dose import Dose
from exercises.timeline import seconds
from tests.exercises.doses import doses
from tests.exercises.links import changes

BRIDGE = Dose(hold_min=2, hold_max=5, reps_min=10, sets_min=3, seconds_per_rep=4, rest_seconds=45)


def test_a_figure_takes_the_place_of_a_range():
    dose = changed(BRIDGE, Changes(hold=10))
    assert (dose.hold_min, dose.hold_max, dose.reps_min) == (10, None, 10)


def test_nothing_changed_is_the_dose_itself():
    assert changed(BRIDGE, Changes()) is BRIDGE


def test_one_set_has_nothing_to_rest_between():
    assert changed(BRIDGE, Changes(sets=1)).rest_seconds is None


def test_the_source_did_not_word_what_the_reader_changed():
    assert changed(Dose(reps_min=5, seconds_per_rep=2, source_wording="Five"), Changes(reps=8)) == (
        Dose(reps_min=8, seconds_per_rep=2)
    )


def test_a_change_that_nobody_could_follow_is_refused():
    walk = Dose(minutes_min=10)
    assert changed(walk, Changes(reps=5)) is None
    assert changed(BRIDGE, Changes(hold=0, reps=0)) is None
    assert changed(BRIDGE, Changes(second_hold=5, hold=0)) is None


def test_more_repetitions_in_all_than_anybody_does_are_refused():
    assert changed(BRIDGE, Changes(reps=MOST_REPETITIONS // 3 + 1)) is None
    assert changed(BRIDGE, Changes(reps=MOST_REPETITIONS // 3)) is not None


@given(doses(), changes)
def test_a_changed_dose_is_valid_and_has_a_time(dose, wanted):
    result = changed(dose, wanted)
    if result is not None:
        result.validate()
        assert seconds(result) > 0
        assert result.sentence()


@given(doses(), doses())
def test_the_differences_of_two_doses_lead_from_one_to_the_time_of_the_other(own, wanted):
    between = differences(own, wanted)
    result = changed(own, between)
    same = (own.per_side, own.until_tired) == (wanted.per_side, wanted.until_tired)
    if result is not None and same:
        assert seconds(result) == seconds(wanted)


def test_the_choices_are_the_figures_that_the_dose_states():
    choices = list(dose_choices(BRIDGE, Changes(reps=7)))
    assert [choice.name for choice in choices] == ["hold", "reps", "sets"]
    hold, reps, _sets = (choice.options for choice in choices)
    assert hold[0] == ("", "As written: 2–5", True)
    assert [option for option in reps if option[2]] == [("7", "7", True)]


def test_a_figure_that_was_left_out_says_so():
    choices = {choice.name: choice for choice in dose_choices(BRIDGE, Changes(sets=0))}
    assert ("0", "none", True) in choices["sets"].options


def test_the_minutes_of_an_activity_are_among_its_choices():
    assert ("7", "7", True) in activity_choices(7).options
