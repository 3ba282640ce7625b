"""Helps who writes a pose: finds the angles for which its contacts touch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .body import LIMITS
from .placing import contacts, place
from .pose import Pose
from .skeleton import Skeleton

ROOT = ("pitch", "spin", "turn")
STIFFNESS = 0.02  # how much a degree away from what was written weighs against a per mille of gap
ROUNDS = 40
Free = Sequence[tuple[str, str]]
Aim = Callable[[Skeleton], float]


def reach(pose: Pose, free: Free, aims: Sequence[Aim] = ()) -> Pose:
    """The pose with the ``free`` angles changed, as little as it takes, so that contacts touch.

    ``free`` names joint and direction, or ``("root", "pitch")``. ``aims`` are further figures that
    should be 0, in thousandths of the stature. Damped least squares; angles stay in their limits.
    """
    start = [_get(pose, joint, axis) for joint, axis in free]
    values = list(start)

    def misses(values: Sequence[float]) -> list[float]:
        tried = _with(pose, dict(zip(free, values, strict=True)))
        body = place(tried)
        gaps = [contact.gap for contact in contacts(tried, body)]
        return [
            *gaps,
            *(aim(body) for aim in aims),
            *(STIFFNESS * (now - then) for now, then in zip(values, start, strict=True)),
        ]

    damping = 1.0
    current = misses(values)
    for _ in range(ROUNDS):
        columns = []
        for index in range(len(values)):
            nudged = [*values]
            nudged[index] += 0.01
            columns.append([(b - a) / 0.01 for a, b in zip(current, misses(nudged), strict=True)])
        step = _solve(columns, current, damping)
        tried = [
            _clamped(joint, axis, value - change)
            for (joint, axis), value, change in zip(free, values, step, strict=True)
        ]
        better = misses(tried)
        if sum(miss * miss for miss in better) < sum(miss * miss for miss in current):
            values, current, damping = tried, better, damping / 3
        else:
            damping *= 4
    rounded = {key: round(value, 1) for key, value in zip(free, values, strict=True)}
    return _with(pose, rounded)


def _solve(columns: list[list[float]], misses: list[float], damping: float) -> list[float]:
    """The step of Levenberg and Marquardt: (J'J + damping) step = J' misses, by elimination."""
    size = len(columns)
    rows = [
        [
            sum(a * b for a, b in zip(columns[i], columns[j], strict=True))
            + (damping if i == j else 0.0)
            for j in range(size)
        ]
        + [sum(a * b for a, b in zip(columns[i], misses, strict=True))]
        for i in range(size)
    ]
    for i in range(size):
        pivot = max(range(i, size), key=lambda row: abs(rows[row][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for j in range(i + 1, size):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [b - factor * a for a, b in zip(rows[i], rows[j], strict=True)]
    step = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][j] * step[j] for j in range(i + 1, size))
        step[i] = (rows[i][size] - known) / rows[i][i]
    return step


def _get(pose: Pose, joint: str, axis: str) -> float:
    if joint == "root":
        return float(getattr(pose, axis))
    sided = joint if joint in LIMITS else f"right_{joint}"
    return pose.angle(sided, axis)


def _with(pose: Pose, values: Mapping[tuple[str, str], float]) -> Pose:
    angles: dict[tuple[str, str], float] = {}
    root: dict[str, Any] = {}
    for (joint, axis), value in values.items():
        if joint == "root":
            root[axis] = value
        elif joint in LIMITS:
            angles[joint, axis] = value
        else:
            angles[f"right_{joint}", axis] = angles[f"left_{joint}", axis] = value
    return replace(pose, **root).with_angles(angles)


def _clamped(joint: str, axis: str, value: float) -> float:
    if joint == "root":
        return value
    least, most = LIMITS[joint if joint in LIMITS else f"right_{joint}"][axis]
    return min(max(value, least), most)
