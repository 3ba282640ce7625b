"""The pages of exercises and routines, and the list that can be narrowed."""

import pytest

from tests.factories import (
    make_article,
    make_equipment,
    make_exercise,
    make_factor,
    make_region,
    make_routine,
    make_topic,
)
from tests.markup import parsed

pytestmark = pytest.mark.django_db


def test_an_exercise_shows_all_its_parts(client):
    topic = make_topic(slug="weakness")
    easier = make_exercise(title="Pelvic tilt", slug="pelvic-tilt")
    exercise = make_exercise(
        title="Bridge",
        slug="bridge",
        topics=[topic],
        purpose="Strengthens the hips.",
        level=2,
        muscles="Gluteus maximus\nHamstrings",
        mistakes="Arching the back",
        stop_if="Pain runs down the leg",
        equipment=[make_equipment(name="A mat")],
        regions=[make_region(name="Hips")],
        factors=[make_factor(name="Weakness", topic=topic)],
        hold_min=5,
        reps_min=10,
        sets_min=2,
        rest_seconds=60,
        times_per_day_min=1,
        progression="Add two repetitions a week.",
        source_wording="5 intervals",
        steps=[{"text": "Lie down.", "note": "Breathe."}, {"text": "Lift the hips."}],
        cautions=[{"who": "You are pregnant", "why": "Lie on your side instead."}],
        variations=[
            {"direction": "easier", "text": "Only tilt.", "target": easier},
            {"direction": "harder", "text": "On one leg."},
        ],
        sources=[{"organisation": "Cochrane", "title": "Exercise", "year": 2021}],
    )
    make_routine(title="Strong base", slug="strong-base", items=[exercise])
    make_article(title="Why hips", slug="why", body=f'<div data-page="{exercise.pk}"></div>')
    markup = parsed(client.get("/exercises/bridge/"))
    for words in (
        *("Strengthens the hips.", "Gluteus maximus", "Arching the back", "A mat", "Hips"),
        *("Pain runs down the leg", "Lie down.", "Breathe.", "Lift the hips.", "On one leg."),
        *("You are pregnant", "Lie on your side instead.", "Only tilt.", "Cochrane", "2021"),
        *("Add two repetitions a week.", "5 intervals", "Lying on your back", "Weakness"),
    ):
        assert words in markup.words, words
    assert exercise.dose.sentence() in markup.words
    assert f"about {exercise.dose_minutes} minute" in markup.words
    assert {
        *("/exercises/pelvic-tilt/", "/routines/strong-base/", "/articles/why/"),
        "/topics/weakness/",
    } <= set(markup.links)
    assert markup.words.index("Lie down.") < markup.words.index("Lift the hips.")


def test_used_in_names_live_pages_only(client):
    exercise = make_exercise()
    shown = make_routine(items=[exercise])
    make_routine(items=[exercise], status="draft")
    make_article(body=f'<div data-page="{exercise.pk}"></div>', status="archived")
    response = client.get(exercise.get_absolute_url())
    assert [page.pk for page in response.context["used_in"]] == [shown.pk]


def test_used_in_names_a_few_of_many_and_routines_first(client):
    exercise = make_exercise()
    for number in range(14):
        make_article(title=f"{number:02}", body=f'<div data-page="{exercise.pk}"></div>')
    routine = make_routine(items=[exercise])
    shown = client.get(exercise.get_absolute_url()).context["used_in"]
    assert [page.title for page in shown] == [routine.title, *(f"{n:02}" for n in range(2, 13))]


def test_a_factor_is_a_link_where_its_topic_has_a_page(client):
    seen, unseen = make_topic(slug="seen"), make_topic(slug="unseen")
    make_article(topics=[seen])
    factors = [make_factor(name="Seen", topic=seen), make_factor(name="Unseen", topic=unseen)]
    factors[0].feeds.set(factors)
    exercise = make_exercise(factors=factors)
    for path in (
        exercise.get_absolute_url(),
        make_routine(items=[exercise]).get_absolute_url(),
        make_routine().get_absolute_url(),
        "/topics/seen/",
    ):
        markup = parsed(client.get(path))
        assert "/topics/seen/" in markup.links or path == "/topics/seen/"
        assert "/topics/unseen/" not in markup.links
        assert "Unseen" in markup.words


def test_a_routine_shows_its_timeline_and_what_it_covers(client):
    topic = make_topic()
    make_article(topics=[topic])
    tight = make_factor(name="Tightness", topic=topic, evidence_note="Not sure.")
    stiff = make_factor(name="Stiffness", evidence_note="Hardly.")
    stretch = make_exercise(title="Stretch", hold_min=60, factors=[tight])
    make_exercise(title="Cat cow", slug="cat-cow", factors=[stiff])
    routine = make_routine(
        introduction="In the morning.",
        items=[
            stretch,
            {"activity": "heat", "minutes": 15, "title": "Warm pack", "note": "Not on bare skin."},
        ],
    )
    response = client.get(routine.get_absolute_url())
    markup = parsed(response)
    for words in ("In the morning.", "Stretch", "Warm pack", "Not on bare skin.", "15 min"):
        assert words in markup.words
    assert response.context["minutes"] == routine.total_minutes
    assert f"{routine.total_minutes} minutes" in markup.words
    for words in ("Covered", "Tightness", "Left out", "Stiffness", "Not sure.", "Hardly."):
        assert words in markup.words
    assert "not a proven fact" in markup.words
    assert "/exercises/cat-cow/" in markup.links


def test_no_page_leads_to_a_factor_s_topic_that_readers_cannot_see(client):
    seen = make_topic(slug="seen")
    one, other = make_factor(topic=seen), make_factor(topic=make_topic(slug="unseen"))
    one.feeds.add(other)
    exercise = make_exercise(topics=[seen], factors=[one, other])
    routine = make_routine(topics=[seen], items=[exercise])
    for page in (seen, exercise, routine):
        markup = parsed(client.get(page.get_absolute_url()))
        assert other.name in markup.words
        assert "/topics/unseen/" not in markup.links, page


# The list ----------------------------------------------------------------------------------------


@pytest.fixture
def exercises():
    tight = make_factor(slug="tightness")
    make_exercise(title="b", level=1, start_position="supine", factors=[tight, make_factor()])
    make_exercise(title="a", level=2, start_position="prone", factors=[tight])
    make_exercise(title="c", level=1, start_position="prone")
    make_exercise(title="hidden", level=1, start_position="prone", status="draft")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["b", "c", "a"]),
        ("level=1", ["b", "c"]),
        ("factor=tightness", ["b", "a"]),
        ("position=prone", ["c", "a"]),
        ("factor=tightness&level=2&position=prone", ["a"]),
        ("factor=tightness&level=1&position=prone", []),
        ("level=9", ["b", "c", "a"]),
        ("level=1&factor=nothing", ["b", "c"]),
        ("position=%F0%9F%98%80", ["b", "c", "a"]),
        ("unknown=1", ["b", "c", "a"]),
        ("factor=&position=&level=", ["b", "c", "a"]),
    ],
)
def test_the_list_is_narrowed_by_what_is_chosen(query, titles, client, exercises):
    response = client.get(f"/exercises/?{query}")
    assert response.status_code == 200
    assert [exercise.title for exercise in response.context["page_obj"]] == titles


def test_a_narrowed_list_is_kept_from_search_engines_and_a_whole_one_is_not(client, exercises):
    assert parsed(client.get("/exercises/?level=1")).meta("robots") == "noindex"
    assert parsed(client.get("/exercises/?level=9")).meta("robots") is None
    assert parsed(client.get("/exercises/?level=1")).canonical == "http://testserver/exercises/"


def test_the_choice_is_kept_on_later_pages_and_in_the_form(client):
    for _ in range(25):
        make_exercise(level=1)
    response = client.get("/exercises/?level=1&x=%22%3E%3Cscript%3E&position=nonsense")
    markup = parsed(response)
    following = markup.one("a", rel="next").attributes["href"]
    assert following == "?level=1&page=2"
    assert "selected" in markup.one("option", value="1").attributes
    assert client.get(f"/exercises/{following}").status_code == 200


def test_routines_stand_in_the_order_of_their_names_with_their_minutes(client):
    make_routine(title="b", items=[{"activity": "walk", "minutes": 7, "title": "Walk"}])
    make_routine(title="a")
    response = client.get("/routines/")
    assert [routine.title for routine in response.context["page_obj"]] == ["a", "b"]
    assert "7 min" in parsed(response).words


@pytest.mark.parametrize(("per_side", "path"), [(True, ""), (True, "handout/"), (False, "")])
def test_figures_of_one_side_say_which(client, per_side, path):
    pose = {"angles": {"right_knee": {"flexion": 90}}}
    steps = [{"text": "Bend it.", "pose": pose, "highlight": ["right_knee"]}]
    make_exercise(slug="one", hold_min=30, per_side=per_side, steps=steps)
    words = parsed(client.get(f"/exercises/one/{path}")).words
    assert ("The figures show the right side." in words) == per_side
