"""Marks in a figure: arrows for what moves, spots for what works."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot
from typing import Final

from .body import SIDES
from .camera import Camera, Point
from .movement import placed_between
from .pose import Pose
from .skeleton import Skeleton

Place = tuple[str, float, float]  # frame, forward, up


def _sided(places: dict[str, Place]) -> dict[str, Place]:
    return {
        f"{side}_{name}": (f"{side}_{frame}", forward, up)
        for name, (frame, forward, up) in places.items()
        for side in SIDES
    }


# What an arrow can follow.
MOVING: Final[dict[str, Place]] = {
    "hips": ("pelvis", 0, 10),
    "pubis": ("pelvis", 66, 0),
    "waist": ("lumbar", 0, 60),
    "chest": ("thorax", 0, 80),
    "head": ("head", 10, 40),
    "chin": ("head", 112, 0),
    **_sided({"hand": ("hand", 0, -70), "foot": ("foot", 50, -10), "knee": ("shin", 0, 0)}),
}
# What can be marked as working or being stretched.
WORKING: Final[dict[str, Place]] = {
    "low_back": ("lumbar", -40, 30),
    "abdomen": ("lumbar", 34, 25),
    "upper_back": ("thorax", -40, 80),
    "nape": ("neck", -22, 30),
    "buttocks": ("pelvis", -48, -14),
    **_sided(
        {
            "front_thigh": ("thigh", 30, -110),
            "back_thigh": ("thigh", -28, -130),
            "hip_front": ("thigh", 38, -8),
            "hip_side": ("thigh", 0, 10),
        }
    ),
}
PLACES: Final = frozenset(MOVING) | frozenset(WORKING)
LEAST: Final = 45  # thousandths of the stature; less needs no arrow
MOST_ARROWS: Final = 2
SPOT: Final = 46


def arrows(
    start: Pose, end: Pose, camera: Camera, wanted: Iterable[str] = ()
) -> list[tuple[Point, Point, Point]]:
    """Start, bend and tip of each arrow: for the ``wanted`` places, else what moves farthest."""
    way = [placed_between(start, end, share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    named = [name for name in wanted if name in MOVING]
    tracks = {name: _track(name, way, camera) for name in named or MOVING}
    if not named:
        far = {name: _length(track) for name, track in tracks.items()}
        ranked = sorted((name for name in far if far[name] >= LEAST), key=lambda n: -far[n])
        chosen: list[str] = []
        for name in ranked:
            limb = _limb(name)
            if far[name] < 0.45 * far[ranked[0]] or any(_limb(other) == limb for other in chosen):
                continue
            chosen.append(name)
        named = chosen[:MOST_ARROWS]
    return [_arrow(tracks[name]) for name in named]


def spots(body: Skeleton, camera: Camera, places: Iterable[str]) -> list[Point]:
    """The middles of the spots."""
    found = []
    for name in places:
        if name in WORKING:
            frame, forward, up = WORKING[name]
            found.append(camera.point(body[frame].at(forward, up)))
    return found


def _limb(name: str) -> str:
    side, _, part = name.rpartition("_")
    if part in ("foot", "knee"):
        return f"{side} leg"
    return name if side else "trunk"


def _track(name: str, way: Sequence[Skeleton], camera: Camera) -> list[Point]:
    frame, forward, up = MOVING[name]
    return [camera.point(body[frame].at(forward, up)) for body in way]


def _length(track: Sequence[Point]) -> float:
    return sum(hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(track))


def _arrow(track: Sequence[Point]) -> tuple[Point, Point, Point]:
    """Through the track's first, middle and last point."""
    first, middle, last = track[0], track[2], track[-1]
    length = hypot(last.x - first.x, last.y - first.y)
    if length < 110:  # Too short to be seen: longer, around the same middle.
        stretch = 110 / max(length, 1)
        centre = Point((first.x + last.x) / 2, (first.y + last.y) / 2)
        first, middle, last = (
            Point(centre.x + (p.x - centre.x) * stretch, centre.y + (p.y - centre.y) * stretch)
            for p in (first, middle, last)
        )
    control = Point(2 * middle.x - (first.x + last.x) / 2, 2 * middle.y - (first.y + last.y) / 2)
    return first, control, last


def arrow_path(arrow: tuple[Point, Point, Point]) -> str:
    """A curve with a head at its end."""
    first, control, last = arrow
    dx, dy = last.x - control.x, last.y - control.y
    size = hypot(dx, dy) or 1
    dx, dy = dx / size, dy / size
    wings = [
        Point(last.x - 44 * dx - side * 30 * dy, last.y - 44 * dy + side * 30 * dx)
        for side in (1, -1)
    ]
    return (
        f"M{round(first.x)} {round(first.y)}Q{round(control.x)} {round(control.y)} "
        f"{round(last.x)} {round(last.y)}M{round(wings[0].x)} {round(wings[0].y)}"
        f"L{round(last.x)} {round(last.y)}L{round(wings[1].x)} {round(wings[1].y)}"
    )
