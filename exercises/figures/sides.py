"""Which side of the body the figures of an exercise show at work."""

from collections.abc import Iterable
from math import dist
from typing import Final, Literal

from .body import SIDES
from .figure import Figure
from .marks import LEAST, MOVING, WORKING
from .placing import place
from .pose import Pose

Side = Literal["left", "right"]

LIMBS: Final = (("foot", "knee"), ("hand",))  # A leg tells before an arm does.


def drawn_side(figures: Iterable[Figure]) -> Side | None:
    """The side at work, or None where the sides don't differ or nothing tells.

    What is marked as working tells first, then what an arrow follows, then what moves farther
    than the same on the other side.
    """
    figures = list(figures)
    marks = [name for figure in figures for name in figure.highlight]
    told = [[name for name in marks if name in WORKING]]
    told += [[name for name in marks if name in MOVING and name.endswith(ends)] for ends in LIMBS]
    for names in told:
        if side := _more({side: sum(name.startswith(side) for name in names) for side in SIDES}):
            return side
    for ends in LIMBS:
        if side := _more({side: _way(f"{side}_{ends[0]}", figures) for side in SIDES}, by=LEAST):
            return side
    return None


def other_side(side: Side) -> Side:
    return "left" if side == "right" else "right"


def _more(amounts: dict[str, float], by: float = 0) -> Side | None:
    difference = amounts["right"] - amounts["left"]
    if abs(difference) <= by:
        return None
    return "right" if difference > 0 else "left"


def _way(name: str, figures: Iterable[Figure]) -> float:
    """How far the place moves in all, as seen from the hips; in thousandths of the stature."""
    return sum(
        dist(_from_hips(name, each.pose), _from_hips(name, each.to))
        for each in figures
        if each.to is not None
    )


def _from_hips(name: str, pose: Pose) -> tuple[float, ...]:
    frame, forward, up = MOVING[name]
    body = place(pose)
    hips = body["pelvis"].origin
    return tuple(a - b for a, b in zip(body[frame].at(forward, up), hips, strict=True))
