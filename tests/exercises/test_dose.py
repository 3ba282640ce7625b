"""What a dose refuses, what it says, and that it can say what the sources say."""

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from hypothesis import given

from exercises.dose import LARGEST, RANGES, Dose

from .doses import doses

DEMO = Path(__file__).parents[2] / "exercises" / "demo"
EXERCISES = sorted((DEMO / "exercises").glob("*.toml"))
ROUTINES = sorted((DEMO / "routines").glob("*.toml"))

# What a number is called where it is not written in figures.
IN_WORDS = {1: r"\bonce\b", 2: r"\btwice\b", 7: r"\bevery day\b"}
# Left to the fact list, where the sentence would be the worse for it.
NOT_IN_THE_SENTENCE = {"seconds_per_rep", "change_sides_seconds"}

# The doses of six exercises as a popular article gives them, ranges, stages and all.
SIX = {
    "prayer pose": (
        Dose(hold_min=15, hold_max=30, reps_min=5, source_wording="repeat in 5 intervals"),
        "Hold for 15 to 30 seconds. Do this 5 times.",
    ),
    "pelvic thrust": (
        Dose(hold_min=30, until_tired=True, reps_min=5),
        "Hold for 30 seconds, or until the muscles tire. Do this 5 times.",
    ),
    "knee to chest": (
        Dose(hold_min=15, second_hold=15, reps_min=5, per_side=True),
        "Hold for 15 seconds, stretch a little further, then hold for another 15 seconds. "
        "Do this 5 times on each side.",
    ),
    "side leg raise": (
        Dose(hold_min=1, hold_max=2, reps_min=10, sets_min=3, per_side=True),
        "Hold for 1 or 2 seconds. Do 3 sets of 10 on each side.",
    ),
    "cat": (Dose(hold_min=30, reps_min=5), "Hold for 30 seconds. Do this 5 times."),
    "superman": (
        Dose(hold_min=10, hold_max=15, reps_min=10, times_per_day_min=2, at_least=True),
        "Hold for 10 to 15 seconds. Do this 10 times, at least twice a day.",
    ),
}


def _figures(dose, *, without=()):
    return {
        field.name: value
        for field in fields(dose)
        if isinstance(value := getattr(dose, field.name), int)
        and not isinstance(value, bool)
        and field.name not in without
    }


def _errors(dose):
    with pytest.raises(ValidationError) as refused:
        dose.validate()
    return refused.value.message_dict


def _load(path):
    return tomllib.loads(path.read_text())


@pytest.mark.parametrize(("dose", "sentence"), SIX.values(), ids=SIX)
def test_says_what_the_sources_say(dose, sentence):
    dose.validate()
    assert dose.sentence() == sentence


@pytest.mark.parametrize(
    ("dose", "sentence"),
    [
        (
            Dose(hold_min=15, hold_max=30, reps_min=5, per_side=True, rest_seconds=10,
                 times_per_day_min=2, at_least=True),
            "Hold for 15 to 30 seconds. Do this 5 times on each side, resting for 10 seconds in "
            "between, at least twice a day.",
        ),
        (
            Dose(breaths_min=1, reps_min=10, sets_min=3, per_side=True, rest_seconds=10,
                 days_per_week_min=7),
            "Hold for 1 breath. Do 3 sets of 10 on each side, resting for 10 seconds after both "
            "sides, every day.",
        ),
        (Dose(hold_min=30, per_side=True), "Hold for 30 seconds on each side."),
        (
            Dose(until_tired=True, times_per_day_min=1, times_per_day_max=2, days_per_week_min=5),
            "Hold until the muscles tire, once or twice a day, 5 days a week.",
        ),
        (
            Dose(reps_min=10, per_side=True, seconds_per_rep=5, times_per_day_min=1),
            "Do this 10 times on each side, taking about 5 seconds each time, once a day.",
        ),
        (
            Dose(minutes_min=10, minutes_max=30, days_per_week_min=5),
            "Keep going for 10 to 30 minutes, 5 days a week.",
        ),
        (
            Dose(hold_min=10, hold_max=20, sets_min=2, sets_max=3, rest_seconds=45),
            "Hold for 10 to 20 seconds. Do this 2 or 3 times, resting for 45 seconds in between.",
        ),
        (
            Dose(hold_min=1, reps_min=8, sets_min=1, days_per_week_min=1),
            "Hold for 1 second. Do 1 set of 8, 1 day a week.",
        ),
        (
            Dose(hold_min=5, days_per_week_min=3, at_least=True),
            "Hold for 5 seconds, at least 3 days a week.",
        ),
    ],
)  # fmt: skip
def test_reads_naturally(dose, sentence):
    dose.validate()
    assert dose.sentence() == sentence


def test_facts_come_in_the_readers_order():
    dose = Dose(
        hold_min=1,
        hold_max=2,
        reps_min=10,
        sets_min=3,
        per_side=True,
        seconds_per_rep=2,
        rest_seconds=45,
        change_sides_seconds=8,
        days_per_week_min=3,
        progression="Work up to 15.",
        source_wording="Do this 10 more times.",
    )
    assert dose.facts() == [
        ("Hold", "1 or 2 seconds"),
        ("Repeat", "10 times in each set"),
        ("Sets", "3 on each side"),
        ("Pace", "about 2 seconds to move in and out"),
        ("Rest", "45 seconds after both sides"),
        ("Changing sides", "8 seconds"),
        ("How often", "3 days a week"),
        ("Progress", "Work up to 15."),
        ("In the source’s words", "“Do this 10 more times.”"),
    ]


def test_facts_of_a_two_stage_hold_and_of_a_walk():
    stretch = Dose(hold_min=15, second_hold=20, per_side=True)
    assert stretch.facts() == [
        ("Hold", "15 seconds, then a little further for another 20 seconds on each side")
    ]
    walk = Dose(minutes_min=10, minutes_max=30, days_per_week_min=7)
    assert walk.facts() == [("Time", "10 to 30 minutes"), ("How often", "Every day")]


def test_frequency_is_empty_when_it_is_not_stated():
    assert Dose(hold_min=30).frequency() == ""
    assert Dose(hold_min=30).sentence() == "Hold for 30 seconds."


@given(doses())
def test_the_sentence_is_one_clean_line(dose):
    sentence = dose.sentence()
    assert re.fullmatch(r"[A-Z].*\.", sentence)
    assert not re.search(r"  |None|%|\(|,,|\.\.| [,.]", sentence)


@given(doses())
def test_the_sentence_mentions_every_stated_number(dose):
    _assert_mentions(dose.sentence(), dose, without=_not_in_the_sentence(dose))


@given(doses())
def test_the_facts_mention_every_stated_number(dose):
    text = "\n".join(text for _label, text in dose.facts())
    _assert_mentions(text, dose)
    assert all(label and text for label, text in dose.facts())


def _not_in_the_sentence(dose):
    if dose.is_held:
        return NOT_IN_THE_SENTENCE
    return NOT_IN_THE_SENTENCE - {"seconds_per_rep"}


def _assert_mentions(text, dose, *, without=()):
    for name, value in _figures(dose, without=without).items():
        words = "|".join(filter(None, [rf"\b{value}\b", IN_WORDS.get(value)]))
        assert re.search(words, text, re.IGNORECASE), (name, value, text)


@given(doses())
def test_what_can_be_followed_is_accepted(dose):
    dose.validate()


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_accepts_the_demonstration_exercises(path):
    dose = Dose(**_load(path)["dose"])
    dose.validate()
    assert dose.frequency()


@pytest.mark.parametrize("path", ROUTINES, ids=lambda path: path.stem)
def test_accepts_the_demonstration_routines(path):
    for item in _load(path)["items"]:
        Dose(**item.get("dose", {"minutes_min": item.get("minutes", 1)})).validate()


def test_an_empty_dose_says_nothing_to_do():
    assert set(_errors(Dose())) == {NON_FIELD_ERRORS}
    assert set(_errors(Dose(sets_min=3, days_per_week_min=3))) == {NON_FIELD_ERRORS}


@pytest.mark.parametrize("name", RANGES)
def test_a_range_goes_upwards(name):
    base = {"hold_min": 30} if name in {"sets", "times_per_day", "days_per_week"} else {}
    assert f"{name}_max" in _errors(Dose(**base | {f"{name}_min": 5, f"{name}_max": 5}))
    assert f"{name}_max" in _errors(Dose(**base | {f"{name}_min": 5, f"{name}_max": 4}))
    assert f"{name}_min" in _errors(Dose(**base | {f"{name}_min": None, f"{name}_max": 5}))


@pytest.mark.parametrize("name", [field.name for field in fields(Dose) if field.default is None])
def test_a_figure_stays_within_reason(name):
    largest = LARGEST[name.removesuffix("_min").removesuffix("_max")]
    base = Dose(hold_min=30, reps_min=5, per_side=True)
    for value in (-1, 0, largest + 1):
        assert name in _errors(replace(base, **{name: value}))


@pytest.mark.parametrize(
    ("dose", "field"),
    [
        (Dose(hold_min=30, breaths_min=3), "breaths_min"),
        (Dose(second_hold=15, reps_min=5, seconds_per_rep=3), "second_hold"),
        (Dose(hold_min=15, second_hold=15, until_tired=True), "until_tired"),
        (Dose(reps_min=10), "seconds_per_rep"),
        (Dose(hold_min=30, rest_seconds=10), "rest_seconds"),
        (Dose(hold_min=30, sets_min=1, rest_seconds=10), "rest_seconds"),
        (Dose(hold_min=30, reps_min=5, sets_min=1, rest_seconds=10), "rest_seconds"),
        (Dose(hold_min=30, change_sides_seconds=5), "change_sides_seconds"),
        (Dose(hold_min=30, at_least=True), "at_least"),
        (Dose(hold_min=30, at_least=True, days_per_week_min=7), "at_least"),
        (
            Dose(hold_min=30, at_least=True, times_per_day_min=2, times_per_day_max=3),
            "times_per_day_max",
        ),
        (
            Dose(hold_min=30, at_least=True, days_per_week_min=3, days_per_week_max=5),
            "days_per_week_max",
        ),
        (Dose(minutes_min=10, hold_min=30), "hold_min"),
        (Dose(minutes_min=10, reps_min=3), "reps_min"),
        (Dose(minutes_min=10, per_side=True), "per_side"),
        (Dose(minutes_min=10, sets_min=2), "sets_min"),
    ],
)
def test_refuses_a_contradiction_beside_its_field(dose, field):
    errors = _errors(dose)
    assert field in errors
    assert all(message.endswith(".") for messages in errors.values() for message in messages)
