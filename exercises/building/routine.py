"""A plan with its exercises: what the pages of a reader's own routine show."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Exercise, Routine, RoutineItem
from ..timeline import minutes, routine_seconds
from .code import MOST_ITEMS, Activity, Changes, Chosen, Entry, Plan
from .doses import changed, differences


@dataclass
class OwnRoutine:
    """A routine that is not stored; ``plan`` names the same as ``items``, one for one."""

    items: list[RoutineItem] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)

    def visible_items(self) -> list[RoutineItem]:
        """All of them: what readers may not see was left out when the plan was opened."""
        return self.items

    @property
    def exercises(self) -> list[Exercise]:
        """Each exercise once, in the order in which it comes first."""
        return list(dict.fromkeys(item.exercise for item in self.items if item.exercise))

    @property
    def total_minutes(self) -> int:
        """What the routine takes, in whole minutes, by the one formula of ``timeline``."""
        return minutes(routine_seconds(item.effective_dose for item in self.items))


def live_exercises(ids: Iterable[int]) -> dict[int, Exercise]:
    """The exercises of these ids that readers may see, by id: one query, none for no ids."""
    wanted = set(ids)
    return Exercise.objects.live().in_bulk(wanted) if wanted else {}


def opened(plan: Plan, exercises: dict[int, Exercise]) -> tuple[OwnRoutine, list[str]]:
    """The plan with its ``exercises``, and sentences about what was left out of it."""
    own, gone = OwnRoutine(), 0
    entries: list[Entry] = []
    unfit: list[str] = []
    for entry in plan.entries:
        if isinstance(entry, Activity):
            entries.append(entry)
            own.items.append(RoutineItem(activity=entry.kind, minutes=entry.minutes))
            continue
        exercise = exercises.get(entry.exercise)
        if exercise is None:
            gone += 1
            continue
        dose = changed(exercise.dose, entry.changes)
        if dose is None:
            unfit.append(exercise.title)
            entry, dose = Chosen(entry.exercise), exercise.dose
        item = RoutineItem(exercise=exercise, has_own_dose=bool(entry.changes.stated()))
        item.set_dose(dose)
        entries.append(entry)
        own.items.append(item)
    own.plan = Plan(tuple(entries))
    return own, [*_gone(gone), *(_unfit(title) for title in unfit)]


def plan_of(routine: Routine) -> Plan:
    """A published routine as a plan to start from: what readers may see of it."""
    return Plan(tuple(_entry(item) for item in routine.visible_items())[:MOST_ITEMS])


def published(slug: str) -> Routine | None:
    """The routine of this slug that readers may see."""
    items = Prefetch("items", RoutineItem.objects.select_related("exercise"))
    return Routine.objects.live().filter(slug=slug).prefetch_related(items).first()


def _entry(item: RoutineItem) -> Entry:
    if item.exercise is None:
        return Activity(item.activity, item.minutes or 1)
    exercise = item.exercise
    changes = differences(exercise.dose, item.effective_dose) if item.has_own_dose else Changes()
    return Chosen(exercise.pk, changes)


def _gone(count: int) -> list[str]:
    if not count:
        return []
    said = ngettext(
        "%(count)s exercise is no longer available and was left out.",
        "%(count)s exercises are no longer available and were left out.",
        count,
    )
    return [said % {"count": count}]


def _unfit(title: str) -> str:
    return _("The changed dose of “%(title)s” no longer fits: it is as written again.") % {
        "title": title
    }
