"""The smaller versions of images: made by the worker, never while somebody waits for a page."""

import logging
import time
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from PIL import Image as Picture

from . import files
from .encoding import RECIPE, average_colour, encode_renditions
from .models import Image

logger = logging.getLogger(__name__)


def unrendered() -> QuerySet[Image]:
    """The images whose renditions are missing, or were made by an older recipe."""
    return Image.objects.filter(recipe__lt=RECIPE)


def make_renditions(image: Image) -> bool:
    """Make all renditions of an image anew, and remove those that it had.

    Returns whether the image has them: not if it was deleted or got another file meanwhile; who
    did that has seen to the rest. May be run twice, and by two at once. Raises OSError when the
    storage has no master that can be read, files.StorageError when it takes no file.
    """
    master = image.stored["master"]
    with default_storage.open(master) as file, Picture.open(file) as picture:
        picture.load()
        made = files.write_renditions(encode_renditions(picture))
        colour = average_colour(picture)
    is_kept = False
    try:
        is_kept = _take(image, master, made, colour)
    finally:
        if not is_kept:
            files.remove(file["name"] for file in made)
    return is_kept


@transaction.atomic
def _take(image: Image, master: str, made: list[files.Rendition], colour: str) -> bool:
    """Have the row refer to ``made``, unless it has gone or has another master by now."""
    row = Image.objects.select_for_update().filter(pk=image.pk, file=master).first()
    if row is None:
        return False
    obsolete = [file["name"] for file in row.renditions]
    row.renditions, row.recipe, row.colour = made, RECIPE, colour
    row.save(update_fields=["renditions", "recipe", "colour"])  # Others listen to saving.
    transaction.on_commit(partial(files.remove, obsolete), robust=True)
    return True


def make_missing(*, seconds: float | None = None) -> tuple[int, int]:
    """Make the renditions that are missing, for about so many seconds at most.

    Returns how many images got theirs and how many could not; those are logged.
    """
    return make_all(unrendered(), seconds=seconds)


def make_all(images: QuerySet[Image], *, seconds: float | None = None) -> tuple[int, int]:
    """As make_missing, for these images, whatever they have."""
    end = None if seconds is None else time.monotonic() + seconds
    made = failed = 0
    for image in list(images.order_by("-pk")):  # The newest first: somebody works with it.
        if end is not None and time.monotonic() >= end:
            break
        try:
            made += make_renditions(image)
        except (OSError, files.StorageError, Picture.DecompressionBombError):
            logger.exception("The renditions of image %s could not be made", image.pk)
            failed += 1
    return made, failed
