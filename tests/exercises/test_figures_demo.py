"""Every pose of the demonstration is one that a body can take, and stands on the ground."""

from math import dist
from xml.etree import ElementTree

import pytest

from backcare.demo.files import read_folder
from exercises.demo.loader import HERE, steps_with_poses
from exercises.figures.figure import figure
from exercises.figures.flesh import CONTACTS, ball, lowest
from exercises.figures.movement import pictures
from exercises.figures.placing import contacts, place
from exercises.figures.pose import Pose
from exercises.figures.scene import BALL

EXERCISES = {values["slug"]: values for values in read_folder(HERE / "exercises")}
POSES = [
    pytest.param(data, id=f"{slug}: {name}")
    for slug, values in EXERCISES.items()
    for name, data in values.get("poses", {}).items()
]
NEAR = 10  # thousandths of the stature: 1 % of the body's height


def figures(slug):
    steps = steps_with_poses(EXERCISES[slug])
    drawn = [figure(s.get("pose"), s.get("pose_to"), s.get("highlight", [])) for s in steps]
    return [each for each in drawn if each is not None]


def test_there_are_twenty_exercises():
    assert len(EXERCISES) == 20


@pytest.mark.parametrize("data", POSES)
def test_a_pose_rests_on_what_it_says_and_nothing_is_below_the_ground(data):
    pose = Pose.from_json(data)

    assert [c for c in contacts(pose) if abs(c.gap) > NEAR] == []
    assert lowest(place(pose)) > -NEAR


@pytest.mark.parametrize("data", POSES)
def test_the_mirrored_pose_rests_on_the_same(data):
    pose = Pose.from_json(data)

    gaps = sorted(contact.gap for contact in contacts(pose))
    mirrored = sorted(contact.gap for contact in contacts(pose.mirrored()))

    assert mirrored == pytest.approx(gaps, abs=1e-6)


@pytest.mark.parametrize("data", [p for p in POSES if "ball" in str(p.values[0].get("props"))])
def test_a_ball_fills_the_gap_between_body_and_wall(data):
    pose = Pose.from_json(data)
    wall = pose.prop("wall")
    body = place(pose)

    seat = body["pelvis"].at(-18, -10)[0] - 56

    assert seat - wall.x == pytest.approx(2 * BALL, abs=NEAR)


@pytest.mark.parametrize("slug", EXERCISES)
def test_an_exercise_has_figures_that_each_say_something_of_their_own(slug):
    drawn = figures(slug)

    assert len(drawn) >= 2
    words = [each.words for each in drawn]
    assert len(set(words)) == len(words)
    assert all(word.endswith(".") and len(word) > 12 for word in words)


@pytest.mark.parametrize("slug", EXERCISES)
def test_a_figure_is_small_and_well_formed(slug):
    for each in figures(slug):
        for svg in (each.svg, each.small):
            assert len(svg.encode()) < 4096
            ElementTree.fromstring(svg)


@pytest.mark.parametrize("slug", EXERCISES)
def test_nothing_sinks_into_the_ground_on_the_way(slug):
    for each in figures(slug):
        if each.to is not None:
            assert min(lowest(body) for body in pictures(each.pose, each.to)) > -NEAR


def test_a_rounded_back_on_hands_and_knees_is_said_to_be_one():
    up, down = figures("cat-cow")[1:3]

    assert "Then: back rounded up; head lowered" in up.words
    assert down.words.startswith("On hands and knees; back rounded up; head lowered.")
    assert "Then: back sunk, chest and tail lifted" in down.words


def pose_of(slug, name):
    return Pose.from_json(EXERCISES[slug]["poses"][name])


def height_of(pose, part):
    """How high the lowest ball of the part is, in centimetres for somebody of 175 cm."""
    body = place(pose)
    balls = (ball(body, name) for name in CONTACTS[part])
    return min(each.centre[1] - each.radius for each in balls) * 0.175


def test_the_superman_lifts_as_high_as_its_text_says():
    (text,) = [step["text"] for step in EXERCISES["superman"]["steps"] if "cm" in step["text"]]
    assert "about 15 cm" in text
    lifted = pose_of("superman", "lifted")

    for part in ("hands", "toes"):
        assert height_of(lifted, part) == pytest.approx(15, abs=3)
    for part in ("chest", "knees"):
        assert 5 < height_of(lifted, part) < 15


@pytest.mark.parametrize(
    ("slug", "number", "words"),
    [
        ("chin-tuck", 1, "Then: head slid back, ears above the shoulders, eyes level; an arrow"),
        ("knee-to-chest", 2, "both arms holding the right shin; right leg lifted, knee bent"),
        ("piriformis-stretch", 3, "both arms holding the left thigh from behind; right leg"),
        ("hamstring-stretch", 2, "a towel around the foot, its ends in the hands"),
        ("superman", 3, "arms and legs lifted a little; both arms stretched out beyond the head."),
    ],
)  # fmt: skip
def test_what_an_exercise_is_about_is_said(slug, number, words):
    assert words in figures(slug)[number].words


@pytest.mark.parametrize("name", ["clasped", "drawn"])
def test_the_hands_of_the_piriformis_stretch_are_behind_the_thigh(name):
    body = place(pose_of("piriformis-stretch", name))
    thigh = body["left_thigh"]
    for side in ("right", "left"):
        palm = body[f"{side}_hand"].at(0, -50)
        assert min(dist(palm, thigh.at(-45, -at)) for at in range(40, 200, 10)) < 40
