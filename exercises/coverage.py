"""Which contributing factors a routine addresses, and which exercises would fill its gaps.

The model behind it, that lasting relief may need all factors handled, is editorial: each
factor carries a note on how sure science is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from .models import Exercise, Factor, RoutineItem

MOST_FILLERS = 3


class HasItems(Protocol):
    """A routine, published or a reader's own."""

    def visible_items(self) -> list[RoutineItem]: ...


@dataclass
class FactorCoverage:
    """One factor: the routine's exercises that address it, or others that would."""

    factor: Factor
    exercises: list[Exercise] = field(default_factory=list)
    fillers: list[Exercise] = field(default_factory=list)

    @property
    def covered(self) -> bool:
        return bool(self.exercises)


def coverage(routine: HasItems) -> list[FactorCoverage]:
    """Every factor, in the site's order, for the exercises of ``routine`` that are live.

    Takes one query for the factors, one for the links between factors and exercises, and, where
    a factor is left out, one for exercises that would fill the gap (the easiest first).
    """
    exercises: dict[int, Exercise] = {}
    for item in routine.visible_items():
        if item.exercise is not None:
            exercises.setdefault(item.exercise.pk, item.exercise)
    result = [FactorCoverage(factor) for factor in Factor.objects.with_topics()]
    by_factor = {entry.factor.pk: entry for entry in result}
    links = Exercise.factors.through.objects.filter(exercise__in=exercises)
    for factor_id, exercise_id in links.values_list("factor_id", "exercise_id"):
        by_factor[factor_id].exercises.append(exercises[exercise_id])
    order = list(exercises)
    for entry in result:
        entry.exercises.sort(key=lambda exercise: order.index(exercise.pk))
    _add_fillers([entry for entry in result if not entry.covered], besides=exercises)
    return result


def _add_fillers(gaps: list[FactorCoverage], *, besides: Iterable[int]) -> None:
    if not gaps:
        return
    wanted = {entry.factor.pk: entry for entry in gaps}
    easiest_first = ("level", "title", "pk")
    fillers = (
        Exercise.objects.live()
        .filter(factors__in=wanted)
        .exclude(pk__in=list(besides))
        .annotate(
            fills=F("factors__pk"),
            place=Window(RowNumber(), partition_by=F("factors__pk"), order_by=easiest_first),
        )
        .filter(place__lte=MOST_FILLERS)
        .order_by(*easiest_first)
    )
    for exercise in fillers:
        wanted[exercise.fills].fillers.append(exercise)
