"""What stands on a hand-out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backcare.people.models import Contributor
from backcare.publishing.lines import lines
from backcare.publishing.meta import Meta, absolute
from backcare.publishing.models import Page
from backcare.publishing.views import Trail
from backcare.site.current import current_site

from ..building.qr import qr_svg
from ..dose import Dose
from ..models import Caution, Exercise, Step
from ..player.data import session_cards
from ..player.session import Item, stops
from ..timeline import minutes
from .floor import needs_floor, way_to_the_floor

DAYS = range(1, 15)
# A table with a row for each of more sessions a day would be a timetable.
MOST_TICKS_A_DAY = 4
# A longer routine is ticked as a whole.
MOST_TICKED_ITEMS = 6
# From so many exercises on, the steps of each are cut to their gist and its signs to stop to the
# first ones, so that two sides hold all. The signs that concern any exercise stand below them.
IN_SHORT_FROM = 5
SIGNS_IN_SHORT = {5: 2, 6: 2}
SIGNS_OF_MANY = 1
# A sentence below this length ("Breathe out.") says too little to stand for its step.
SHORTEST_GIST = 40


@dataclass(frozen=True, slots=True)
class Part:
    """One item of the sheet. ``steps`` are texts; ``stop_if`` and ``cautions`` may be empty."""

    number: int
    title: str
    dose: Dose
    exercise: Exercise | None
    note: str
    steps: list[str]
    pictured: list[Step]
    stop_if: list[str]
    cautions: list[Caution]


@dataclass(frozen=True, slots=True)
class Ticks:
    """The table to tick for two weeks: a row for each of ``rows``, a column for each day."""

    rows: list[str]
    days: range = DAYS


def handout_context(
    title: str,
    path: str,
    items: Iterable[Item],
    *,
    breadcrumbs: Trail,
    purpose: str = "",
    page: Page | None = None,
    authors: Iterable[Contributor] = (),
    address: str = "",
) -> dict[str, Any]:
    """The context of ``exercises/handout.html`` for what ``path`` tells about.

    ``address`` is what the QR code leads to; the address of ``path`` when not given. The
    exercises of ``items`` should come with their steps and cautions prefetched. A reader's own
    routine has no ``page`` and no ``authors``. Search engines are asked to look at ``path``.
    """
    session = list(stops(items))
    exercises = [stop.item.exercise for stop in session if stop.item.exercise is not None]
    is_single = len(session) == 1
    is_short = len(exercises) >= IN_SHORT_FROM
    signs = SIGNS_IN_SHORT.get(len(exercises), SIGNS_OF_MANY) if is_short else None
    parts = [_part(stop.number, stop.item, is_short=is_short, signs=signs) for stop in session]
    address = address or absolute(path)
    return {
        "title": title,
        "path": path,
        "page": page,
        "authors": list(authors),
        "purpose": purpose,
        "parts": parts,
        "single": parts[0] if is_single and exercises else None,
        "is_short": is_short,
        "minutes": minutes(sum(stop.seconds for stop in session)),
        "emergency": next(
            (
                card
                for card in session_cards(current_site(), page, session)
                if card.level == "emergency"
            ),
            None,
        ),
        "floor": way_to_the_floor() if needs_floor(exercises) else None,
        "ticks": _ticks(session[0].item.dose) if is_single else _ticks_of(parts),
        "address": address,
        "shown_address": absolute(path).partition("://")[2].rstrip("/"),
        "qr_code": qr_svg(address),
        "breadcrumbs": breadcrumbs,
        "meta": Meta(
            title=_("%(title)s: hand-out") % {"title": title},
            description=_(
                "“%(title)s” on paper: figures, steps, dose, cautions and a two-week table to tick."
            )
            % {"title": title},
            path=path,
            robots="noindex",
        ),
    }


def _part(number: int, item: Item, *, is_short: bool, signs: int | None) -> Part:
    exercise = item.exercise
    steps = list(exercise.steps.all()) if exercise else []
    return Part(
        number=number,
        title=item.title,
        dose=item.dose,
        exercise=exercise,
        note=item.note,
        steps=[gist(step.text) if is_short else step.text for step in steps],
        pictured=steps,
        stop_if=lines(exercise.stop_if)[:signs] if exercise else [],
        cautions=list(exercise.cautions.all()) if exercise else [],
    )


def gist(text: str) -> str:
    """The first sentences of a step, as many as it takes to say something."""
    end = 0
    while end < SHORTEST_GIST:
        found = text.find(". ", end)
        if found < 0:
            return text
        end = found + 2
    return text[:end].rstrip()


def _ticks(dose: Dose) -> Ticks:
    """For one exercise: a row for each time of the day."""
    times = min(dose.times_per_day_min or 1, MOST_TICKS_A_DAY)
    if times == 1:
        return Ticks([_("Done")])
    return Ticks([_("Time %(number)d") % {"number": number} for number in range(1, times + 1)])


def _ticks_of(parts: list[Part]) -> Ticks:
    """For a routine: a row for each item, or one for all of many."""
    if len(parts) > MOST_TICKED_ITEMS:
        return Ticks([_("Done")])
    return Ticks([f"{part.number}. {part.title}" for part in parts])
