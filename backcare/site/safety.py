"""The safety text as a page shows it: the site's signs, and those of the page."""

from dataclasses import dataclass

from backcare.publishing.lines import lines
from backcare.publishing.models import Page

from .current import Site

LEVELS = ("emergency", "urgent", "doctor")


@dataclass(frozen=True)
class CareCard:
    """One level of care. ``heading`` is a sentence that each of ``lines`` completes."""

    level: str
    heading: str
    lines: tuple[str, ...]


def care_cards(site: Site, page: Page | None = None) -> list[CareCard]:
    """The three levels, most urgent first; the page can add signs and remove none."""
    cards = []
    for level in LEVELS:
        signs = getattr(site.safety, level)
        if page is not None:
            signs += tuple(
                sign for sign in lines(getattr(page, f"extra_{level}")) if sign not in signs
            )
        if signs:
            cards.append(CareCard(level, site.care_headings[level], signs))
    return cards
