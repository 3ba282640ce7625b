"""The page of the guided player: what the script reads, and what is there without it."""

import json
import re
from pathlib import Path

import pytest

from exercises.dose import Dose
from exercises.models import Step
from exercises.player.data import player_data
from exercises.player.session import Item, stops
from exercises.player.steps import phase_steps
from exercises.timeline import minutes, routine_seconds, seconds
from tests.factories import (
    make_contributor,
    make_exercise,
    make_routine,
    make_safety_text,
)
from tests.fresh import fresh_cache
from tests.markup import parsed

__all__ = ["fresh_cache"]

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).parents[2].resolve() / "static"
WALK = {"activity": "walk", "minutes": 5, "title": "Walk", "note": "Briskly."}


def data_of(response):
    return json.loads(parsed(response).one("script", id="player-data").text)


@pytest.fixture
def stretch():
    return make_exercise(
        title="Stretch",
        slug="stretch",
        hold_min=30,
        hold_max=60,
        per_side=True,
        times_per_day_min=2,
        stop_if="It tingles",
        steps=[{"text": "Kneel."}, {"text": "Lean in."}],
        cautions=[{"who": "Kneeling hurts you", "why": "Stand instead."}],
    )


@pytest.fixture
def routine(stretch):
    other = make_exercise(title="Lift", reps_min=10, seconds_per_rep=4)
    return make_routine(title="Mornings", slug="mornings", items=[stretch, WALK, other])


def test_the_sum_of_the_items_is_what_the_routine_says(client, routine):
    response = client.get("/routines/mornings/play/")
    items = data_of(response)["items"]
    doses = [item.effective_dose for item in routine.visible_items()]
    assert [item["title"] for item in items] == ["Stretch", "Walk", "Lift"]
    assert sum(item["seconds"] for item in items) == routine_seconds(doses)
    assert minutes(routine_seconds(doses)) == routine.total_minutes
    assert f"About {routine.total_minutes} minutes" in parsed(response).words


def test_an_exercise_alone_takes_what_its_page_says(client, stretch):
    (item,) = data_of(client.get("/exercises/stretch/play/"))["items"]
    assert item["seconds"] == seconds(stretch.dose)
    assert item["getReady"] == 5


def test_a_dose_is_told_without_what_takes_no_time(client, stretch):
    (item,) = data_of(client.get("/exercises/stretch/play/"))["items"]
    assert item["dose"] == {"hold_min": 30, "per_side": True}


def test_a_dose_of_its_own_is_what_is_played(client, stretch):
    make_routine(slug="own", items=[{"exercise": stretch, "has_own_dose": True, "hold_min": 10}])
    (item,) = data_of(client.get("/routines/own/play/"))["items"]
    assert item["dose"] == {"hold_min": 10}


def test_without_scripts_the_page_is_the_session_to_follow_with_a_clock(client, routine):
    words = parsed(client.get("/routines/mornings/play/")).words
    in_order = ["Stretch", "0:00", "Walk", "Briskly.", "1:10", "Lift", "6:10"]
    places = [words.index(part, words.index("What you will do")) for part in ("Kneel.", "Lean in.")]
    assert places == sorted(places)
    assert all(part in words for part in in_order)
    assert "The guided player needs JavaScript." in words
    assert "It tingles" in words


def test_signs_and_cautions_stand_above_the_start(client, routine, stretch):
    make_safety_text(emergency="you cannot feel your legs")
    html = client.get("/routines/mornings/play/").content.decode()
    start = html.index('id="start"')
    for words in ("you cannot feel your legs", "Kneeling hurts you", "Stand instead."):
        assert html.index(words) < start


def test_signs_that_an_exercise_adds_are_told_for_the_routine(client):
    make_safety_text(urgent="you have a fever")
    one = make_exercise(extra_urgent="your skin bruises easily")
    two = make_exercise(extra_urgent="your skin bruises easily\nyou have gout")
    make_routine(slug="both", items=[one, two], extra_urgent="you have flown today")
    response = client.get("/routines/both/play/")
    (urgent,) = [card for card in response.context["safety"] if card.level == "urgent"]
    assert urgent.lines == (
        "you have a fever",
        "you have flown today",
        "your skin bruises easily",
        "you have gout",
    )


def test_no_place_for_cautions_where_there_are_none(client):
    make_exercise(slug="plain")
    assert "Leave it out" not in parsed(client.get("/exercises/plain/play/")).words


KNEELING = {"contacts": ["right_foot", "left_knee"], "angles": {
    "right_hip": {"flexion": 90}, "right_knee": {"flexion": 90}, "left_knee": {"flexion": 90},
}}  # fmt: skip


def sides_of(response):
    return [
        (figure.attributes["data-side"], "hidden" in figure.attributes)
        for figure in parsed(response).all("div")
        if "data-item-figure" in figure.attributes
    ]


@pytest.mark.parametrize(
    ("per_side", "highlight", "sides"),
    [
        (True, ["left_hip_front"], [("left", False), ("right", True)]),
        (True, ["right_knee"], [("right", False), ("left", True)]),
        (True, ["abdomen"], [("", False)]),
        (False, ["left_hip_front"], [("", False)]),
    ],
)
def test_a_figure_of_the_other_side_is_sent_where_the_sides_differ(
    client, per_side, highlight, sides
):
    steps = [{"text": "Kneel.", "pose": KNEELING, "highlight": highlight}]
    make_exercise(slug="one", hold_min=30, per_side=per_side, steps=steps)
    assert sides_of(client.get("/exercises/one/play/")) == sides


def test_search_engines_are_sent_to_the_page_itself(client, routine):
    markup = parsed(client.get("/routines/mornings/play/"))
    assert markup.meta("robots") == "noindex"
    assert markup.canonical == "http://testserver/routines/mornings/"
    assert "/routines/mornings/" in markup.links


@pytest.mark.parametrize(
    ("status", "answer"), [("draft", 404), ("archived", 410), ("published", 200)]
)
def test_the_player_is_there_when_its_page_is(client, status, answer):
    exercise = make_exercise(slug="one", status=status)
    make_routine(slug="one", status=status, items=[exercise])
    for kind in ("exercises", "routines"):
        assert client.get(f"/{kind}/one/").status_code == answer
        assert client.get(f"/{kind}/one/play/").status_code == answer


def test_an_exercise_that_readers_cannot_see_is_not_played(client, stretch):
    hidden = make_exercise(title="Hidden", status="draft")
    make_routine(slug="partly", items=[hidden, stretch])
    items = data_of(client.get("/routines/partly/play/"))["items"]
    assert [item["title"] for item in items] == ["Stretch"]


def test_a_routine_without_anything_to_do_has_a_page(client):
    make_routine(slug="empty")
    response = client.get("/routines/empty/play/")
    assert data_of(response)["items"] == []
    assert "There is nothing to do here yet." in parsed(response).words
    assert b"js/player/" not in response.content


def test_every_module_is_named_in_the_page(client, stretch):
    markup = parsed(client.get("/exercises/stretch/play/"))
    named = {link.attributes["href"] for link in markup.all("link", rel="modulepreload")}
    imported = set()
    wanted = [STATIC / "js/player/player.js", STATIC / "js/diary/record.js"]
    while wanted:
        script = wanted.pop()
        for path in re.findall(r'^import .* from "(\..+)";$', script.read_text(), re.MULTILINE):
            module = (script.parent / path).resolve()
            if module not in imported:
                imported.add(module)
                wanted.append(module)
    names = {f"/static/{module.relative_to(STATIC)}" for module in imported}
    assert {re.sub(r"\.[0-9a-f]{12}\.", ".", address) for address in named} == names


def test_both_pages_lead_to_the_player(client, routine):
    assert "/routines/mornings/play/" in parsed(client.get("/routines/mornings/")).links
    assert "/exercises/stretch/play/" in parsed(client.get("/exercises/stretch/")).links


def test_what_titles_hold_stays_inert(client):
    title = "</script><script>alert(1)</script>"
    make_exercise(title=title, slug="odd", authors=[make_contributor()])
    response = client.get("/exercises/odd/play/")
    assert b"<script>alert" not in response.content
    assert data_of(response)["title"] == title


def test_an_item_needs_no_row_of_the_database():
    session = list(stops([Item("Walk", Dose(minutes_min=2)), Item("Sit", Dose(hold_min=10))]))
    data = player_data("Mine", "/routines/build/", session)
    assert [(item["anchor"], item["seconds"]) for item in data["items"]] == [
        ("item-1", 120),
        ("item-2", 30),
    ]
    assert [stop.start_time for stop in session] == ["0:00", "2:00"]


def steps_of(*poses):
    """Steps by the names of their poses: "lying", "lying>lifted", or "" for none."""
    pairs = [pose.partition(">") for pose in poses]
    return [
        Step(pose={"n": a} if a else None, pose_to={"n": b} if b else None) for a, _, b in pairs
    ]


@pytest.mark.parametrize(
    ("poses", "expected"),
    [
        (["down", "down>up", "up", "up>down"], {"in": 1, "hold": 2, "out": 3}),
        (["down>tilt", "tilt>up", "up", "up", "up>down"], {"in": 1, "hold": 3, "out": 4}),
        (["down>up", "", "up>down"], {"in": 0, "hold": 1, "out": 2}),
        (["down>up", "up>down"], {"in": 0, "out": 1}),
        (["all>cat", "cat>cow", "", "all>back"], {"in": 0, "out": 1}),
        (["down>up", "up"], {}),
        (["down", "up", ""], {}),
        ([], {}),
    ],
)
def test_poses_tell_which_step_goes_with_which_phase(poses, expected):
    assert phase_steps(steps_of(*poses)) == expected
