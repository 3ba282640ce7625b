"""What is around the body: the ground, the mat and the other props."""

from collections.abc import Iterable
from typing import Final

from .camera import Camera, Point
from .flesh import BALLS, CONTACTS, ball, middle
from .outlines import Path, disc
from .placing import height
from .pose import CHAIR_HEIGHT, Pose, Prop
from .skeleton import Skeleton

BALL: Final = 19  # a tennis ball has a diameter of 6.7 cm
MAT_MARGIN: Final = 70
Drawn = tuple[str, str]  # class, path data
Box = tuple[float, float, float, float]  # left, top, right, bottom


def bounds(bodies: Iterable[Skeleton], camera: Camera) -> Box:
    """The picture's part that the bodies take."""
    circles = [
        (camera.point(place.centre), place.radius)
        for body in bodies
        for place in (ball(body, name) for name in BALLS)
    ]
    return (
        min(point.x - radius for point, radius in circles),
        min(point.y - radius for point, radius in circles),
        max(point.x + radius for point, radius in circles),
        max(point.y + radius for point, radius in circles),
    )


def behind(pose: Pose, body: Skeleton, bodies: list[Skeleton], camera: Camera) -> list[Drawn]:
    """What stands behind the body."""
    drawn: list[Drawn] = []
    for prop in pose.props:
        if prop.kind == "mat":
            drawn.append(("mat", _mat(bodies, camera)))
        elif prop.kind == "wall" and prop.x is not None:
            drawn.append(("wall", _wall(prop.x, bodies, camera)))
        elif prop.kind == "chair":
            drawn.append(("chair", _chair(pose, prop)))
        elif prop.kind in ("cushion", "towel") and prop.under is not None:
            drawn.append(("cushion", _cushion(pose, prop, body, camera)))
        elif prop.kind == "ball" and prop.against is not None:
            drawn.append(("ball", _ball(pose, prop, body, camera)))
    return drawn


def before(pose: Pose, body: Skeleton, camera: Camera) -> list[Drawn]:
    """What is in front of the body: a towel around a foot, a band around the knees."""
    drawn: list[Drawn] = []
    for prop in pose.props:
        if prop.around is None:
            continue
        if prop.kind == "towel":
            drawn.append(("towel", _towel(prop.around, body, camera)))
        elif prop.kind == "band":
            ends = [camera.point(ball(body, name).centre) for name in CONTACTS[prop.around]]
            drawn.append(("towel", _line(ends)))
    return drawn


def _line(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{round(point.x)} {round(point.y)}" for point in points)


def _polygon(points: Iterable[Point]) -> str:
    return _line(points) + "z"


def _mat(bodies: list[Skeleton], camera: Camera) -> str:
    centres = [ball(body, name) for body in bodies for name in BALLS]
    near = [place for place in centres if place.centre[1] - place.radius < 120] or centres
    left = min(place.centre[0] - place.radius for place in near) - MAT_MARGIN
    right = max(place.centre[0] + place.radius for place in near) + MAT_MARGIN
    if camera.elevation < 5:
        ends = [camera.point((x, 0, 0)).x for x in (left, right)]
        if camera.azimuth > 60:
            ends = [-220, 220]
        left, right = round(min(ends)), round(max(ends))
        return f"M{left} 0H{right}q10 0 10 9t-10 9H{left}q-10 0-10-9t10-9z"
    back = min(place.centre[2] - place.radius for place in near) - MAT_MARGIN
    front = max(place.centre[2] + place.radius for place in near) + MAT_MARGIN
    corners = ((left, back), (right, back), (right, front), (left, front))
    return _polygon(camera.point((x, 0, z)) for x, z in corners)


def _wall(x: float, bodies: list[Skeleton], camera: Camera) -> str:
    top = max(ball(body, "skull").centre[1] for body in bodies) + 110
    if camera.elevation < 5:
        return f"M{round(x) - 34} 0H{round(x)}V{-round(top)}H{round(x) - 34}z"
    corners = ((0, -260), (0, 260), (top, 260), (top, -260))
    return _polygon(camera.point((x, y, z)) for y, z in corners)


def _chair(pose: Pose, prop: Prop) -> str:
    x, seat = round(prop.x or 0), round(height(pose, "chair", "seat")) or CHAIR_HEIGHT
    back, front, top = x - 125, x + 125, seat + 270
    return (
        f"M{back - 8} {-seat}H{front}q8 0 8 9t-8 9H{back + 16}l-6 {seat - 18}h-14l4-{seat}"
        f"L{back - 34}-{top}h16zM{front - 22} {18 - seat}h14l8 {seat - 18}h-14z"
    )


def _cushion(pose: Pose, prop: Prop, body: Skeleton, camera: Camera) -> str:
    centre = middle(body, prop.under or "head")
    tall = round(height(pose, prop.kind, prop.under or "head"))
    half = 85 if prop.kind == "cushion" else 70
    at = camera.point((centre[0], 0, centre[2]))
    left, right, y = round(at.x) - half, round(at.x) + half, round(at.y)
    bend = min(tall // 2, 16)
    return (
        f"M{left} {y - bend}q0 {bend} {bend} {bend}H{right - bend}q{bend} 0 {bend}-{bend}"
        f"V{y - tall}q0-{bend}-{bend}-{bend}H{left + bend}q-{bend} 0-{bend} {bend}z"
    )


def _ball(pose: Pose, prop: Prop, body: Skeleton, camera: Camera) -> str:
    centre = middle(body, prop.against or "seat")
    wall = pose.prop("wall")
    x = (wall.x or 0) + BALL if wall else centre[0]
    at = camera.point((x, centre[1], centre[2]))
    path = Path()
    disc(path, (at, BALL))
    return str(path)


def _towel(around: str, body: Skeleton, camera: Camera) -> str:
    """From the hands around the sole."""
    side = "left" if around.startswith("left") else "right"
    foot = body[f"{side}_foot"]
    hands = [camera.point(body[f"{name}_hand"].at(0, -45)) for name in ("left", "right")]
    sole, top = camera.point(foot.at(35, -42)), camera.point(foot.at(48, 2))
    heel = camera.point(foot.at(10, -42))
    return _line([hands[0], sole, heel]) + _line([hands[1], top, sole])
