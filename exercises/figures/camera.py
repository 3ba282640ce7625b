"""From where a figure is seen: parallel projection, so that lengths stay what they are."""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final, NamedTuple

from .skeleton import Vector


class Point(NamedTuple):
    """A place in the picture: x to the right, y down, in thousandths of the stature."""

    x: float
    y: float


@dataclass(frozen=True)
class Camera:
    """Looks at the body from ``azimuth`` (0: its right side, 90: its front) and ``elevation``."""

    azimuth: float
    elevation: float

    @property
    def is_level(self) -> bool:
        return self.elevation == 0

    def direction(self, vector: Vector) -> Vector:
        """A direction as right, up, towards the viewer."""
        a, e = radians(self.azimuth), radians(self.elevation)
        x, y, z = vector
        across = cos(a) * x - sin(a) * z
        away = sin(a) * x + cos(a) * z
        return across, cos(e) * y - sin(e) * away, sin(e) * y + cos(e) * away

    def point(self, vector: Vector) -> Point:
        across, up, _ = self.direction(vector)
        return Point(across, -up)

    def depth(self, vector: Vector) -> float:
        """How near to the viewer; larger is nearer."""
        return self.direction(vector)[2]


CAMERAS: Final = {
    "side": Camera(0, 0),
    "front": Camera(90, 0),
    "top": Camera(0, 90),
    "quarter": Camera(38, 22),
    "high": Camera(0, 22),
}
