"""Figures as pictures: their size, their form, and what they say."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.figures.body import FOREARM, NORMS, PASSIVE, SHIN, THIGH, UPPER_ARM
from exercises.figures.drawing import draw, movement
from exercises.figures.figure import figure, most_telling
from exercises.figures.marks import PLACES
from exercises.figures.placing import contacts, place
from exercises.figures.pose import Pose
from exercises.figures.reach import reach
from exercises.figures.words import describe
from tests.exercises.test_figures_pose import POSES, sixty

COMMANDS = re.compile(r"[a-zA-Z]")
SITTING = {"contacts": ["feet"], "angles": {"hip": {"flexion": 80}, "knee": {"flexion": 80}}}


@sixty
@given(POSES, st.one_of(st.none(), POSES), st.lists(st.sampled_from(sorted(PLACES)), max_size=3))
def test_any_pose_can_be_drawn_and_said(pose, to, highlight):
    svg = draw(pose, to=to, highlight=highlight, title="What it shows & more")

    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == "What it shows & more"
    assert "style" not in svg
    assert "nan" not in svg
    assert describe(pose, to=to, highlight=highlight)


@sixty
@given(POSES, POSES)
def test_a_movement_has_the_same_commands_in_every_picture_and_ends_as_drawn(pose, to):
    drawn = ElementTree.fromstring(draw(pose, to=to)).findall("g/path")

    for track in movement(pose, to).split(";") if movement(pose, to) else []:
        index, stages = track.split(":")
        stages = stages.split("|")
        assert len({tuple(COMMANDS.findall(stage)) for stage in stages}) == 1
        assert len({len(re.findall(r"-?\d+", stage)) for stage in stages}) == 1
        assert stages[-1] == drawn[int(index)].get("d")


@sixty
@given(POSES)
def test_limbs_keep_their_lengths(pose):
    body = place(pose)

    for side in ("right", "left"):
        for upper, lower, length in (
            ("arm", "forearm", UPPER_ARM),
            ("forearm", "hand", FOREARM),
            ("thigh", "shin", THIGH),
            ("shin", "foot", SHIN),
        ):
            first, last = body[f"{side}_{upper}"].origin, body[f"{side}_{lower}"].origin
            distance = sum((b - a) ** 2 for a, b in zip(first, last, strict=True)) ** 0.5
            assert distance == pytest.approx(length)


def test_what_a_hand_or_weight_adds_to_a_joint_is_less_than_the_joint_itself():
    for joint, axes in PASSIVE.items():
        for axis, (less, more) in axes.items():
            least, most = NORMS[joint][axis]
            assert less <= 0 <= more
            assert max(-less, more) <= max(-least, most)


def test_reaching_brings_every_contact_to_what_it_rests_on():
    rough = Pose.from_json(
        {
            "pitch": 85,
            "contacts": ["knees", "toes", "hands"],
            "angles": {
                "shoulder": {"flexion": 80},
                "wrist": {"extension": 70},
                "hip": {"flexion": 90},
                "knee": {"flexion": 85},
                "ankle": {"flexion": -30},
            },
        }
    )
    joints = ("hip", "knee", "ankle", "shoulder")
    free = [("root", "pitch"), ("wrist", "extension"), *((joint, "flexion") for joint in joints)]

    settled = reach(rough, free)

    assert max(abs(contact.gap) for contact in contacts(rough)) > 20
    assert max(abs(contact.gap) for contact in contacts(settled)) < 5


def test_a_step_without_a_pose_or_with_an_unknown_one_has_no_figure():
    assert figure(None) is None
    assert figure({}) is None
    assert figure({"version": 99}) is None
    assert figure(SITTING, {"angles": {"tail": {}}}) is None


def test_the_most_telling_figure_is_the_first_that_moves():
    still, moving = figure(SITTING), figure(SITTING, {"contacts": ["feet"]})

    assert most_telling([None, still, moving]) is moving
    assert most_telling([None, still]) is still
    assert most_telling([None]) is None


def test_a_small_figure_is_the_end_of_the_movement_alone():
    moving = figure(SITTING, {"contacts": ["feet"]}, ["hips", "abdomen"])

    assert 'class="arrow"' in moving.svg
    assert 'class="ghost"' in moving.svg
    assert 'class="spot"' in moving.svg
    for mark in ("arrow", "ghost", "spot"):
        assert f'class="{mark}"' not in moving.small
    assert 'aria-hidden="true"' in moving.small
