"""Which step of an exercise belongs to which phase, as its poses tell."""

from collections.abc import Sequence

from ..models import Exercise, Step


def phase_steps(steps: Sequence[Step]) -> dict[str, int]:
    """The indexes of the steps that lead into the hold, are the hold, and lead back.

    The way back is the last movement that begins in the pose in which an earlier one has ended;
    the last such is the way in. What stands between them is the hold. Keys: "in", "out" and
    "hold", the last only where there is such a step. Empty where the poses don't tell: a wrong
    step would be worse than none.
    """
    moves = [index for index, step in enumerate(steps) if step.pose and step.pose_to]
    for out in reversed(moves):
        ways_in = [way for way in moves if way < out and steps[way].pose_to == steps[out].pose]
        if ways_in:
            into = ways_in[-1]
            hold = {"hold": out - 1} if out - 1 > into else {}
            return {"in": into, "out": out} | hold
    return {}


def telling_step(exercise: Exercise) -> Step | None:
    """The step whose figure the player moves: the way in, else the most telling one."""
    steps = list(exercise.steps.all())
    if known := phase_steps(steps):
        return steps[known["in"]]
    shown = [step for step in steps if step.figure is not None]
    return next((step for step in shown if step.pose_to), shown[0] if shown else None)
