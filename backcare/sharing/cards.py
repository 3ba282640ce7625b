"""Which page has which picture for shared links. Only live pages have one."""

import hashlib
import json
import logging
import time
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image as Picture

from backcare.library import files
from backcare.library.encoding import encode_jpeg
from backcare.publishing.models import Page
from backcare.site.current import Site, current_site

from .drawing import HEIGHT, WIDTH, draw
from .models import SocialCard

logger = logging.getLogger(__name__)

# One more whenever cards are drawn in another way: all are drawn anew.
STYLE = 1


def digest_of(page: Page, site: Site) -> str:
    """The SHA-256 of all that the page's card shows."""
    image = page.lead_image
    shown = [STYLE, page.title, site.name, site.accent_light]
    if image is not None:
        shown += [image.file.name, image.focal_x, image.focal_y]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def refresh_card(page: int) -> None:
    """Have the page's card show what the page says; without a live page, have none.

    May be run twice, and by two at once. Raises OSError when the image cannot be read,
    files.StorageError when the storage takes no file.
    """
    row = Page.objects.live().select_related("lead_image").filter(pk=page).first()
    if row is None:
        SocialCard.objects.filter(page=page).delete()
        return
    site = current_site()
    digest = digest_of(row, site)
    if SocialCard.objects.filter(page=page, digest=digest).exists():
        return
    name = files.write_card(encode_jpeg(_drawn(row, site)))
    is_kept = False
    try:
        is_kept = _take(page, name, digest, site)
    finally:
        if not is_kept:
            files.remove([name])


def refresh_cards(
    *, after: int = 0, image: int | None = None, seconds: float | None = None
) -> int | None:
    """Draw what is missing or has changed, of pages in the order of their keys.

    ``after`` is the key of the last page that was seen to; ``image`` limits it to the pages that
    show the image. After about so many seconds it returns the key to go on after, else None.
    """
    end = None if seconds is None else time.monotonic() + seconds
    site = current_site()
    pages = Page.objects.live().select_related("lead_image", "social_card").order_by("pk")
    if image is not None:
        pages = pages.filter(lead_image=image)
    for page in pages.filter(pk__gt=after).iterator(chunk_size=500):
        card = getattr(page, "social_card", None)
        if card is not None and card.digest == digest_of(page, site):
            continue
        try:
            refresh_card(page.pk)
        except (OSError, files.StorageError):
            logger.exception("The picture of page %s for shared links was not drawn", page.pk)
        if end is not None and time.monotonic() >= end:
            return page.pk
    return None


def remove_needless_cards() -> None:
    """Remove the cards of pages that have expired."""
    SocialCard.objects.exclude(page__in=Page.objects.live().values("pk")).delete()


def _drawn(page: Page, site: Site) -> Picture.Image:
    image = page.lead_image
    shown = partial(draw, title=page.title, site=site.name, ground=site.accent_light)
    if image is None:
        return shown()
    with default_storage.open(image.stored["master"]) as file, Picture.open(file) as picture:
        picture.draft("RGB", (2 * WIDTH, 2 * HEIGHT))  # Of a large JPEG every second pixel will do.
        return shown(image=picture, focus=(image.focal_x, image.focal_y))


@transaction.atomic
def _take(page: int, name: str, digest: str, site: Site) -> bool:
    """Have the card refer to the file, unless the page has gone or says something else by now.

    Whoever has changed it has asked for another card.
    """
    if not Page.objects.live().select_for_update().filter(pk=page).exists():
        return False
    row = Page.objects.select_related("lead_image").get(pk=page)
    if digest_of(row, site) != digest:
        return False
    before = SocialCard.objects.filter(page=page).first()
    if before is not None:
        transaction.on_commit(partial(files.remove, [before.name]), robust=True)
    SocialCard.objects.update_or_create(page=row, defaults={"name": name, "digest": digest})
    return True
