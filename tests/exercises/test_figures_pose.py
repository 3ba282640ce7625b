"""Poses as data: what they may say, and that nothing of them is lost."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.figures.body import LIMITS
from exercises.figures.flesh import CONTACTS
from exercises.figures.movement import between
from exercises.figures.placing import place
from exercises.figures.pose import Pose, Prop


def tenths(least, most):
    return st.integers(least * 10, most * 10).map(lambda number: number / 10)


ANGLES = st.fixed_dictionaries(
    {},
    optional={
        joint: st.fixed_dictionaries(
            {}, optional={axis: tenths(*limits) for axis, limits in axes.items()}
        )
        for joint, axes in LIMITS.items()
    },
)
PARTS = st.sampled_from(sorted(CONTACTS))
PROPS = st.one_of(
    st.just(Prop("mat")),
    st.builds(Prop, kind=st.just("wall"), x=tenths(-2000, 2000)),
    st.builds(Prop, kind=st.just("chair"), x=tenths(-2000, 2000), height=tenths(0, 400)),
    st.builds(Prop, kind=st.just("ball"), against=PARTS),
    st.builds(Prop, kind=st.sampled_from(["towel", "band"]), around=PARTS),
    st.builds(Prop, kind=st.sampled_from(["towel", "cushion"]), under=PARTS),
)
POSES = st.builds(
    Pose,
    view=st.sampled_from(["side", "front", "top", "quarter", "high"]),
    pitch=tenths(-180, 180),
    spin=tenths(-180, 180),
    turn=tenths(-180, 180),
    angles=ANGLES,
    contacts=st.lists(
        st.builds("{}:{}".format, st.sampled_from(["ground", "wall", "chair"]), PARTS),
        min_size=1,
        max_size=5,
    ).map(tuple),
    props=st.lists(PROPS, max_size=3).map(tuple),
    crop=st.sampled_from(["whole", "upper", "hips"]),
)
# A pose takes long to make up, and has as many sides in sixty examples as in two hundred.
sixty = settings(max_examples=60)


@sixty
@given(POSES)
def test_a_pose_survives_being_stored(pose):
    stored = json.loads(json.dumps(pose.to_json()))

    again = Pose.from_json(stored)

    assert again.to_json() == stored
    assert place(again) == place(pose)


@sixty
@given(POSES)
def test_a_mirrored_pose_is_the_same_body_on_the_other_side(pose):
    body, mirrored = place(pose), place(pose.mirrored())

    for segment, frame in body.frames.items():
        side, _, name = segment.partition("_")
        other = {"right": f"left_{name}", "left": f"right_{name}"}.get(side, segment)
        x, y, z = mirrored[other].origin
        first, twin = body["pelvis"].origin, mirrored["pelvis"].origin
        assert (x - twin[0], y - twin[1], twin[2] - z) == pytest.approx(
            [now - then for now, then in zip(frame.origin, first, strict=True)], abs=1e-6
        )


@sixty
@given(POSES)
def test_mirrored_twice_a_pose_is_what_it_was(pose):
    assert pose.mirrored().mirrored() == pose


@sixty
@given(POSES, POSES, st.floats(0, 1))
def test_every_pose_on_the_way_between_two_is_one_that_a_body_can_take(start, end, share):
    stored = between(start, end, share).to_json()

    assert Pose.from_json(stored).to_json() == stored


def test_both_sides_can_be_said_in_one():
    pose = Pose.from_json({"angles": {"knee": {"flexion": 90}, "left_knee": {"flexion": 20}}})

    assert pose.angle("right_knee", "flexion") == 90
    assert pose.angle("left_knee", "flexion") == 20


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("", "an object"),
        ({"version": 2}, "Version 2"),
        ({"colour": "red"}, "colour"),
        ({"view": "below"}, "view"),
        ({"crop": "feet"}, "crop"),
        ({"pitch": float("nan")}, "pitch"),
        ({"pitch": True}, "pitch"),
        ({"angles": []}, "angles"),
        ({"angles": {"tail": {}}}, "tail"),
        ({"angles": {"knee": 90}}, "knee"),
        ({"angles": {"knee": {"abduction": 5}}}, "knee has no 'abduction'"),
        ({"angles": {"left_knee": {"flexion": -10}}}, "flexion of left_knee"),
        ({"angles": {"elbow": {"flexion": "90"}}}, "flexion of elbow"),
        ({"contacts": []}, "contacts"),
        ({"contacts": [7]}, "contact"),
        ({"contacts": ["hair"]}, "hair"),
        ({"contacts": ["sea:feet"]}, "sea"),
        ({"props": [{"kind": "boat"}]}, "kind"),
        ({"props": [{"kind": "mat", "x": 3}]}, "mat has no x"),
        ({"props": [{"kind": "wall", "x": 99999}]}, "x of the wall"),
        ({"props": [{"kind": "cushion", "under": "moon"}]}, "moon"),
        ({"props": [{"kind": "mat"}] * 9}, "props"),
    ],
)
def test_what_is_no_pose_is_refused_by_name(data, what):
    with pytest.raises(ValueError, match=what):
        Pose.from_json(data)
