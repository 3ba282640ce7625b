"""What the page of a reader's own routine shows."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfResults
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from backcare.publishing.meta import Meta, absolute
from backcare.publishing.views import Trail, page_of, plain_meta, trail
from backcare.site.current import current_site

from ..coverage import coverage
from ..models import Exercise, RoutineItem
from ..player.data import session_cards
from ..player.session import Item, stops
from .code import MOST_ITEMS, Activity, Plan, encode
from .doses import DoseChoice, activity_choices, dose_choices
from .forms import PickFilter
from .limits import Limits, fit_fillers
from .qr import qr_svg
from .routine import OwnRoutine

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the routine, with the figures of its dose that can be chosen."""

    number: int
    item: RoutineItem
    choices: list[DoseChoice]


def address(plan: Plan, form: PickFilter | None = None, anchor: str = "") -> str:
    """The path of the page with the plan, and with what the form keeps."""
    pairs = [("r", encode(plan))] if plan else []
    pairs += form.kept() if form else []
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{reverse('routines:build')}{query}{f'#{anchor}' if anchor else ''}"


def build_trail(*steps: tuple[str, str]) -> Trail:
    return trail(
        (_("Routines"), reverse("routines:list")),
        (_("Your own"), reverse("routines:build")),
        *steps,
    )


def build_meta(breadcrumbs: Trail, *, is_asked: bool) -> Meta:
    """The head of the page: the empty one is for finding, the filled ones are their readers'."""
    meta = plain_meta(
        _("Build a routine of your own"),
        _(
            "Choose exercises for your back, change how much you do, see the minutes and what is "
            "left out. Your routine lives in its link: nothing is stored."
        ),
        breadcrumbs,
        schema_type="WebPage",
    )
    if is_asked:
        meta.robots = "noindex, nofollow"
    return meta


def routine_context(own: OwnRoutine, limits: Limits) -> Context:
    """The routine itself: what it takes, covers and warns of, and how it is shared."""
    prefetch_related_objects(own.exercises, "cautions", "steps")
    factors = coverage(own) if own.items else []
    gaps = [entry for entry in factors if not entry.covered]
    fit_fillers(gaps, limits, besides=[exercise.pk for exercise in own.exercises])
    code, link = encode(own.plan), absolute(address(own.plan))
    return {
        "own": own,
        "code": code,
        "rows": _rows(own),
        "minutes": own.total_minutes if own.items else 0,
        "is_full": own.plan.is_full,
        "most": MOST_ITEMS,
        "coverage": factors,
        "gaps": gaps,
        "with_cautions": [exercise for exercise in own.exercises if exercise.cautions.all()],
        "safety": session_cards(current_site(), None, stops(player_items(own))),
        "link": link,
        "qr_code": qr_svg(link) if code else "",
    }


def picking_context(request: HttpRequest, own: OwnRoutine, form: PickFilter) -> Context:
    """The exercises to choose from, narrowed by the form and to what the reader can do."""
    exercises = (
        Exercise.objects.live()
        .filter(**form.chosen())
        .prefetch_related("steps")
        .order_by("level", "title", "pk")
    )
    if form.limits:
        exercises = exercises.filter(start_position__in=form.limits.positions)
    most = form.said("minutes")
    fitting: Any = exercises
    if most:
        fitting = [exercise for exercise in exercises if exercise.dose_minutes <= most]
    page_obj: PageOfResults = page_of(request, fitting)
    kept = form.kept()
    pairs = [("r", encode(own.plan)), *kept] if own.plan else kept
    return {
        "form": form,
        "kept": kept,
        "page_obj": page_obj,
        "query": urlencode(pairs),
        "is_narrowed": bool(kept),
        "chosen": {exercise.pk for exercise in own.exercises},
        "unfiltered": address(own.plan, anchor="choose"),
    }


def player_items(own: OwnRoutine) -> list[Item]:
    """The routine as the player and the hand-out take it."""
    return [
        Item(str(item), item.effective_dose, item.exercise, item.note)
        for item in own.visible_items()
    ]


def _rows(own: OwnRoutine) -> list[Row]:
    rows = []
    for number, (item, entry) in enumerate(zip(own.items, own.plan.entries, strict=True), 1):
        if isinstance(entry, Activity):
            choices = [activity_choices(entry.minutes)]
        else:
            assert item.exercise is not None  # noqa: S101  (for the type checker)
            choices = list(dose_choices(item.exercise.dose, entry.changes))
        rows.append(Row(number, item, choices))
    return rows
