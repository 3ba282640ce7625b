"""The pages of a reader's own routine. All are addresses: the server keeps nothing of it."""

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..handouts.sheet import handout_context
from ..models import Exercise, Step
from ..player.data import player_context
from .actions import act, added, full
from .code import Chosen, Plan, decode
from .forms import PickFilter
from .limits import fitted
from .page import (
    address,
    build_meta,
    build_trail,
    picking_context,
    player_items,
    routine_context,
)
from .routine import OwnRoutine, live_exercises, opened, plan_of, published


@require_safe
def build(request: HttpRequest) -> HttpResponse:
    """The routine that ``?r=`` carries, with all that can be done to it.

    What a button does is answered by a redirect to the address of what it made; ``?from=`` starts
    from a published routine, ``?add=`` adds an exercise by its slug. What is left out is said.
    """
    form = PickFilter(request.GET or None)
    plan, problems = decode(request.GET.get("r", ""))
    made = _asked(request, plan, form, problems)
    if made:
        return HttpResponseRedirect(made)
    exercises = _exercises(plan)
    fitting, changes, suggestions = fitted(plan, exercises, form.limits)
    own, left_out = opened(fitting, exercises)
    breadcrumbs = build_trail()
    context = {
        **routine_context(own, form.limits),
        **picking_context(request, own, form),
        "problems": [*problems, *left_out],
        "changes": changes,
        "suggestions": suggestions,
        "undo": address(plan) if changes else "",
        "breadcrumbs": breadcrumbs,
        "meta": build_meta(breadcrumbs, is_asked=bool(request.GET)),
    }
    return render(request, "exercises/building/build.html", context)


@require_safe
def play(request: HttpRequest) -> HttpResponse:
    """The guided player for the routine of the link; without anything to do, the builder."""
    own = _read(request)
    path = address(own.plan)
    if not own.items:
        return HttpResponseRedirect(path)
    breadcrumbs = build_trail((_("Guided"), reverse("routines:build_play")))
    context = player_context(_own(), path, player_items(own), breadcrumbs=breadcrumbs)
    context["meta"].path = reverse("routines:build")
    return render(request, "exercises/player.html", context)


@require_safe
def handout(request: HttpRequest) -> HttpResponse:
    """The routine of the link on paper; without anything to do, the builder."""
    own = _read(request, "equipment")
    path = address(own.plan)
    if not own.items:
        return HttpResponseRedirect(path)
    breadcrumbs = build_trail((_("Hand-out"), reverse("routines:build_handout")))
    context = handout_context(_own(), path, player_items(own), breadcrumbs=breadcrumbs)
    context["meta"].path = reverse("routines:build")
    return render(request, "exercises/handout.html", context)


def _own() -> str:
    return _("A routine of your own")


def _asked(request: HttpRequest, plan: Plan, form: PickFilter, problems: list[str]) -> str | None:
    """Where what was asked for leads to; None, with the problem, where it can't be done."""
    if "from" in request.GET:
        routine = published(request.GET["from"])
        if routine is not None:
            return address(plan_of(routine), form)
        problems.append(_("That routine is not there any more."))
    if "add" in request.GET:
        exercise = Exercise.objects.live().filter(slug=request.GET["add"]).first()
        if exercise is not None and not plan.is_full:
            return address(added(plan, Chosen(exercise.pk)), form, "choose")
        problems.append(full() if exercise else _("That exercise is not there any more."))
    result = act(plan, request.GET.dict())
    return address(result.plan, form, result.anchor) if result else None


def _exercises(plan: Plan) -> dict[int, Exercise]:
    return live_exercises(e.exercise for e in plan.entries if isinstance(e, Chosen))


def _read(request: HttpRequest, *parts: str) -> OwnRoutine:
    """The routine of the link, its exercises with their steps, cautions and these ``parts``."""
    plan, _problems = decode(request.GET.get("r", ""))
    own, _left_out = opened(plan, _exercises(plan))
    steps = Prefetch("steps", Step.objects.select_related("image"))
    prefetch_related_objects(own.exercises, steps, "cautions", *parts)
    return own
