"""The code that carries a plan in a link: whole for good links, harmless for all others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.building.code import (
    MOST_CHARACTERS,
    MOST_ITEMS,
    Activity,
    Changes,
    Chosen,
    Plan,
    decode,
    encode,
)
from tests.exercises.links import damaged_codes, plans


@given(plans)
def test_a_plan_comes_out_of_its_code_as_it_went_in(plan):
    assert decode(encode(plan)) == (plan, [])


@given(plans)
def test_a_code_is_short_and_needs_no_escaping(plan):
    code = encode(plan)
    assert len(code) <= MOST_CHARACTERS
    assert all(c.isascii() and (c.isalnum() or c == ".") for c in code)


@given(st.text(max_size=2000) | st.text("1.aRHWS0123456789", max_size=2000))
def test_any_text_is_read_without_an_error_and_what_is_read_is_sound(code):
    plan, problems = decode(code)
    assert len(plan.entries) <= MOST_ITEMS
    assert decode(encode(plan)) == (plan, [])
    assert plan or problems or not code


def test_ten_thousand_damaged_codes_are_read_without_an_error():
    for code in damaged_codes(10_000, [1, 2, 3]):
        plan, _problems = decode(code)
        assert decode(encode(plan)) == (plan, []), code


def test_the_code_is_what_the_document_says():
    plan = Plan((Chosen(87), Chosen(118, Changes(reps=8, sets=2)), Activity("walk", 10)))
    assert encode(plan) == "1.2f.3aR8S2.W10"


def test_an_empty_plan_has_no_code():
    assert encode(Plan()) == ""
    assert decode("") == (Plan(), [])


@pytest.mark.parametrize("code", ["2.1.2", "junk", ".", "1é.2", "١.2"])
def test_a_code_of_another_version_is_not_guessed_at(code):
    plan, problems = decode(code)
    assert plan == Plan()
    assert len(problems) == 1


@pytest.mark.parametrize(
    "part",
    ["", "0", "01", "-1", "1 ", "z" * 11, "W0", "W181", "X5", "W", "1R", "1r-5", "١", "W١", "é"],
)
def test_a_part_that_makes_no_sense_is_left_out_and_the_rest_kept(part):
    plan, problems = decode(f"1.5.{part}.6")
    assert plan.entries == (Chosen(5), Chosen(6))
    assert len(problems) == 1


@pytest.mark.parametrize("changes", ["R101", "H601", "S11", "R5R6", "Z1", "R5Z1"])
def test_a_dose_beyond_its_limits_is_left_out_and_the_exercise_kept(changes):
    plan, problems = decode(f"1.5{changes}.6R5")
    assert plan.entries == (Chosen(5), Chosen(6, Changes(reps=5)))
    assert len(problems) == 1


def test_more_items_than_a_routine_holds_are_left_out():
    plan, problems = decode("1" + ".5" * 31)
    assert len(plan.entries) == 30
    assert len(problems) == 1


def test_an_endless_code_is_read_no_further_than_its_bound():
    plan, problems = decode("1." + "x!" * 1_000_000)
    assert plan == Plan()
    assert problems
