"""A plan with its exercises: what may be seen of it, what limits make of it, what buttons do."""

import pytest

from exercises.building.actions import act
from exercises.building.code import MOST_ITEMS, Activity, Changes, Chosen, Plan, decode, encode
from exercises.building.limits import Limits, fitted
from exercises.building.routine import live_exercises, opened, plan_of, published
from exercises.models import Exercise
from tests.exercises.links import damaged_codes
from tests.factories import make_exercise, make_factor, make_routine


def plan(*entries) -> Plan:
    return Plan(tuple(Chosen(e.pk) if isinstance(e, Exercise) else e for e in entries))


def open_plan(*entries):
    wanted = plan(*entries)
    ids = [entry.exercise for entry in wanted.entries if isinstance(entry, Chosen)]
    return opened(wanted, live_exercises(ids))


def fit(limits, *entries):
    wanted = plan(*entries)
    exercises = live_exercises(e.exercise for e in wanted.entries if isinstance(e, Chosen))
    return fitted(wanted, exercises, limits)


WALK = Activity("walk", 10)


@pytest.mark.django_db
class TestOpening:
    def test_what_readers_may_not_see_vanishes_and_is_counted(self):
        live, draft = make_exercise(), make_exercise(status="draft")
        own, problems = open_plan(live, draft, Chosen(10**9), WALK)
        assert [item.exercise for item in own.items] == [live, None]
        assert own.plan == plan(live, WALK)
        assert problems == ["2 exercises are no longer available and were left out."]

    def test_a_changed_dose_counts_in_the_minutes(self):
        exercise = make_exercise(hold_min=30)
        own, problems = open_plan(Chosen(exercise.pk, Changes(hold=120)))
        assert own.items[0].effective_dose.hold_min == 120
        assert (own.total_minutes, problems) == (2, [])

    def test_a_change_that_no_longer_fits_the_exercise_is_left_out_and_said(self):
        exercise = make_exercise(title="Walking", hold_min=None, minutes_min=10)
        own, problems = open_plan(Chosen(exercise.pk, Changes(reps=5)))
        assert own.plan == plan(exercise)
        assert own.total_minutes == 10
        assert "Walking" in problems[0]

    def test_a_published_routine_opens_with_the_same_minutes(self):
        bridge = make_exercise(hold_min=5, reps_min=10, sets_min=3, rest_seconds=45)
        routine = make_routine(
            slug="base",
            items=[
                {"activity": "walk", "minutes": 5},
                {"exercise": bridge},
                {"exercise": bridge, "has_own_dose": True, "hold_min": 20, "reps_min": 2},
                make_exercise(status="draft"),
            ],
        )
        found = published("base")
        assert found == routine
        own, problems = open_plan(*plan_of(found).entries)
        assert problems == []
        assert own.total_minutes == found.total_minutes
        assert [str(item) for item in own.items] == [str(item) for item in found.visible_items()]

    def test_ten_thousand_damaged_links_open_as_a_routine_that_can_be_done(self):
        exercises = live_exercises(
            exercise.pk
            for exercise in (
                make_exercise(hold_min=2, reps_min=10, sets_min=3, rest_seconds=45),
                make_exercise(hold_min=None, minutes_min=10),
                make_exercise(hold_min=None, breaths_min=3, per_side=True),
            )
        )
        for code in damaged_codes(10_000, [*exercises, 10**6], seed=3):
            own, problems = opened(decode(code)[0], exercises)
            assert len(own.items) == len(own.plan.entries) <= MOST_ITEMS
            again, none = opened(decode(encode(own.plan))[0], exercises)
            assert (again.plan, none) == (own.plan, []), code
            assert all(isinstance(problem, str) for problem in problems)
            assert all(item.effective_dose.sentence() for item in own.items)
            assert own.total_minutes >= 1

    def test_a_routine_that_readers_may_not_see_is_none_to_start_from(self):
        make_routine(slug="hidden", status="draft")
        assert published("hidden") is None


@pytest.mark.django_db
class TestLimits:
    def test_without_limits_everything_stays(self):
        exercise = make_exercise(start_position="kneeling")
        assert fit(Limits(), exercise, WALK) == (plan(exercise, WALK), [], [])

    @pytest.mark.parametrize(
        ("limits", "fitting"),
        [
            (
                Limits(no_kneeling=True),
                {"standing", "sitting", "supine", "prone", "side_lying"},
            ),
            (Limits(no_floor=True), {"standing", "sitting"}),
            (Limits(chair_only=True), {"sitting"}),
            (Limits(no_kneeling=True, chair_only=True), {"sitting"}),
        ],
    )
    def test_each_limit_leaves_its_positions(self, limits, fitting):
        assert set(limits.positions) == fitting

    def test_an_easier_variation_that_fits_takes_the_place(self):
        easier = make_exercise(title="Dead bug", start_position="supine")
        hard = make_exercise(
            title="Bird dog",
            start_position="quadruped",
            variations=[{"direction": "easier", "text": "On your back.", "target": easier}],
        )
        other = make_exercise(start_position="standing")
        fitting, changes, _suggested = fit(Limits(no_kneeling=True), hard, other)
        assert fitting == plan(easier, other)
        assert [(change.title, change.instead) for change in changes] == [("Bird dog", easier)]

    def test_a_harder_variation_takes_the_place_only_when_seated(self):
        standing, seated = (make_exercise(start_position=p) for p in ("standing", "sitting"))
        kneeling = make_exercise(
            start_position="kneeling",
            variations=[
                {"direction": "harder", "text": "Stand.", "target": standing},
                {"direction": "harder", "text": "Sit.", "target": seated},
            ],
        )
        assert fit(Limits(no_kneeling=True), kneeling)[0] == plan(seated)

    @pytest.mark.parametrize("status", ["draft", "archived"])
    def test_a_variation_that_readers_may_not_see_takes_no_place(self, status):
        target = make_exercise(start_position="sitting", status=status)
        hard = make_exercise(
            start_position="prone",
            variations=[{"direction": "easier", "text": "Sit.", "target": target}],
        )
        fitting, changes, _suggested = fit(Limits(no_floor=True), hard)
        assert fitting == Plan()
        assert changes[0].instead is None

    def test_what_is_left_out_brings_suggestions_that_work_on_the_same(self):
        factor = make_factor()
        hard = make_exercise(start_position="prone", factors=[factor])
        seated = make_exercise(start_position="sitting", factors=[factor])
        make_exercise(start_position="supine", factors=[factor])
        make_exercise(start_position="sitting", factors=[make_factor()])
        _fitting, _changes, suggested = fit(Limits(no_floor=True), hard)
        assert suggested == [seated]

    def test_what_comes_instead_comes_once(self):
        easier = make_exercise(start_position="sitting")
        variations = [{"direction": "easier", "text": "Sit.", "target": easier}]
        first, second = (
            make_exercise(start_position="prone", variations=variations) for _ in range(2)
        )
        assert fit(Limits(chair_only=True), first, easier, second)[0] == plan(easier)
        assert fit(Limits(chair_only=True), first, second, first)[0] == plan(easier)

    def test_a_walk_is_not_for_the_chair(self):
        heat = Activity("heat", 15)
        fitting, changes, _suggested = fit(Limits(chair_only=True), WALK, heat)
        assert fitting == Plan((heat,))
        assert [change.title for change in changes] == ["Walk"]
        assert fit(Limits(no_floor=True), WALK)[0] == Plan((WALK,))


ONE, TWO, THREE = Chosen(1), Chosen(2, Changes(reps=5)), WALK
ALL = Plan((ONE, TWO, THREE))


@pytest.mark.parametrize(
    ("data", "entries", "anchor"),
    [
        ({"up": "2"}, (TWO, ONE, THREE), "item-1"),
        ({"up": "1"}, (ONE, TWO, THREE), "item-1"),
        ({"down": "1"}, (TWO, ONE, THREE), "item-2"),
        ({"down": "3"}, (ONE, TWO, THREE), "item-3"),
        ({"move": "1-3"}, (TWO, THREE, ONE), "item-3"),
        ({"move": "3-1"}, (THREE, ONE, TWO), "item-1"),
        ({"remove": "2"}, (ONE, THREE), "routine"),
        ({"activity": "heat"}, (ONE, TWO, THREE, Activity("heat", 15)), "item-4"),
        ({"set": "1", "hold": "20"}, (Chosen(1, Changes(hold=20)), TWO, THREE), "item-1"),
        ({"set": "2", "reps": ""}, (ONE, Chosen(2), THREE), "item-2"),
        ({"set": "3", "minutes": "5"}, (ONE, TWO, Activity("walk", 5)), "item-3"),
        ({"set": "3", "minutes": ""}, (ONE, TWO, THREE), "item-3"),
        ({"set": "3", "minutes": "0"}, (ONE, TWO, THREE), "item-3"),
    ],
)
def test_a_button_does_what_it_says(data, entries, anchor):
    result = act(ALL, data)
    assert (result.plan.entries, result.anchor) == (entries, anchor)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"up": "0"},
        {"up": "4"},
        {"down": "x"},
        {"remove": "٣"},
        {"remove": "9" * 5000},
        {"move": "1"},
        {"move": "1-"},
        {"move": "1-9"},
        {"move": "1-2-3"},
        {"activity": "other"},
        {"activity": "drugs"},
        {"set": ""},
    ],
)
def test_a_press_that_means_nothing_does_nothing(data):
    assert act(ALL, data) is None


def test_a_figure_that_is_none_leaves_the_dose_as_written():
    assert act(ALL, {"set": "2", "reps": "101"}).plan.entries[1] == Chosen(2)
    assert act(ALL, {"set": "2", "reps": "six"}).plan.entries[1] == Chosen(2)


def test_other_sets_have_the_rest_that_is_written():
    one_set = Plan((Chosen(1, Changes(sets=1, rest_seconds=0)),))
    assert act(one_set, {"set": "1", "sets": "2"}).plan.entries == (Chosen(1, Changes(sets=2)),)


def test_a_full_plan_takes_no_more():
    assert act(Plan((WALK,) * MOST_ITEMS), {"activity": "walk"}) is None
