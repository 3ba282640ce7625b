"""What the editor shows of the poses that somebody is working on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from ..figures.body import LIMITS
from ..figures.drawing import draw
from ..figures.marks import WORKING
from ..figures.placing import contacts, place
from ..figures.pose import Pose, sided, split_contact
from ..figures.reach import reach
from ..figures.words import describe
from .handles import handles
from .words import part_words

HOVERS = 12  # thousandths of the stature, 2 cm; less is not seen
PER_CENTIMETRE = 1000 / 175


@dataclass(frozen=True)
class Work:
    """The poses of a step, and which of the two is being edited."""

    pose: Pose
    to: Pose | None = None
    marks: Sequence[str] = ()
    is_end: bool = False

    @property
    def edited(self) -> Pose:
        return self.to if self.is_end and self.to else self.pose

    def mirrored(self) -> "Work":
        return replace(self, pose=self.pose.mirrored(), to=self.to and self.to.mirrored())

    def settled(self) -> "Work":
        """With the edited pose bent so that its contacts touch."""
        settled = settle(self.edited)
        return replace(self, to=settled) if self.edited is self.to else replace(self, pose=settled)


def settle(pose: Pose) -> Pose:
    """The pose with its lean and the limbs that rest on something bent until they touch."""
    free = [("root", "pitch")]
    for contact in sided(pose.contacts):
        side, _underscore, part = split_contact(contact)[1].partition("_")
        joints: tuple[tuple[str, str], ...] = ()
        if part in ("hand", "fingers", "forearm", "elbow"):
            joints = (("shoulder", "flexion"), ("elbow", "flexion"), ("wrist", "extension"))
        elif part in ("foot", "heel", "toes", "knee", "shin", "thigh"):
            joints = (("hip", "flexion"), ("knee", "flexion"), ("ankle", "flexion"))
        free += [(f"{side}_{joint}", axis) for joint, axis in joints]
        if part == "" and side == "head":
            free += [("neck", "flexion"), ("head", "flexion")]
    return reach(pose, list(dict.fromkeys(free)))


def sketch(work: Work) -> dict[str, Any]:
    """What the script needs to show the work: picture, handles, figures, words, text to keep.

    ``poses`` name every angle, ``texts`` are the shortest JSON of each pose.
    """
    shown = work.edited
    if work.is_end and work.to:
        svg = draw(work.pose, to=work.to, highlight=work.marks)
    else:
        svg = draw(work.pose, highlight=[name for name in work.marks if name in WORKING])
    return {
        "svg": svg,
        "words": describe(work.pose, to=work.to, highlight=work.marks),
        "handles": [
            {
                "joint": handle.joint,
                "at": [round(handle.at.x, 1), round(handle.at.y, 1)],
                "pivot": [round(handle.pivot.x, 1), round(handle.pivot.y, 1)],
                "axis": handle.axis,
                "rate": handle.rate,
            }
            for handle in handles(shown)
        ],
        "problems": problems(shown),
        "poses": {"pose": _in_full(work.pose), "pose_to": work.to and _in_full(work.to)},
        "texts": {
            "pose": as_text(work.pose),
            "pose_to": as_text(work.to) if work.to else "",
        },
    }


def problems(pose: Pose) -> list[str]:
    """What a reader would see that the pose does not mean: parts that don't touch."""
    body = place(pose)
    found: dict[str, float] = {}
    for contact in pose.contacts:
        part = split_contact(contact)[1]
        gaps = [each.gap for each in contacts(replace(pose, contacts=(contact,)), body)]
        worst = max(gaps, key=abs)
        if abs(worst) > HOVERS:
            found[part] = worst
    return [_gap(part, gap) for part, gap in found.items()]


def _gap(part: str, gap: float) -> str:
    message = (
        _("Does not touch: %(part)s, %(cm)d cm away.")
        if gap > 0
        else _("Sinks in: %(part)s, by %(cm)d cm.")
    )
    return message % {"part": part_words(part), "cm": max(1, round(abs(gap) / PER_CENTIMETRE))}


def as_text(pose: Pose) -> str:
    return json.dumps(pose.to_json(), ensure_ascii=False)


def _in_full(pose: Pose) -> dict[str, Any]:
    angles = {
        joint: {axis: round(pose.angle(joint, axis), 1) for axis in axes}
        for joint, axes in LIMITS.items()
    }
    root = {name: round(getattr(pose, name), 1) for name in ("pitch", "spin", "turn")}
    props = [prop.to_json() for prop in pose.props]
    return pose.to_json() | root | {"angles": angles, "props": props, "crop": pose.crop}
