from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.publishing.views import page_of, plain_meta, trail

from .forms import ExerciseFilter
from .kinds import EXERCISE, ROUTINE, routine_cards
from .models import Exercise, Routine


@require_safe
def exercise_list(request: HttpRequest) -> HttpResponse:
    """The live exercises, narrowed by factor, start position and level."""
    form = ExerciseFilter(request.GET or None)
    exercises: Any = Exercise.objects.live().filter(kind=EXERCISE.name)
    exercises = exercises.with_cards().order_by("level", "title", "pk")
    chosen = form.chosen()
    if chosen:
        exercises = exercises.filter(**chosen)
    page_obj = page_of(request, exercises)
    breadcrumbs = trail((_("Exercises"), reverse("exercises:list")))
    meta = plain_meta(
        _("Exercises"),
        _("Exercises for the back with exact doses, cautions, and easier and harder versions."),
        breadcrumbs,
        number=page_obj.number,
    )
    if chosen:
        meta.robots = "noindex"
    context = {
        "page_obj": page_obj,
        "form": form,
        "is_filtered": bool(chosen),
        "query": form.query(),
        "meta": meta,
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "exercises/exercise_list.html", context)


@require_safe
def routine_list(request: HttpRequest) -> HttpResponse:
    routines = routine_cards(Routine.objects.live().filter(kind=ROUTINE.name))
    page_obj = page_of(request, routines.order_by("title", "pk"))
    breadcrumbs = trail((_("Routines"), reverse("routines:list")))
    context = {
        "page_obj": page_obj,
        "meta": plain_meta(
            _("Routines"),
            _("Exercises put together: how long each routine takes, and what it leaves out."),
            breadcrumbs,
            number=page_obj.number,
        ),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "exercises/routine_list.html", context)
