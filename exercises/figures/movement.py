"""What lies between two poses of a step."""

from dataclasses import replace
from math import ceil
from typing import Final

from .body import LIMITS
from .flesh import lowest
from .placing import place
from .pose import Pose, sided
from .skeleton import Skeleton

WIDEST: Final = 34  # degrees between two pictures; a chord shortens a limb by 4 % at most
MOST_PICTURES: Final = 6


def between(start: Pose, end: Pose, share: float) -> Pose:
    """The pose at ``share`` (0 to 1) of the way, every angle at the same pace.

    It is seen and equipped as at the end, and rests on what both rest on.
    """

    def mixed(a: float, b: float) -> float:
        return a + (b - a) * share

    angles = {
        joint: {axis: mixed(start.angle(joint, axis), end.angle(joint, axis)) for axis in axes}
        for joint, axes in LIMITS.items()
        if joint in start.angles or joint in end.angles
    }
    if 0 < share < 1:
        held = set(sided(start.contacts))
        common = tuple(contact for contact in sided(end.contacts) if contact in held)
        contacts = common or end.contacts
    else:
        contacts = start.contacts if share == 0 else end.contacts
    return replace(
        end,
        pitch=mixed(start.pitch, end.pitch),
        spin=mixed(start.spin, end.spin),
        turn=mixed(start.turn, end.turn),
        angles=angles,
        contacts=contacts,
    )


def placed_between(start: Pose, end: Pose, share: float) -> Skeleton:
    """The body on the way; nothing of it goes below the ground."""
    body = place(between(start, end, share))
    if not 0 < share < 1:
        return body
    return body.shifted(0, max(0.0, -lowest(body)))


def pictures(start: Pose, end: Pose) -> list[Skeleton]:
    """The body from start to end, close enough that what lies between can be drawn straight."""
    widest = max(
        [
            abs(end.angle(joint, axis) - start.angle(joint, axis))
            for joint, axes in LIMITS.items()
            for axis in axes
        ]
        + [abs(end.pitch - start.pitch), abs(end.spin - start.spin), abs(end.turn - start.turn)]
    )
    count = min(MOST_PICTURES, max(2, ceil(widest / WIDEST)))
    return [placed_between(start, end, number / count) for number in range(count + 1)]
