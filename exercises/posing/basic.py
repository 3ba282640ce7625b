"""The poses that an editor can start from."""

import tomllib
from functools import cache
from pathlib import Path

from ..figures.pose import Pose
from ..models import Exercise

BASIC_POSES = Path(__file__).with_name("basic.toml")


@cache
def basic_poses() -> dict[str, Pose]:
    """By start position of an exercise (``Exercise.StartPosition``), in the order of those."""
    written = tomllib.loads(BASIC_POSES.read_text(encoding="utf-8"))
    positions = Exercise.StartPosition.values
    return {position: Pose.from_json(written[position]) for position in positions}
