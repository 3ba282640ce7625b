"""The figure of a step: its poses, drawn and said in words."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.safestring import SafeString

from .drawing import draw, movement
from .marks import PLACES
from .placing import place
from .pose import Pose, other_side
from .words import describe

SIDEWAYS = 0.6  # of 1: how much the right hip is above the left one, or below
REMEMBERED = 512  # figures; a site of a few hundred exercises draws each once


@dataclass(frozen=True)
class Figure:
    """One pose, or the movement from one to another, with the places that it marks."""

    pose: Pose
    to: Pose | None = None
    highlight: tuple[str, ...] = ()

    @cached_property
    def words(self) -> str:
        return describe(self.pose, to=self.to, highlight=self.highlight)

    @cached_property
    def svg(self) -> SafeString:
        return draw(self.pose, to=self.to, highlight=self.highlight, title=self.words)

    @cached_property
    def small(self) -> SafeString:
        """Only the pose in which it ends, for lists; readers who can't see it have the title."""
        return draw(self.pose, to=self.to, small=True)

    @cached_property
    def movement(self) -> str:
        """What the script needs to move the figure; empty when nothing moves."""
        return movement(self.pose, self.to) if self.to else ""

    @cached_property
    def mirrored(self) -> "Figure":
        """The same for the other side of the body, drawn as clearly.

        Seen from the side the body also turns about, so that the limb at work stays the near one,
        and who lies on the side still faces the reader. Walls and chairs stay where they are.
        """
        poses = [pose and pose.mirrored() for pose in (self.pose, self.to)]
        if turns_about(self.to or self.pose):
            poses = [pose and pose.turned_about() for pose in poses]
        pose, to = poses
        assert pose is not None  # noqa: S101  (for the type checker)
        return Figure(pose, to, tuple(map(other_side, self.highlight)))


def turns_about(pose: Pose) -> bool:
    """Whether the mirrored body is better seen facing the other way."""
    if pose.prop("wall") or pose.prop("chair"):
        return False
    lies_on_the_side = abs(place(pose)["pelvis"].z[1]) > SIDEWAYS
    return pose.view in ("side", "high", "top") or lies_on_the_side


def figure(pose: Any, to: Any = None, highlight: Iterable[str] = ()) -> Figure | None:
    """The figure of poses as they are stored; None without a pose, or with one that isn't known."""
    if not pose:
        return None
    return _figure(json.dumps([pose, to or None, list(highlight)], sort_keys=True))


@lru_cache(maxsize=REMEMBERED)
def _figure(stored: str) -> Figure | None:
    pose, to, highlight = json.loads(stored)
    try:
        return Figure(
            Pose.from_json(pose),
            Pose.from_json(to) if to else None,
            tuple(name for name in highlight if name in PLACES),
        )
    except ValueError:
        return None  # Written by another version of the site; the step's words stand alone.


def most_telling(figures: Iterable[Figure | None]) -> Figure | None:
    """The first that shows a movement, else the first of all."""
    found: Sequence[Figure] = [figure for figure in figures if figure is not None]
    return next((figure for figure in found if figure.to), found[0] if found else None)
