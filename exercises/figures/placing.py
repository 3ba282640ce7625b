"""Puts a posed body where its contacts touch, and says by how much any of them does not."""

from dataclasses import dataclass

from .flesh import CONTACTS, ball, lowest
from .pose import CHAIR_HEIGHT, CUSHION_HEIGHT, Pose, split_contact
from .skeleton import Skeleton, skeleton


@dataclass(frozen=True)
class Contact:
    """One ball of the body on a surface. ``gap`` is positive where it hovers; per mille."""

    ball: str
    surface: str
    gap: float


def place(pose: Pose) -> Skeleton:
    """The body of the pose: its lowest contact touches, its first contact is at x = 0."""
    body = skeleton(pose.pitch, pose.spin, pose.turn, pose.angles)
    touching = [
        (ball(body, name), height(pose, surface, part))
        for surface, part in map(split_contact, pose.contacts)
        if surface != "wall"
        for name in CONTACTS[part]
    ]
    if touching:
        lift = max(level - (place.centre[1] - place.radius) for place, level in touching)
    else:
        lift = -lowest(body)
    first = ball(body, CONTACTS[split_contact(pose.contacts[0])[1]][0])
    return body.shifted(-first.centre[0], lift, -first.centre[2])


def height(pose: Pose, surface: str, part: str) -> float:
    """How high the surface is below a part of the body."""
    if surface == "chair":
        chair = pose.prop("chair")
        return CHAIR_HEIGHT if chair is None or chair.height is None else chair.height
    if surface in ("cushion", "towel"):
        for prop in pose.props:
            if prop.kind == surface and prop.under == part:
                return CUSHION_HEIGHT if prop.height is None else prop.height
    return 0.0


def contacts(pose: Pose, body: Skeleton | None = None) -> list[Contact]:
    """Every contact of the pose with its gap to what it rests on."""
    body = body or place(pose)
    found = []
    for surface, part in map(split_contact, pose.contacts):
        for name in CONTACTS[part]:
            centre, radius = ball(body, name)
            if surface == "wall":
                wall = pose.prop("wall")
                gap = centre[0] - radius - (wall.x or 0.0 if wall else 0.0)
            else:
                gap = centre[1] - radius - height(pose, surface, part)
            found.append(Contact(name, surface, gap))
    return found
