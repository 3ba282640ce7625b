"""The jointed body in space: where each point of it is for the angles of a pose.

Axes at rest, standing: x forward (to the right in the picture seen from the side), y up, z to the
person's right (towards the viewer). Lengths in thousandths of the stature, angles in degrees.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin
from typing import NamedTuple

from . import body

Vector = tuple[float, float, float]
ORIGIN: Vector = (0.0, 0.0, 0.0)


class Frame(NamedTuple):
    """A place with directions of its own: forward, up and right."""

    origin: Vector = ORIGIN
    x: Vector = (1.0, 0.0, 0.0)
    y: Vector = (0.0, 1.0, 0.0)
    z: Vector = (0.0, 0.0, 1.0)

    def at(self, forward: float, up: float, right: float = 0.0) -> Vector:
        o, x, y, z = self
        return (
            o[0] + forward * x[0] + up * y[0] + right * z[0],
            o[1] + forward * x[1] + up * y[1] + right * z[1],
            o[2] + forward * x[2] + up * y[2] + right * z[2],
        )

    def moved(self, forward: float, up: float, right: float = 0.0) -> "Frame":
        return self._replace(origin=self.at(forward, up, right))

    def about_x(self, degrees: float) -> "Frame":
        y, z = _turned(self.y, self.z, degrees)
        return self._replace(y=y, z=z)

    def about_y(self, degrees: float) -> "Frame":
        z, x = _turned(self.z, self.x, degrees)
        return self._replace(z=z, x=x)

    def about_z(self, degrees: float) -> "Frame":
        x, y = _turned(self.x, self.y, degrees)
        return self._replace(x=x, y=y)


def _turned(a: Vector, b: Vector, degrees: float) -> tuple[Vector, Vector]:
    """Both directions turned in their plane, the first towards the second."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (
        (c * a[0] + s * b[0], c * a[1] + s * b[1], c * a[2] + s * b[2]),
        (c * b[0] - s * a[0], c * b[1] - s * a[1], c * b[2] - s * a[2]),
    )


class Ball(NamedTuple):
    """A round piece of flesh; the body's surface touches what its balls touch."""

    centre: Vector
    radius: float


@dataclass(frozen=True)
class Skeleton:
    """Frames by segment: pelvis, lumbar, thorax, neck, head, and those of the limbs by side."""

    frames: Mapping[str, Frame]

    def __getitem__(self, segment: str) -> Frame:
        return self.frames[segment]

    def shifted(self, x: float, y: float, z: float = 0.0) -> "Skeleton":
        return Skeleton(
            {
                name: frame._replace(
                    origin=(frame.origin[0] + x, frame.origin[1] + y, frame.origin[2] + z)
                )
                for name, frame in self.frames.items()
            }
        )


Angles = Mapping[str, Mapping[str, float]]


def skeleton(pitch: float, spin: float, turn: float, angles: Angles) -> Skeleton:
    """The body with its pelvis at the origin.

    ``pitch`` leans it forward (90: face down), ``spin`` turns it about its own length, ``turn``
    about the vertical.
    """
    zero: Mapping[str, float] = {}

    def angle(joint: str, axis: str) -> float:
        return angles.get(joint, zero).get(axis, 0.0)

    def vertebra(frame: Frame, joint: str) -> Frame:
        return (
            frame.about_z(-angle(joint, "flexion"))
            .about_x(angle(joint, "bend"))
            .about_y(-angle(joint, "rotation"))
        )

    def ball_joint(frame: Frame, joint: str, side: int) -> Frame:
        return (
            frame.about_z(angle(joint, "flexion"))
            .about_x(-side * angle(joint, "abduction"))
            .about_y(side * angle(joint, "rotation"))
        )

    pelvis = Frame().about_y(turn).about_z(-pitch).about_y(spin)
    frames = {"pelvis": pelvis}
    frames["lumbar"] = vertebra(pelvis.moved(-6, body.PELVIS), "lumbar")
    frames["thorax"] = vertebra(frames["lumbar"].moved(2, body.LUMBAR), "thorax")
    frames["neck"] = vertebra(frames["thorax"].moved(-8, body.THORAX), "neck")
    frames["head"] = vertebra(frames["neck"].moved(14, body.NECK), "head")
    up = body.SHOULDER_HEIGHT - body.HIP_HEIGHT - body.PELVIS - body.LUMBAR
    for name, side in (("right", 1), ("left", -1)):
        shoulder = frames["thorax"].moved(-4, up - 8, side * body.HALF_SHOULDERS)
        arm = ball_joint(shoulder, f"{name}_shoulder", side)
        forearm = arm.moved(0, -body.UPPER_ARM).about_z(angle(f"{name}_elbow", "flexion"))
        hand = forearm.moved(0, -body.FOREARM).about_z(angle(f"{name}_wrist", "extension"))
        hip = pelvis.moved(0, 0, side * body.HALF_HIPS)
        thigh = ball_joint(hip, f"{name}_hip", side)
        shin = thigh.moved(0, -body.THIGH).about_z(-angle(f"{name}_knee", "flexion"))
        foot = shin.moved(0, -body.SHIN).about_z(angle(f"{name}_ankle", "flexion"))
        frames |= {
            f"{name}_arm": arm,
            f"{name}_forearm": forearm,
            f"{name}_hand": hand,
            f"{name}_thigh": thigh,
            f"{name}_shin": shin,
            f"{name}_foot": foot,
        }
    return Skeleton(frames)
