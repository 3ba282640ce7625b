"""What a reader can't do, and what takes the place of exercises that need it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from ..coverage import MOST_FILLERS, FactorCoverage
from ..models import Exercise, Factor, RoutineItem, Variation
from .code import Activity, Chosen, Entry, Plan

Position = Exercise.StartPosition
STANDING_OR_SITTING = (Position.STANDING, Position.SITTING)
ON_THE_KNEES = (Position.KNEELING, Position.QUADRUPED)
# More links between exercises and factors than a site has; a bound all the same.
MOST_LINKS = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that a reader has set; without any, everything fits."""

    no_kneeling: bool = False
    no_floor: bool = False
    chair_only: bool = False

    def __bool__(self) -> bool:
        return self.no_kneeling or self.no_floor or self.chair_only

    @property
    def positions(self) -> list[str]:
        """The start positions that fit."""
        fitting: Iterable[Position] = Position
        if self.no_kneeling:
            fitting = [position for position in fitting if position not in ON_THE_KNEES]
        if self.no_floor:
            fitting = [position for position in fitting if position in STANDING_OR_SITTING]
        if self.chair_only:
            fitting = [position for position in fitting if position == Position.SITTING]
        return [position.value for position in fitting]

    def allow(self, exercise: Exercise) -> bool:
        return exercise.start_position in self.positions

    def allow_activity(self, kind: str) -> bool:
        return not (self.chair_only and kind == RoutineItem.Activity.WALK)


@dataclass(frozen=True, slots=True)
class Change:
    """What the limits did to one thing in a routine: something ``instead`` of it, or nothing."""

    title: str
    instead: Exercise | None = None


def fitted(
    plan: Plan, exercises: dict[int, Exercise], limits: Limits
) -> tuple[Plan, list[Change], list[Exercise]]:
    """The plan with what fits the limits, what was changed for it, and what could be added.

    An exercise that doesn't fit gives way to an easier variation of it that does, else to a
    seated one; without either it is left out, and others that work on the same are suggested.
    What comes instead is added to ``exercises``.
    """
    if not limits:
        return plan, [], []
    unfit = {pk: exercise for pk, exercise in exercises.items() if not limits.allow(exercise)}
    instead = _variations(unfit, limits)
    changes = [Change(exercise.title, instead.get(pk)) for pk, exercise in unfit.items()]
    entries: list[Entry] = []
    present = {entry.exercise for entry in plan.entries if isinstance(entry, Chosen)}
    for entry in plan.entries:
        if isinstance(entry, Activity):
            if limits.allow_activity(entry.kind):
                entries.append(entry)
        elif entry.exercise not in unfit:
            entries.append(entry)
        elif (target := instead.get(entry.exercise)) and target.pk not in present:
            present.add(target.pk)
            entries.append(Chosen(target.pk))
    on_foot = {e.kind for e in plan.entries if isinstance(e, Activity)} - {
        e.kind for e in entries if isinstance(e, Activity)
    }
    changes += [Change(str(RoutineItem.Activity(kind).label)) for kind in sorted(on_foot)]
    exercises |= {target.pk: target for target in instead.values()}
    left_out = [pk for pk in unfit if pk not in instead]
    return Plan(tuple(entries)), changes, _suggestions(left_out, limits, besides=present)


def fit_fillers(gaps: list[FactorCoverage], limits: Limits, *, besides: Iterable[int]) -> None:
    """Fill the gaps with exercises that fit the limits, the easiest first: one query."""
    wanted = {gap.factor.pk: gap for gap in gaps}
    if not (limits and wanted):
        return
    for gap in gaps:
        gap.fillers = []
    fitting = _fitting(limits, besides).filter(factors__in=wanted)
    for exercise in fitting.annotate(fills=F("factors__pk"))[:MOST_LINKS]:
        fillers = wanted[exercise.fills].fillers
        if len(fillers) < MOST_FILLERS:
            fillers.append(exercise)


def _variations(unfit: dict[int, Exercise], limits: Limits) -> dict[int, Exercise]:
    """What takes the place of each, by its id, where there is something."""
    if not unfit:
        return {}
    instead: dict[int, Exercise] = {}
    variations = Variation.objects.filter(
        exercise__in=unfit, target__start_position__in=limits.positions
    )
    # "easier" comes before "harder".
    for variation in variations.select_related("target").order_by("direction", "position", "pk"):
        target = variation.target
        is_easier = variation.direction == Variation.Direction.EASIER
        if target is None or not target.is_live:
            continue
        if is_easier or target.start_position == Position.SITTING:
            instead.setdefault(variation.exercise_id, target)
    return instead


def _suggestions(left_out: list[int], limits: Limits, *, besides: Iterable[int]) -> list[Exercise]:
    """Fitting exercises that work on the same factors as those that were left out."""
    if not left_out:
        return []
    factors = Factor.objects.filter(exercises__in=left_out)
    return list(_fitting(limits, besides).filter(factors__in=factors).distinct()[:MOST_FILLERS])


def _fitting(limits: Limits, besides: Iterable[int]) -> QuerySet[Exercise]:
    """The live exercises that fit, the easiest first."""
    return (
        Exercise.objects.live()
        .filter(start_position__in=limits.positions)
        .exclude(pk__in=list(besides))
        .order_by("level", "title", "pk")
    )
