"""What the worker does for pictures for shared links."""

from datetime import timedelta

from django.utils import timezone

from backcare.jobs.registry import Then, job, recurring
from backcare.library import files

from . import cards
from .models import SocialCard

DRAW = "sharing.draw_card"
REFRESH = "sharing.refresh_cards"
# Well within the worker's lease of five minutes, and short, since mail waits for it.
SECONDS_AT_A_TIME = 30
LEFT_OVER_AFTER = timedelta(days=1)


@job(DRAW)
def draw_card(*, page: int) -> None:
    """Draw the card of a page that was published, or remove it where it is not live."""
    cards.refresh_card(page)


@job(REFRESH)
def refresh_cards(*, after: int = 0, image: int | None = None) -> Then | None:
    """Draw the cards that show something else than their pages, some at a time."""
    last = cards.refresh_cards(after=after, image=image, seconds=SECONDS_AT_A_TIME)
    return None if last is None else Then(REFRESH, {"after": last, "image": image})


@recurring("sharing.keep_cards", every=timedelta(hours=1))
def keep_cards() -> Then:
    """Remove what has expired, then draw what was never asked for, or failed."""
    cards.remove_needless_cards()
    return Then(REFRESH)


@recurring("sharing.remove_leftovers", every=timedelta(days=1))
def remove_leftovers() -> None:
    """Remove files that no card has: a process was killed before it could."""
    known = set(SocialCard.objects.values_list("name", flat=True))
    before = timezone.now() - LEFT_OVER_AFTER
    files.remove(files.leftovers("cards", known=known, before=before))
