"""Which factors a routine works on, which it leaves out, and what would fill the gaps."""

from datetime import UTC, datetime

import pytest
from django.db.models.signals import post_init

from exercises.coverage import MOST_FILLERS, coverage
from exercises.models import Exercise, Routine
from tests.factories import make_exercise, make_factor, make_routine

pytestmark = pytest.mark.django_db


@pytest.fixture
def factors():
    return [
        make_factor(name=name, position=position)
        for position, name in enumerate(["Tightness", "Weakness", "Stiffness"])
    ]


def told(routine) -> list[tuple[str, list[str], list[str]]]:
    return [
        (
            entry.factor.name,
            [exercise.title for exercise in entry.exercises],
            [exercise.title for exercise in entry.fillers],
        )
        for entry in coverage(routine)
    ]


def test_every_factor_is_covered_or_a_gap_in_the_site_s_order(factors):
    tight, weak, stiff = factors
    stretch = make_exercise(title="Stretch", factors=[tight])
    bridge = make_exercise(title="Bridge", factors=[weak, tight])
    make_exercise(title="Cat", factors=[stiff])
    routine = make_routine(items=[bridge, stretch, {"activity": "walk", "minutes": 5}])
    assert told(routine) == [
        ("Tightness", ["Bridge", "Stretch"], []),
        ("Weakness", ["Bridge"], []),
        ("Stiffness", [], ["Cat"]),
    ]


def test_the_easiest_exercises_fill_a_gap(factors):
    tight = factors[0]
    for title, level in [("d", 1), ("a", 2), ("c", 1), ("b", 1), ("e", 3)]:
        make_exercise(title=title, level=level, factors=[tight])
    (first, *_others) = told(make_routine())
    assert first == ("Tightness", [], ["b", "c", "d"])
    assert MOST_FILLERS == 3


def test_no_more_exercises_are_read_than_are_named(factors):
    for factor in factors:
        for _ in range(MOST_FILLERS + 2):
            make_exercise(factors=[factor])
    routine = Routine.objects.get(pk=make_routine().pk)
    read: list[int] = []

    def note(instance, **_kwargs):
        read.append(instance.pk)

    post_init.connect(note, Exercise)
    try:
        coverage(routine)
    finally:
        post_init.disconnect(note, Exercise)
    assert len(read) == MOST_FILLERS * len(factors)


def test_an_exercise_can_fill_several_gaps_and_cover_a_factor_beside(factors):
    tight, weak, stiff = factors
    inside = make_exercise(title="Inside", factors=[tight])
    make_exercise(title="All", factors=[tight, weak, stiff])
    assert told(make_routine(items=[inside])) == [
        ("Tightness", ["Inside"], []),
        ("Weakness", [], ["All"]),
        ("Stiffness", [], ["All"]),
    ]


def test_what_is_in_the_routine_already_fills_no_gap(factors):
    tight, weak, _stiff = factors
    exercise = make_exercise(title="Twice", factors=[tight])
    assert told(make_routine(items=[exercise, exercise]))[0] == ("Tightness", ["Twice"], [])
    exercise.factors.set([weak])
    assert told(make_routine(items=[exercise]))[0] == ("Tightness", [], [])


@pytest.mark.parametrize(
    "state",
    [
        {"status": "draft"},
        {"status": "archived"},
        {"live_at": datetime(2999, 1, 1, tzinfo=UTC)},
        {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
    ids=["draft", "archived", "scheduled", "expired"],
)
def test_an_exercise_that_readers_cannot_see_neither_covers_nor_fills(state, factors):
    tight = factors[0]
    hidden = make_exercise(factors=[tight], **state)
    assert told(make_routine())[0] == ("Tightness", [], [])
    assert told(make_routine(items=[hidden]))[0] == ("Tightness", [], [])


def test_it_costs_the_same_for_any_routine(factors, django_assert_num_queries):
    tight, weak, _stiff = factors
    few = make_routine(items=[make_exercise(factors=[tight])])
    many = make_routine(items=[make_exercise(factors=[tight, weak]) for _ in range(8)])
    for routine in (few, many):
        loaded = Routine.objects.prefetch_related("items__exercise").get(pk=routine.pk)
        with django_assert_num_queries(3):  # Factors, links, fillers.
            coverage(loaded)


def test_a_site_without_factors_has_no_coverage():
    assert coverage(make_routine(items=[make_exercise()])) == []
