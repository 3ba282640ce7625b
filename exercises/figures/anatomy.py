"""The parts of the figure as outlines: what is drawn of a body that is posed and seen."""

from math import hypot
from typing import Final

from .body import FOREARM, SHIN, SIDES, THIGH, UPPER_ARM
from .camera import Camera
from .outlines import Circle, Path, blob, cap, column, disc, limb
from .skeleton import Frame, Skeleton

# Frame, forward, up, half breadth, half depth: the trunk level by level, from below.
Level = tuple[str, float, float, float, float]
HIPS: Final[tuple[Level, ...]] = (
    ("pelvis", -8, -46, 66, 44),
    ("pelvis", -12, -2, 92, 64),
    ("pelvis", -9, 50, 86, 56),
)
SHIRT: Final[tuple[Level, ...]] = (
    ("pelvis", -10, 20, 92, 62),
    ("lumbar", -2, 20, 83, 56),
    ("lumbar", 2, 78, 78, 54),
    ("thorax", 4, 15, 83, 58),
    ("thorax", 3, 72, 92, 63),
    ("thorax", -4, 112, 104, 52),
    ("thorax", -6, 150, 50, 30),
)
SLEEVE: Final = 0.62  # of the upper arm
TROUSERS: Final = 0.8  # of the shin
HAIR: Final = (-0.74, 0.67, 0.0)


def outlines(body: Skeleton, camera: Camera) -> dict[str, str]:
    """Path data by part: ``right_arm``, ``right_sleeve``, ``hips``, ``shirt``, ``hair`` ..."""
    parts: dict[str, str] = {}
    for side in SIDES:
        parts |= _arm(body, camera, side) | _leg(body, camera, side)
    parts["hips"] = _trunk(body, camera, HIPS, (16, 4))
    parts["shirt"] = _trunk(body, camera, SHIRT, (6, 10))
    return parts | _head(body, camera)


def ghost(body: Skeleton, camera: Camera, part: str) -> str:
    """A plain outline of a part, for where it was before."""
    path = Path()
    if part == "trunk":
        levels = (HIPS[0], HIPS[1], SHIRT[2], SHIRT[4], SHIRT[6])
        return _trunk(body, camera, levels, (16, 10))
    if part == "head":
        limb(path, *_face(body["head"], camera))
        return str(path)
    side, what = part.split("_")
    if what == "arm":
        chain = [("arm", 32), ("forearm", 23), ("hand", 17)]
        tip, radius = body[f"{side}_hand"].at(0, -96), 9
    else:
        chain = [("thigh", 58), ("shin", 37), ("foot", 24)]
        tip, radius = body[f"{side}_foot"].at(100, -28), 11
    circles = [(camera.point(body[f"{side}_{name}"].origin), r) for name, r in chain]
    for first, last in zip(circles, [*circles[1:], (camera.point(tip), radius)], strict=True):
        limb(path, first, last)
    return str(path)


def _arm(body: Skeleton, camera: Camera, side: str) -> dict[str, str]:
    arm, forearm, hand = (body[f"{side}_{name}"] for name in ("arm", "forearm", "hand"))

    def at(frame: Frame, forward: float, up: float, radius: float) -> Circle:
        return camera.point(frame.at(forward, up)), radius

    path = Path()
    shoulder, elbow, wrist = at(arm, 0, 0, 30), at(forearm, 0, 0, 23), at(hand, 0, 0, 15)
    limb(path, shoulder, elbow, at(arm, 3, -0.5 * UPPER_ARM, 29))
    limb(path, elbow, wrist, at(forearm, 2, -0.42 * FOREARM, 23))
    limb(path, at(hand, 0, -4, 16), at(hand, 1, -50, 18))
    limb(path, at(hand, 1, -50, 17), at(hand, 4, -98, 9))
    limb(path, at(hand, 8, -22, 9), at(hand, 22, -56, 7))
    sleeve = Path()
    hem = 23 + (30 - 23) * (1 - SLEEVE) + 6
    limb(sleeve, (shoulder[0], 36), at(arm, 1, -SLEEVE * UPPER_ARM, hem))
    return {f"{side}_arm": str(path), f"{side}_sleeve": str(sleeve)}


def _leg(body: Skeleton, camera: Camera, side: str) -> dict[str, str]:
    thigh, shin, foot = (body[f"{side}_{name}"] for name in ("thigh", "shin", "foot"))

    def at(frame: Frame, forward: float, up: float, radius: float) -> Circle:
        return camera.point(frame.at(forward, up)), radius

    path, trousers = Path(), Path()
    # Seen from the toes, a foot is broader than it is high.
    broad = 9 * abs(camera.direction(foot.x)[2])
    hip, knee, ankle = at(thigh, -4, 0, 58), at(shin, 0, 0, 37), at(foot, 0, 0, 22)
    limb(path, at(shin, 0, -0.6 * SHIN, 28), ankle)
    limb(path, (ankle[0], 23), at(foot, -18, -18, 20))
    limb(path, (ankle[0], 23), at(foot, 62, -23, 16 + broad))
    limb(path, at(foot, -18, -21, 18), at(foot, 62, -25, 14 + broad))
    limb(path, at(foot, 60, -22, 17 + broad), at(foot, 101, -28, 11 + broad))
    limb(trousers, hip, knee, at(thigh, 4, -0.48 * THIGH, 53))
    hem = at(shin, -2, -TROUSERS * SHIN, 31)
    limb(trousers, knee, hem, at(shin, -7, -0.36 * SHIN, 38))
    return {f"{side}_foot": str(path), f"{side}_leg": str(trousers)}


def _trunk(
    body: Skeleton, camera: Camera, levels: tuple[Level, ...], ends: tuple[float, float]
) -> str:
    centres = [camera.point(body[frame].at(forward, up)) for frame, forward, up, _, _ in levels]
    widths = []
    for index, (frame, _, _, breadth, depth) in enumerate(levels):
        before, after = centres[max(index - 1, 0)], centres[min(index + 1, len(levels) - 1)]
        length = hypot(after.x - before.x, after.y - before.y) or 1
        # Across the column, with y upwards.
        nx, ny = (after.y - before.y) / length, (after.x - before.x) / length
        reach = 0.0
        for axis, half in ((body[frame].z, breadth), (body[frame].x, depth)):
            right, up, _ = camera.direction(axis)
            reach += (half * (right * nx + up * ny)) ** 2
        widths.append(reach**0.5)
    path = Path()
    blob(path, column(centres, widths, ends))
    return str(path)


def _face(head: Frame, camera: Camera) -> tuple[Circle, Circle]:
    facing = abs(camera.direction(head.x)[2])
    return (
        (camera.point(head.at(4, 44)), 56 - 6 * facing),
        (camera.point(head.at(36, -8)), 21 + 5 * facing),
    )


def _head(body: Skeleton, camera: Camera) -> dict[str, str]:
    head, neck = body["head"], body["neck"]
    skull, chin = _face(head, camera)
    throat = Path()
    limb(throat, (camera.point(neck.at(2, -14)), 34), (camera.point(head.at(0, 8)), 29))
    face = Path()
    limb(face, skull, chin)
    limb(face, (camera.point(head.at(50, 26)), 10), (camera.point(head.at(65, 12)), 6))
    hair = Path()
    normal = camera.direction(head.at(*HAIR)), camera.direction(head.origin)
    across, up, towards = (a - b for a, b in zip(*normal, strict=True))
    cap(hair, (skull[0], skull[1] + 4), (across, up, towards), 4)
    ear = Path()
    sideways = camera.direction(head.z)[2]
    which = 1 if sideways >= 0 else -1
    disc(ear, (camera.point(head.at(-2, 24, which * 46)), 12 * abs(sideways) + 1))
    return {"neck": str(throat), "face": str(face), "hair": str(hair), "ear": str(ear)}
