"""Exercises, routines and the words they are found with; the dose has tests of its own."""

import json
from dataclasses import fields

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from backcare.publishing import snapshots
from exercises.dose import Dose
from exercises.kinds import routine_cards
from exercises.models import Exercise, Routine, RoutineItem, Step
from exercises.models.dose import DoseFields
from tests.factories import make_exercise, make_factor, make_routine, make_topic

pytestmark = pytest.mark.django_db

WALK = {"activity": "walk", "minutes": 5, "title": "Walk"}


@pytest.mark.parametrize("model", [Exercise, RoutineItem])
def test_every_field_of_a_dose_has_a_column(model):
    columns = {field.name for field in model._meta.concrete_fields}
    assert {field.name for field in fields(Dose)} <= columns
    assert set(DoseFields.dose_field_names()) == {field.name for field in fields(Dose)}


def test_a_dose_survives_its_row():
    dose = Dose(
        hold_min=15,
        hold_max=30,
        reps_min=2,
        reps_max=3,
        per_side=True,
        times_per_day_min=2,
        at_least=True,
        source_wording="5 intervals",
    )
    exercise = make_exercise(hold_min=None)
    exercise.set_dose(dose)
    exercise.save()
    assert Exercise.objects.get(pk=exercise.pk).dose == dose


def test_a_dose_that_nobody_can_follow_is_refused_beside_its_field():
    exercise = make_exercise(hold_min=30, hold_max=15)
    with pytest.raises(ValidationError) as refused:
        exercise.full_clean()
    assert "hold_max" in refused.value.message_dict
    nothing = make_exercise(hold_min=None)
    with pytest.raises(ValidationError):
        nothing.full_clean()


# Routines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"activity": "walk"},
        {"activity": "walk", "minutes": 0},
        {"minutes": 5},
    ],
)
def test_an_item_is_an_exercise_or_an_activity_with_its_minutes(entry):
    routine, exercise = make_routine(), make_exercise()
    for values in (entry, {"exercise": exercise} | WALK):
        item = RoutineItem(routine=routine, **values)
        with pytest.raises(ValidationError):
            item.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            item.save()


def test_an_item_is_fine_as_one_of_both():
    routine, exercise = make_routine(), make_exercise()
    RoutineItem(routine=routine, exercise=exercise).full_clean()
    RoutineItem(routine=routine, **WALK).full_clean()


def test_an_item_has_the_exercise_s_dose_unless_it_has_its_own():
    exercise = make_exercise(hold_min=30)
    routine = make_routine(
        items=[
            exercise,
            {"exercise": exercise, "has_own_dose": True, "hold_min": 60},
            {"exercise": exercise, "hold_min": 60},
            WALK,
        ]
    )
    doses = [item.effective_dose for item in routine.items.all()]
    assert [dose.hold_min for dose in doses] == [30, 60, 30, None]
    assert doses[3] == Dose(minutes_min=5)


def test_the_dose_of_an_item_is_checked_only_where_it_counts():
    exercise = make_exercise()
    routine = make_routine()
    RoutineItem(routine=routine, exercise=exercise, hold_max=3).full_clean()
    with pytest.raises(ValidationError):
        RoutineItem(routine=routine, exercise=exercise, has_own_dose=True, hold_max=3).full_clean()


def test_an_activity_without_a_title_goes_by_its_name(client):
    routine = make_routine(items=[{"activity": "heat", "minutes": 5}, make_exercise(title="Cat")])
    assert [str(item) for item in routine.items.all()] == ["Heat", "Cat"]
    assert "Heat, Cat" in client.get("/routines/").content.decode()


def test_a_routine_counts_what_readers_see():
    shown = make_exercise(hold_min=60)
    hidden = make_exercise(hold_min=600, status="draft")
    routine = make_routine(items=[shown, hidden, WALK])
    assert [str(item) for item in routine.visible_items()] == [shown.title, "Walk"]
    assert routine.total_minutes == make_routine(items=[shown, WALK]).total_minutes
    assert make_routine(items=[WALK]).total_minutes == 5


def test_an_exercise_that_a_routine_needs_cannot_be_deleted():
    exercise = make_exercise()
    make_routine(items=[exercise])
    with pytest.raises(IntegrityError), transaction.atomic():
        exercise.delete()


def test_a_variation_survives_the_exercise_it_leads_to():
    target = make_exercise()
    exercise = make_exercise(
        variations=[{"direction": "easier", "text": "On a chair", "target": target}]
    )
    target.delete()
    (variation,) = exercise.variations.all()
    assert (variation.text, variation.target) == ("On a chair", None)


# Words -------------------------------------------------------------------------------------------


def test_a_factor_is_read_about_at_its_topic():
    topic = make_topic(slug="tight-muscles")
    assert make_factor(topic=topic).get_absolute_url() == "/topics/tight-muscles/"
    with pytest.raises(IntegrityError), transaction.atomic():
        topic.delete()


def test_a_topic_is_the_page_of_one_factor():
    topic = make_topic()
    make_factor(topic=topic)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_factor(topic=topic)


def test_what_feeds_what_has_a_direction():
    one, other = make_factor(), make_factor()
    one.feeds.add(other)
    assert list(one.feeds.all()) == [other]
    assert list(other.feeds.all()) == []
    assert list(other.fed_by.all()) == [one]


def test_lists_of_routines_ask_for_items_once(django_assert_num_queries):
    exercise = make_exercise()
    for _ in range(4):
        make_routine(items=[exercise, WALK])
    with django_assert_num_queries(2):
        assert all(routine.total_minutes for routine in routine_cards(Routine.objects.live()))


def test_poses_survive_a_draft():
    pose = {"angles": {"knee": {"flexion": 90}}, "contacts": ["feet"]}
    values = {"text": "Bend.", "pose": pose, "pose_to": {"view": "front"}, "highlight": ["hips"]}
    exercise = make_exercise(steps=[values])

    taken = json.loads(json.dumps(snapshots.take(exercise), cls=DjangoJSONEncoder))
    exercise.steps.all().delete()
    copied = snapshots.apply(taken, exercise)

    step = copied.steps.get()
    assert (step.pose, step.pose_to, step.highlight) == (pose, {"view": "front"}, ["hips"])


def test_a_step_refuses_what_is_no_pose_and_says_why():
    step = Step(exercise=make_exercise(), text="Bend.", pose={"angles": {"tail": {}}})

    with pytest.raises(ValidationError, match="tail"):
        step.full_clean()


def test_a_step_refuses_marks_that_no_figure_has():
    with pytest.raises(ValidationError, match="places of the body"):
        Step(exercise=make_exercise(), text="Bend.", highlight=["moon"]).full_clean()
