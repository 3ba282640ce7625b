"""What is done in one session, item by item, as the page shows it and the player counts it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from backcare.publishing.lines import lines

from ..dose import Dose
from ..figures.figure import Figure
from ..figures.sides import other_side
from ..models import Exercise, Routine
from ..timeline import GET_READY_SECONDS, NEXT_EXERCISE_SECONDS, timeline
from .steps import phase_steps, telling_step

# The fields of a dose that the phases are made of; the others say how often, and in which words.
TIMED = (
    "hold_min",
    "until_tired",
    "second_hold",
    "breaths_min",
    "reps_min",
    "sets_min",
    "per_side",
    "seconds_per_rep",
    "rest_seconds",
    "change_sides_seconds",
    "minutes_min",
)
assert set(TIMED) <= {field.name for field in fields(Dose)}  # noqa: S101  (a slip, found at import)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: an exercise, or an activity of some minutes (``exercise`` is None)."""

    title: str
    dose: Dose
    exercise: Exercise | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """An item in its place: number from 1, when it starts and how long it takes, in seconds."""

    number: int
    item: Item
    start: int
    seconds: int
    get_ready: int

    @property
    def anchor(self) -> str:
        """The id of the item's element, in which the player finds its figure and its steps."""
        return f"item-{self.number}"

    @property
    def start_time(self) -> str:
        return clock(self.start)

    @property
    def length(self) -> str:
        return clock(self.seconds)

    @property
    def stop_if(self) -> list[str]:
        return lines(self.item.exercise.stop_if) if self.item.exercise else []

    @property
    def figures(self) -> list[tuple[str, Figure]]:
        """The figure that the player moves, as it is drawn; then that of the other side, if any.

        Each with its side, as the phases name it; "" where the sides don't differ.
        """
        exercise = self.item.exercise
        step = telling_step(exercise) if exercise else None
        figure = step.figure if step else None
        if exercise is None or figure is None:
            return []
        side = exercise.drawn_side if self.item.dose.per_side else None
        if side is None:
            return [("", figure)]
        return [(side, figure), (other_side(side), figure.mirrored)]

    @property
    def phase_steps(self) -> dict[str, int]:
        """Which steps of the exercise go with its phases; see there."""
        return phase_steps(list(self.item.exercise.steps.all())) if self.item.exercise else {}

    @property
    def timed_dose(self) -> dict[str, int | bool]:
        """What the phases are made of: the stated fields of the dose, without its words."""
        return {name: value for name in TIMED if (value := getattr(self.item.dose, name))}


def exercise_items(exercise: Exercise) -> list[Item]:
    """The session of one exercise by itself."""
    return [Item(exercise.title, exercise.dose, exercise)]


def routine_items(routine: Routine) -> list[Item]:
    """The session of a routine: the items that readers may see, each with its dose and note."""
    return [
        Item(str(item), item.effective_dose, item.exercise, item.note)
        for item in routine.visible_items()
    ]


def stops(items: Iterable[Item]) -> Iterator[Stop]:
    """The items one after the other, by the same formula as the minutes of a routine."""
    start = 0
    for index, item in enumerate(items):
        get_ready = NEXT_EXERCISE_SECONDS if index else GET_READY_SECONDS
        length = sum(phase.seconds for phase in timeline(item.dose, get_ready=get_ready))
        yield Stop(index + 1, item, start, length, get_ready)
        start += length


def clock(seconds: int) -> str:
    """Minutes and seconds as a clock shows them: 75 seconds are 1:15."""
    return f"{seconds // 60}:{seconds % 60:02}"
