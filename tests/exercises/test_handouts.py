"""The hand-outs: what stands on the sheet, and where it leads."""

from datetime import date

import pytest

from exercises.handouts.sheet import gist
from tests.factories import (
    make_contributor,
    make_equipment,
    make_exercise,
    make_routine,
    make_safety_text,
)
from tests.fresh import fresh_cache
from tests.markup import parsed

__all__ = ["fresh_cache"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_cache")]


@pytest.fixture
def bridge():
    return make_exercise(
        title="Bridge",
        slug="bridge",
        purpose="Strengthens the hips.",
        start_position="supine",
        hold_min=5,
        reps_min=10,
        seconds_per_rep=4,
        times_per_day_min=2,
        progression="Add two repetitions a week.",
        steps=[{"text": "Lie down."}, {"text": "Lift the hips."}],
        cautions=[{"who": "You are pregnant", "why": "Lie on your side instead."}],
        stop_if="Pain runs down the leg.\nA cramp does not pass.\nYour head aches.",
        equipment=[make_equipment(name="A mat")],
        authors=[make_contributor(name="Ada", credentials="physiotherapist")],
    )


def sitting(**overrides):
    return make_exercise(**({"start_position": "sitting"} | overrides))


def handout(client, page):
    return parsed(client.get(f"{page.get_absolute_url()}handout/"))


def rows(markup) -> int:
    """The rows of the table to tick that are for what is done."""
    return len(markup.all("th", scope="row")) - 2  # The date and the pain.


def test_an_exercise_has_all_that_is_handed_over(client, bridge):
    make_safety_text(emergency="you cannot feel your legs")
    words = handout(client, bridge).words
    for expected in (
        *("Bridge", "Strengthens the hips.", bridge.dose.sentence(), "A mat"),
        *("Lie down.", "Lift the hips.", "Pain runs down the leg.", "Your head aches."),
        *("You are pregnant", "Lie on your side instead.", "Add two repetitions a week."),
        *("Call 999 or go to A&E now", "you cannot feel your legs.", "Two weeks to tick"),
        *("By Ada (physiotherapist).", "Not reviewed by a clinician."),
        f"About {bridge.dose_minutes} minute",
    ):
        assert expected in words, expected


def test_a_routine_tells_each_item_with_its_own_dose_and_the_time_in_all(client, bridge):
    walk = {"activity": "walk", "minutes": 5, "title": "A walk", "note": "Easy."}
    own = {"exercise": bridge, "has_own_dose": True, "hold_min": 7, "note": "On a mat."}
    routine = make_routine(title="Strong", summary="For hips.", items=[walk, own])
    words = handout(client, routine).words
    item = routine.items.get(exercise=bridge)
    for expected in (
        *("Strong", "For hips.", "1. A walk", "Keep going for 5 minutes.", "Easy."),
        *("2. Bridge", item.effective_dose.sentence(), "On a mat.", "Lift the hips."),
        *("Pain runs down the leg.", "You are pregnant."),
        f"About {routine.total_minutes} minutes in all",
    ):
        assert expected in words, expected
    assert bridge.dose.sentence() not in words


def test_a_review_is_named_with_its_date(client):
    page = sitting(
        reviewer=make_contributor(name="Bea"),
        reviewed_on=date(2026, 3, 4),
        review_due_on=date(2027, 3, 4),
    )
    words = handout(client, page).words
    assert "Reviewed by Bea, 4 March 2026." in words
    assert "Review due 4 March 2027." in words


def test_demonstration_content_says_so(client):
    page = sitting(is_demonstration=True)
    assert "No clinician has reviewed this page." in handout(client, page).words


def test_the_way_to_the_floor_is_told_where_the_floor_is_needed(client, bridge):
    way = "Down to the floor and up again"
    chair = sitting()
    assert way in handout(client, bridge).words
    assert way not in handout(client, chair).words
    assert way in handout(client, make_routine(items=[chair, bridge])).words
    assert way not in handout(client, make_routine(items=[chair])).words


@pytest.mark.parametrize("position", ["kneeling", "quadruped", "supine", "prone", "side_lying"])
def test_kneeling_and_lying_need_the_floor(client, position):
    page = make_exercise(start_position=position)
    assert "Down to the floor" in handout(client, page).words


@pytest.mark.parametrize("position", ["standing", "sitting"])
def test_standing_and_sitting_need_none(client, position):
    page = make_exercise(start_position=position)
    assert "Down to the floor" not in handout(client, page).words


@pytest.mark.parametrize(("times", "ticked"), [(None, 1), (1, 1), (3, 3), (24, 4)])
def test_an_exercise_is_ticked_as_often_as_it_is_done_in_a_day(client, times, ticked):
    markup = handout(client, sitting(times_per_day_min=times))
    assert rows(markup) == ticked
    days = [head.text for head in markup.all("th", scope="col")][1:]
    assert days == [str(day) for day in range(1, 15)]


@pytest.mark.parametrize(("items", "ticked"), [(2, 2), (6, 6), (7, 1)])
def test_a_routine_is_ticked_by_item_or_as_a_whole(client, items, ticked):
    routine = make_routine(items=[sitting() for _ in range(items)])
    assert rows(handout(client, routine)) == ticked


def test_a_long_routine_has_its_steps_and_signs_in_short_and_says_where_all_are(client):
    long = "Kneel on one knee on a cushion with the other foot flat. Stand tall."
    signs = "The knee hurts.\nThe back hurts.\nYou wobble."
    exercises = [sitting(steps=[{"text": long}], stop_if=signs) for _ in range(5)]
    few = handout(client, make_routine(items=exercises[:4])).words
    many = handout(client, make_routine(items=exercises)).words
    for words, is_whole in ((few, True), (many, False)):
        assert "with the other foot flat." in words
        assert "The knee hurts." in words
        assert ("Stand tall." in words) is is_whole
        assert ("You wobble." in words) is is_whole
        assert ("Every step and every sign to stop in full:" in words) is not is_whole
        assert "pain, tingling, numbness or weakness runs into an arm or a leg" in words


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Lift.", None),
        ("Breathe out. Slide one foot back along the floor. Wait.", 49),
        ("One sentence that goes on until it has said all that there is", None),
        ("Short. Shorter. Shortest.", None),
    ],
)
def test_the_gist_is_as_many_sentences_as_say_something(text, length):
    assert gist(text) == text[:length]


def test_search_engines_are_sent_to_the_page_itself(client, bridge):
    for page in (bridge, make_routine(items=[bridge])):
        markup = handout(client, page)
        assert markup.canonical.endswith(page.get_absolute_url())
        assert markup.meta("robots") == "noindex"
        assert page.get_absolute_url() in markup.links


@pytest.mark.parametrize(
    ("status", "answer"), [("draft", 404), ("archived", 410), ("published", 200)]
)
def test_the_handout_is_there_when_its_page_is(client, status, answer):
    make_exercise(slug="bridge", status=status)
    make_routine(slug="strong", status=status)
    for path in ("/exercises/bridge/handout/", "/routines/strong/handout/"):
        assert client.get(path).status_code == answer


def test_an_exercise_that_readers_cannot_see_is_on_no_sheet(client, bridge):
    routine = make_routine(items=[bridge, sitting(title="Secret", status="draft")])
    assert "Secret" not in handout(client, routine).words


def test_a_routine_without_anything_to_do_has_a_sheet(client):
    assert "Two weeks to tick" in handout(client, make_routine()).words


def test_the_diary_is_the_same_page_for_everybody(client):
    first, second = client.get("/diary/"), client.get("/diary/?x=1")
    assert first.content == second.content
    assert not first.cookies
    assert "on this device only" in parsed(first).words
