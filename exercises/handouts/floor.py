"""How to get down to the floor and up again, for sheets whose exercises need the floor.

The way over a chair is the one that public fall-prevention services teach; in our own words after
Australian Department of Health: Don’t Fall for It. Falls can be prevented! (2011), the chapter
"Knowing how to get up from the floor by yourself". It advises to have somebody there the first
time, and a physiotherapist where kneeling hurts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import Exercise

ON_THE_FLOOR = frozenset(
    {
        Exercise.StartPosition.KNEELING,
        Exercise.StartPosition.QUADRUPED,
        Exercise.StartPosition.SUPINE,
        Exercise.StartPosition.PRONE,
        Exercise.StartPosition.SIDE_LYING,
    }
)


@dataclass(frozen=True, slots=True)
class WayToTheFloor:
    """The steps down and the steps up, what to heed, and where it comes from."""

    down: list[str]
    up: list[str]
    advice: str
    source: str


def needs_floor(exercises: Iterable[Exercise]) -> bool:
    """Whether any of the exercises starts kneeling or lying."""
    return any(exercise.start_position in ON_THE_FLOOR for exercise in exercises)


def way_to_the_floor() -> WayToTheFloor:
    return WayToTheFloor(
        down=[
            _("Put a sturdy chair against a wall. Stand in front of it and hold the seat."),
            _("Step back with one foot and lower that knee to the floor, then the other."),
            _("Hands on the floor. Sit to one side, then lie down on your side."),
        ],
        up=[
            _("Roll onto your side. Push up with your hands to hands and knees."),
            _("Crawl to the chair and put both hands on the seat."),
            _("One foot flat in front. Push with hands and legs, turn, sit, and rest."),
        ],
        advice=_(
            "Have somebody with you the first time. If kneeling hurts or you are not sure of "
            "getting up, ask a physiotherapist for another way first."
        ),
        source=_("After: Australian Department of Health, Don’t Fall for It (2011)."),
    )
