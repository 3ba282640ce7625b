"""The pages that lead through an exercise or a routine."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.pagecache.query import cacheable
from backcare.publishing.views import Trail, page_view, trail

from ..models import Exercise, Routine, RoutineItem, Step
from .data import player_context
from .session import exercise_items, routine_items


@cacheable()
@require_safe
def play_exercise(request: HttpRequest, slug: str) -> HttpResponse:
    """The player for one exercise; where its page is missing or gone, so is this."""
    steps = Prefetch("steps", Step.objects.select_related("image"))
    exercises = Exercise.objects.live().prefetch_related(steps, "cautions")
    exercise = exercises.filter(slug=slug).first()
    if exercise is None:
        return page_view("exercise")(request, slug)
    path = exercise.get_absolute_url()
    breadcrumbs = _trail((_("Exercises"), reverse("exercises:list")), (exercise.title, path))
    context = player_context(
        exercise.title, path, exercise_items(exercise), breadcrumbs=breadcrumbs, page=exercise
    )
    return render(request, "exercises/player.html", context)


@cacheable()
@require_safe
def play_routine(request: HttpRequest, slug: str) -> HttpResponse:
    """The player for a routine; where its page is missing or gone, so is this."""
    items = RoutineItem.objects.select_related("exercise").prefetch_related(
        Prefetch("exercise__steps", Step.objects.select_related("image")), "exercise__cautions"
    )
    routines = Routine.objects.live().prefetch_related(Prefetch("items", items))
    routine = routines.filter(slug=slug).first()
    if routine is None:
        return page_view("routine")(request, slug)
    path = routine.get_absolute_url()
    breadcrumbs = _trail((_("Routines"), reverse("routines:list")), (routine.title, path))
    context = player_context(
        routine.title, path, routine_items(routine), breadcrumbs=breadcrumbs, page=routine
    )
    return render(request, "exercises/player.html", context)


def _trail(*steps: tuple[str, str]) -> Trail:
    path = steps[-1][1]
    return trail(*steps, (_("Guided"), f"{path}play/"))
