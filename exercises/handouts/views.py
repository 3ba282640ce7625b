"""The hand-outs of pages; where a page is missing or gone, so is its hand-out."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.pagecache.query import cacheable
from backcare.people.models import Contributor
from backcare.publishing.models import Page
from backcare.publishing.views import Trail, page_view, trail

from ..models import Exercise, Routine, RoutineItem, Step
from ..player.session import exercise_items, routine_items
from .sheet import handout_context

STEPS = Step.objects.select_related("image")


@cacheable()
@require_safe
def exercise_handout(request: HttpRequest, slug: str) -> HttpResponse:
    """One exercise on one sheet."""
    exercises = Exercise.objects.live().select_related("reviewer")
    exercise = (
        exercises.prefetch_related(Prefetch("steps", STEPS), "cautions", "equipment")
        .filter(slug=slug)
        .first()
    )
    if exercise is None:
        return page_view("exercise")(request, slug)
    context = handout_context(
        exercise.title,
        exercise.get_absolute_url(),
        exercise_items(exercise),
        purpose=exercise.purpose,
        page=exercise,
        authors=_authors(exercise),
        breadcrumbs=_trail(_("Exercises"), "exercises", exercise),
    )
    return render(request, "exercises/handout.html", context)


@cacheable()
@require_safe
def routine_handout(request: HttpRequest, slug: str) -> HttpResponse:
    """A routine on a sheet or two."""
    items = RoutineItem.objects.select_related("exercise").prefetch_related(
        Prefetch("exercise__steps", STEPS), "exercise__cautions"
    )
    routines = Routine.objects.live().select_related("reviewer")
    routine = routines.prefetch_related(Prefetch("items", items)).filter(slug=slug).first()
    if routine is None:
        return page_view("routine")(request, slug)
    context = handout_context(
        routine.title,
        routine.get_absolute_url(),
        routine_items(routine),
        purpose=routine.summary,
        page=routine,
        authors=_authors(routine),
        breadcrumbs=_trail(_("Routines"), "routines", routine),
    )
    return render(request, "exercises/handout.html", context)


def _authors(page: Page) -> list[Contributor]:
    return [by.contributor for by in page.authorships.select_related("contributor")]


def _trail(label: str, space: str, page: Page) -> Trail:
    return trail(
        (label, reverse(f"{space}:list")),
        (page.title, page.get_absolute_url()),
        (_("Hand-out"), reverse(f"{space}:handout", args=[page.slug])),
    )
