"""What the worker does for images."""

from datetime import timedelta

from django.utils import timezone

from backcare.jobs.registry import Then, job, recurring

from . import files, renditions
from .encoding import RECIPE
from .models import MAKE_RENDITIONS, Image

# Well within the worker's lease of five minutes.
SECONDS_AT_A_TIME = 120
COMPLETE = "library.complete_renditions"
# Longer than any upload, or its transaction, takes.
LEFT_OVER_AFTER = timedelta(days=1)


@job(MAKE_RENDITIONS)
def make_renditions(*, image: int) -> None:
    """Make the renditions of an image that is new or got another file."""
    row = Image.objects.filter(pk=image).first()
    if row is not None and row.recipe < RECIPE:
        renditions.make_renditions(row)


@recurring(COMPLETE, every=timedelta(hours=1))
def complete_renditions() -> Then | None:
    """Make what is missing: after an upgrade, and what failed when it was first tried."""
    made, _failed = renditions.make_missing(seconds=SECONDS_AT_A_TIME)
    return Then(COMPLETE) if made and renditions.unrendered().exists() else None


@recurring("library.remove_leftovers", every=timedelta(days=1))
def remove_leftovers() -> None:
    """Remove files of images that no row has: a process was killed before it could."""
    known: set[str] = set()
    for image in Image.objects.only("file", "renditions").iterator():
        known.update(files.names(image.stored))
    before = timezone.now() - LEFT_OVER_AFTER
    files.remove(files.leftovers("images", known=known, before=before))
