from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.pagecache import tags
from backcare.pagecache.fragments import fragment
from backcare.pagecache.query import cacheable
from backcare.pagecache.recording import depends_on
from backcare.publishing.lists import Counted
from backcare.publishing.views import page_of, plain_meta, trail

from .forms import ExerciseFilter
from .kinds import EXERCISE, ROUTINE
from .models import Exercise, Routine


@cacheable("page", *ExerciseFilter.LOOKUPS)
@require_safe
def exercise_list(request: HttpRequest) -> HttpResponse:
    """The live exercises, narrowed by factor, start position and level."""
    depends_on(tags.listed(EXERCISE.name))
    form = ExerciseFilter(request.GET or None)
    exercises: Any = Exercise.objects.live().filter(kind=EXERCISE.name)
    # Of each no more than what finds its card, and what it is sorted by.
    exercises = exercises.order_by("level", "title", "pk").values_list(
        "pk", "kind", "title", named=True
    )
    chosen = form.chosen()
    if chosen:
        exercises = exercises.filter(**chosen)
    # Of values that mean nothing there is no end; nothing of the answers to them is to be kept.
    is_known = not form.is_bound or form.is_valid()
    page_obj = page_of(
        request,
        Counted(f"{EXERCISE.name} {form.query()}", exercises, tags.listed(EXERCISE.name))
        if is_known
        else exercises,
    )
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
        "filters": _filters(form, is_known=is_known),
        "is_filtered": bool(chosen),
        "query": form.query(),
        "meta": meta,
        "breadcrumbs": breadcrumbs,
    }
    response = render(request, "exercises/exercise_list.html", context)
    if not is_known:
        patch_cache_control(response, no_store=True)
    return response


def _filters(form: ExerciseFilter, *, is_known: bool) -> SafeString:
    """The form as HTML, which is kept for each choice that can be made."""

    def build() -> str:
        return render_to_string("exercises/_filters.html", {"form": form}).rstrip()

    if not is_known:
        return mark_safe(build())  # noqa: S308 - a template has made it
    return fragment("exercise-filters", form.query(), build)


@cacheable("page")
@require_safe
def routine_list(request: HttpRequest) -> HttpResponse:
    depends_on(tags.listed(ROUTINE.name))
    routines = Routine.objects.live().filter(kind=ROUTINE.name).order_by("title", "pk")
    routines = routines.only("pk", "kind")
    counted = Counted(ROUTINE.name, routines, tags.listed(ROUTINE.name))
    page_obj = page_of(request, counted)
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
