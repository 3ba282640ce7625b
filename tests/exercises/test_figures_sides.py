"""Which side a figure shows, and the figure of the other side."""

from xml.etree import ElementTree

import pytest

from backcare.demo.files import read_folder
from exercises.demo.loader import HERE, steps_with_poses
from exercises.figures.figure import Figure, figure
from exercises.figures.pose import Pose, Prop
from exercises.figures.sides import drawn_side

EXERCISES = {values["slug"]: values for values in read_folder(HERE / "exercises")}
ONE_SIDED = [slug for slug, values in EXERCISES.items() if values["dose"].get("per_side")]
OTHER_SIDES = [("left", "right"), ("right", "left"), (None, None)]
STANDING = Pose()
RIGHT_LEG = Pose(angles={"right_hip": {"flexion": 60}})
MARKED = Figure(STANDING, highlight=("left_hip_front",))
LEFT_ARM = Pose(angles={"left_shoulder": {"flexion": 90}})


def figures(slug):
    steps = steps_with_poses(EXERCISES[slug])
    drawn = [figure(s.get("pose"), s.get("pose_to"), s.get("highlight", [])) for s in steps]
    return [each for each in drawn if each is not None]


@pytest.mark.parametrize(
    ("drawn", "side"),
    [
        ([Figure(STANDING)], None),
        ([], None),
        ([Figure(STANDING, highlight=("abdomen", "hips"))], None),
        ([Figure(STANDING, RIGHT_LEG)], "right"),
        ([Figure(STANDING, LEFT_ARM)], "left"),
        ([Figure(STANDING, RIGHT_LEG), Figure(STANDING, LEFT_ARM)], "right"),
        ([Figure(STANDING, LEFT_ARM, ("right_hand",))], "right"),
        ([Figure(STANDING, RIGHT_LEG, ("left_hand", "left_foot"))], "left"),
        ([Figure(STANDING, RIGHT_LEG, ("right_foot",)), MARKED], "left"),
        ([Figure(STANDING, RIGHT_LEG, ("right_front_thigh", "left_front_thigh"))], "right"),
    ],
)
def test_marks_tell_the_side_and_else_what_moves(drawn, side):
    assert drawn_side(drawn) == side


def test_every_one_sided_exercise_of_the_demonstration_tells_its_side():
    sides = {slug: drawn_side(figures(slug)) for slug in ONE_SIDED}

    assert {slug for slug, side in sides.items() if side == "left"} == {
        "hip-flexor-stretch",
        "knee-side-plank",
    }
    # Leaning back on a ball looks the same on both sides.
    assert {slug for slug, side in sides.items() if side is None} == {"ball-release"}


@pytest.mark.parametrize("slug", ONE_SIDED)
def test_the_other_side_is_drawn_and_told_for_that_side(slug):
    for each in figures(slug):
        other = each.mirrored
        assert other.mirrored.words == each.words
        assert len(other.words) == pytest.approx(len(each.words), abs=8)
        assert len(other.svg.encode()) < 4096
        ElementTree.fromstring(other.svg)
        assert (drawn_side([each]), drawn_side([other])) in OTHER_SIDES


def test_marks_and_words_change_sides():
    drawn = Figure(STANDING, RIGHT_LEG, ("right_foot", "abdomen")).mirrored

    assert drawn.highlight == ("left_foot", "abdomen")
    assert "the left foot" in drawn.words
    assert "right" not in drawn.words


def test_seen_from_the_side_the_body_faces_the_other_way_so_that_the_leg_stays_near():
    mirrored = Figure(STANDING, RIGHT_LEG).mirrored

    assert mirrored.pose.turn == 180


@pytest.mark.parametrize(
    "pose", [Pose(view="quarter"), Pose(view="front"), Pose(props=(Prop("wall", x=-200),))]
)
def test_from_another_place_or_at_a_wall_it_stays_as_it_stands(pose):
    assert Figure(pose).mirrored.pose.turn == 0
