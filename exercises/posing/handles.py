"""Where the joints of a posed body are in its picture, and what dragging one of them turns."""

from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import Final

from ..figures.body import LIMITS, SIDES
from ..figures.camera import CAMERAS, Camera, Point
from ..figures.placing import place
from ..figures.pose import Pose
from ..figures.skeleton import Skeleton, Vector, skeleton

# Joint -> the segment that it turns, and the place on the next or in it that is taken hold of.
_SIDED: Final = {
    "shoulder": ("arm", "forearm", 0, 0),
    "elbow": ("forearm", "hand", 0, 0),
    "wrist": ("hand", "hand", 0, -98),
    "hip": ("thigh", "shin", 0, 0),
    "knee": ("shin", "foot", 0, 0),
    "ankle": ("foot", "foot", 100, -28),
}
GRIPS: Final[dict[str, tuple[str, str, float, float]]] = {
    "lumbar": ("lumbar", "thorax", 0, 0),
    "thorax": ("thorax", "neck", 0, 0),
    "neck": ("neck", "head", 0, 0),
    "head": ("head", "head", 4, 95),
    **{
        f"{side}_{joint}": (f"{side}_{segment}", f"{side}_{end}", forward, up)
        for joint, (segment, end, forward, up) in _SIDED.items()
        for side in SIDES
    },
}
SHORT: Final = 25  # thousandths of the stature; a segment that points at the viewer can't be turned
NUDGE: Final = 1.0  # degree


@dataclass(frozen=True)
class Handle:
    """What a joint's segment is taken hold of by.

    ``axis`` is the direction of the joint that lies best in the plane of the picture; one degree
    of it turns the segment by ``rate`` degrees there (clockwise, since y points down), 0 where
    the segment is seen end on.
    """

    joint: str
    at: Point
    pivot: Point
    axis: str
    rate: float


def handles(pose: Pose) -> list[Handle]:
    """The handles of a pose as it is drawn, in the coordinates of its picture."""
    camera = CAMERAS[pose.view]
    body = place(pose)
    found = []
    for joint in GRIPS:
        rates = {axis: _rate(pose, joint, axis, camera) for axis in LIMITS[joint]}
        axis = max(rates, key=lambda name: abs(rates[name]))
        pivot, at = _ends(body, joint)
        found.append(
            Handle(joint, camera.point(at), camera.point(pivot), axis, round(rates[axis], 3))
        )
    return found


def _ends(body: Skeleton, joint: str) -> tuple[Vector, Vector]:
    segment, end, forward, up = GRIPS[joint]
    return body[segment].origin, body[end].at(forward, up)


def _rate(pose: Pose, joint: str, axis: str, camera: Camera) -> float:
    nudged = pose.with_angles({(joint, axis): pose.angle(joint, axis) + NUDGE})
    angles = []
    for each in (pose, nudged):
        body = skeleton(each.pitch, each.spin, each.turn, each.angles)
        pivot, at = (camera.point(end) for end in _ends(body, joint))
        if hypot(at.x - pivot.x, at.y - pivot.y) < SHORT:
            return 0.0
        angles.append(degrees(atan2(at.y - pivot.y, at.x - pivot.x)))
    return ((angles[1] - angles[0] + 180) % 360 - 180) / NUDGE
