"""By what exercises and routines can be narrowed in search, beside what all pages can."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from backcare.pagecache.remembered import Remembered
from backcare.search.facets import Facet

from .models import Exercise, Factor, Routine


def _read_factors() -> dict[str, str]:
    return dict(Factor.objects.order_by().values_list("slug", "name"))


# Their names by their slugs. When one is saved, every answer is made anew.
_names = Remembered(_read_factors)


def _factors(values: Collection[str]) -> dict[str, str]:
    names = _names() if values else {}
    return {value: names[value] for value in values if value in names}


def _positions(values: Collection[str]) -> dict[str, str]:
    choices = Exercise.StartPosition.choices
    return {value: str(label) for value, label in choices if value in values}


def _levels(values: Collection[str]) -> dict[str, str]:
    choices = Exercise.Level.choices
    return {str(value): str(label) for value, label in choices if str(value) in values}


FACTOR = Facet("factor", _("Contributing factor"), _factors, order=30)
POSITION = Facet("position", _("Start position"), _positions, order=40)
LEVEL = Facet("level", _("Level"), _levels, order=50)


def factors_of_exercise(exercise: Exercise) -> Iterable[str]:
    return exercise.factors.values_list("slug", flat=True)


def factors_of_routine(routine: Routine) -> Iterable[str]:
    """Those of its exercises that readers can see."""
    shown = Exercise.objects.live().filter(routine_items__routine=routine)
    return Factor.objects.filter(exercises__in=shown).distinct().values_list("slug", flat=True)


def routines_with(exercise: Exercise) -> Iterable[Routine]:
    """The published routines that contain the exercise: their minutes and factors are its own."""
    published = Routine.objects.filter(status=Routine.Status.PUBLISHED)
    return published.filter(items__exercise=exercise.pk).distinct()
