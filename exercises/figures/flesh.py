"""The thickness of the body: the balls that it touches the ground with, and is drawn around."""

from typing import Final

from .skeleton import Ball, Skeleton, Vector

# Frame, forward, up, right, radius. The right side; the left is its mirror image.
_SIDED: Final = {
    "heel": ("foot", -20, -19, 0, 20),
    "ball": ("foot", 66, -24, 0, 15),
    "toes": ("foot", 100, -28, 0, 11),
    "instep": ("foot", 30, -4, 0, 18),
    "ankle": ("foot", 0, 0, 0, 23),
    "calf": ("shin", -7, -82, 0, 36),
    "knee": ("shin", 2, 0, 0, 36),
    "thigh": ("thigh", 2, -110, 0, 49),
    "hip": ("thigh", -4, 0, 0, 52),
    "side": ("pelvis", -4, 5, 46, 54),
    "shoulder": ("arm", 0, 0, 0, 33),
    "elbow": ("forearm", 0, 0, 0, 24),
    "wrist": ("hand", 0, 0, 0, 17),
    "palm": ("hand", 0, -48, 0, 14),
    "fingers": ("hand", 0, -98, 0, 9),
    "ribs": ("thorax", 2, 50, 30, 58),
}
_MIDDLE: Final = {
    "seat": ("pelvis", -18, -10, 0, 56),
    "upper_back": ("thorax", 0, 95, 0, 58),
    "belly": ("lumbar", 2, 30, 0, 54),
    "groin": ("pelvis", 6, 15, 0, 54),
    "breast": ("thorax", 6, 80, 0, 58),
    "skull": ("head", 4, 42, 0, 57),
    "chin": ("head", 38, -6, 0, 20),
}
# Frame by frame of each side: "right_heel" -> its frame and place.
BALLS: Final[dict[str, tuple[str, float, float, float, float]]] = {
    **_MIDDLE,
    **{
        f"{side}_{name}": (
            frame if frame in ("pelvis", "thorax") else f"{side}_{frame}",
            forward,
            up,
            right * sign,
            radius,
        )
        for name, (frame, forward, up, right, radius) in _SIDED.items()
        for side, sign in (("right", 1), ("left", -1))
    },
}

_PARTS: Final = {
    "hand": ("palm", "fingers"),
    "fingers": ("fingers",),
    "forearm": ("elbow", "wrist"),
    "elbow": ("elbow",),
    "foot": ("heel", "ball"),
    "heel": ("heel",),
    "toes": ("toes",),
    "knee": ("knee",),
    "shin": ("knee", "toes"),
    "thigh": ("thigh",),
    "hip": ("side",),
    "shoulder": ("shoulder",),
}
_PLURALS: Final = {"foot": "feet", "toes": "toes"}
# "feet" -> "_foot": how the contacts of each side end.
SIDED_PARTS: Final = {
    _PLURALS.get(part, part if part.endswith("s") else f"{part}s"): f"_{part}" for part in _PARTS
}
# Contact -> the balls that touch: "right_foot" and "feet", "back".
CONTACTS: Final[dict[str, tuple[str, ...]]] = {
    **{
        f"{side}_{part}": tuple(f"{side}_{ball}" for ball in balls)
        for part, balls in _PARTS.items()
        for side in ("right", "left")
    },
    **{
        _PLURALS.get(part, part if part.endswith("s") else f"{part}s"): tuple(
            f"{side}_{ball}" for ball in balls for side in ("right", "left")
        )
        for part, balls in _PARTS.items()
    },
    "seat": ("seat",),
    "back": ("seat", "upper_back"),
    "upper_back": ("upper_back",),
    "chest": ("breast",),
    "belly": ("belly",),
    "groin": ("groin",),
    "head": ("skull",),
}


def ball(body: Skeleton, name: str) -> Ball:
    frame, forward, up, right, radius = BALLS[name]
    return Ball(body[frame].at(forward, up, right), radius)


def lowest(body: Skeleton) -> float:
    """How high the lowest point of the body is."""
    return min(place.centre[1] - place.radius for place in (ball(body, name) for name in BALLS))


def middle(body: Skeleton, contact: str) -> Vector:
    """The middle of the balls of a contact."""
    centres = [ball(body, name).centre for name in CONTACTS[contact]]
    count = len(centres)
    return (
        sum(centre[0] for centre in centres) / count,
        sum(centre[1] for centre in centres) / count,
        sum(centre[2] for centre in centres) / count,
    )
