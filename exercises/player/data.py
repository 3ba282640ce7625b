"""What the page of the player is made of: its data for the script, and its words for everybody."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from backcare.publishing.meta import Meta
from backcare.publishing.models import Page
from backcare.publishing.views import Trail
from backcare.site.current import Site, current_site
from backcare.site.safety import CareCard, care_cards

from ..timeline import minutes
from .session import Item, Stop, clock, stops
from .words import words

# What the page's scripts import: named in the page, they come at once and not one after the other.
MODULES = (
    "js/figures.js",
    "js/player/cues.js",
    "js/player/device.js",
    "js/player/session.js",
    "js/player/timeline.js",
    "js/player/wording.js",
    "js/diary/entries.js",
    "js/diary/store.js",
)


def player_data(title: str, path: str, session: Iterable[Stop]) -> dict[str, Any]:
    """What the player's script reads.

    ``path`` is where the session is written about. An item has its title, the fields of its dose
    that take time, the seconds to get ready for it and the seconds it takes in all: the script
    makes the phases by the same formula as ``timeline`` and comes to the same sum. What is seen
    of an item (figure, steps, signs to stop) stays in the page: ``anchor`` is its element's id.
    ``steps`` says by index which of its steps lead into the hold, are the hold, and lead back.
    """
    items = [
        {
            "title": stop.item.title,
            "anchor": stop.anchor,
            "dose": stop.timed_dose,
            "getReady": stop.get_ready,
            "seconds": stop.seconds,
            "steps": stop.phase_steps,
        }
        for stop in session
    ]
    return {"title": title, "path": path, "items": items, "words": words()}


def player_context(
    title: str, path: str, items: Iterable[Item], *, breadcrumbs: Trail, page: Page | None = None
) -> dict[str, Any]:
    """The context of ``exercises/player.html`` for a session that ``path`` tells about.

    The exercises of ``items`` should come with their steps and cautions prefetched. The page is
    for doing, not for finding: it asks search engines to look at ``path`` instead.
    """
    site = current_site()
    session = list(stops(items))
    seconds = sum(stop.seconds for stop in session)
    return {
        "page": page,
        "title": title,
        "path": path,
        "stops": session,
        "with_cautions": [
            stop for stop in session if stop.item.exercise and stop.item.exercise.cautions.all()
        ],
        "minutes": minutes(seconds),
        "length": clock(seconds),
        "player": player_data(title, path, session),
        "modules": MODULES,
        "safety": session_cards(site, page, session),
        "breadcrumbs": breadcrumbs,
        "meta": Meta(
            title=_("%(title)s: guided") % {"title": title},
            description=_(
                "“%(title)s” with a guide: every hold, repetition and rest is counted for you."
            )
            % {"title": title},
            path=path,
            robots="noindex",
        ),
    }


def session_cards(site: Site, page: Page | None, session: Iterable[Stop]) -> list[CareCard]:
    """The site's signs, those of the page, and those that any exercise of the session adds."""
    cards: dict[str, CareCard] = {}
    exercises = [stop.item.exercise for stop in session if stop.item.exercise is not None]
    for source in [page, *exercises]:
        for card in care_cards(site, source):
            known = cards[card.level].lines if card.level in cards else ()
            signs = dict.fromkeys([*known, *card.lines])
            cards[card.level] = CareCard(card.level, card.heading, tuple(signs))
    return [cards[level] for level in ("emergency", "urgent", "doctor") if level in cards]
