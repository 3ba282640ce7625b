"""Image: a picture that pages can show, with what readers must know of it."""

import logging
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import files
from .inspection import Upload
from .licences import licence_url
from .processing import PreparedImage, prepare

logger = logging.getLogger(__name__)


class ImageQuerySet(models.QuerySet):
    def add(self, upload: Upload, **fields: Any) -> "Image":
        """Make an image of `upload` and save it with `fields`.

        Raises UnusableImageError (a ValidationError) for an upload that cannot be used,
        ValidationError for fields that cannot, files.StorageError for a full disk.
        """
        image = Image(**fields)
        prepared = prepare(upload)
        with self.files_kept_with_rows():
            image.store(prepared)
            image.full_clean()
            image.save(force_insert=True)
        return image

    @contextmanager
    def files_kept_with_rows(self) -> Iterator[None]:
        """Remove the files written in this block that no row refers to at its end.

        Stand it around a transaction: whether that was committed, rolled back or never
        reached its INSERT, no file stays without its row.
        """
        with files.recording() as written:
            try:
                yield
            finally:
                if written:
                    self._remove_unreferenced(written)

    def _remove_unreferenced(self, written: list[files.StoredFiles]) -> None:
        masters = [stored["master"] for stored in written]
        if transaction.get_connection(self.db).needs_rollback:
            kept = set()  # The transaction around the block failed, and nothing of it stays.
        else:
            try:
                kept = set(self.filter(file__in=masters).values_list("file", flat=True))
            except DatabaseError:
                # A file without a row harms nobody; a row without its file would.
                logger.exception("Files may be left over: %s", ", ".join(masters))
                return
        for stored in list(written):
            if stored["master"] not in kept:
                files.remove(files.names(stored))
                written.remove(stored)


class Image(models.Model):
    """A picture, re-encoded when it was uploaded; the upload itself is not kept."""

    file = models.FileField(
        _("file"),
        upload_to=files.refuse_direct_upload,
        max_length=60,
        unique=True,
        editable=False,
    )
    alt = models.CharField(_("alternative text"), max_length=250, blank=True)
    decorative = models.BooleanField(_("decorative"), default=False)
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    width = models.PositiveSmallIntegerField(_("width"), editable=False)
    height = models.PositiveSmallIntegerField(_("height"), editable=False)
    # A list of files.Rendition: WebP in growing widths, then a JPEG unless the master will do.
    renditions = models.JSONField(_("renditions"), default=list, blank=True, editable=False)
    digest = models.CharField(
        _("SHA-256 of the upload"), max_length=64, blank=True, editable=False, db_index=True
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    # Files that the next save() makes obsolete.
    _replaced: files.StoredFiles | None = None

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-created_at", "-pk"]
        permissions = [("change_any_image", _("Can change images that readers see"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(decorative=True) | ~Q(alt=""),
                name="image_described_or_decorative",
                violation_error_message=_(
                    "Describe the image for people who cannot see it, or mark it as decorative."
                ),
            )
        ]

    def __str__(self) -> str:
        text = self.alt or self.caption
        if not text:
            return str(_("Decorative image %(number)s")) % {"number": self.pk or ""}
        return textwrap.shorten(text, 80, placeholder=" …")

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        if self._replaced is not None:
            obsolete = files.names(self._replaced)
            self._replaced = None
            transaction.on_commit(
                partial(files.remove, obsolete), using=self._state.db, robust=True
            )

    def store(self, prepared: PreparedImage) -> None:
        """Write the files of `prepared` and point this row at them; save() is still to come.

        The files that the row had go when that is committed. Raises files.StorageError.
        """
        previous = self.stored
        stored = files.write(prepared)
        if self.pk is not None and previous["master"]:
            self._replaced = self._replaced or previous
        self.file = stored["master"]
        self.width, self.height = prepared.master.width, prepared.master.height
        self.renditions = stored["renditions"]
        self.digest = prepared.digest

    @property
    def stored(self) -> files.StoredFiles:
        return files.StoredFiles(master=self.file.name or "", renditions=self.renditions)

    @property
    def alt_text(self) -> str:
        """What stands in the alt attribute: nothing when the image only decorates."""
        return "" if self.decorative else self.alt

    @property
    def licence_url(self) -> str:
        return licence_url(self.licence)

    @property
    def srcset(self) -> str:
        return ", ".join(
            f"{default_storage.url(rendition['name'])} {rendition['width']}w"
            for rendition in self._webp
        )

    @property
    def src(self) -> str:
        """For browsers without srcset: a JPEG, or WebP where parts are transparent."""
        if not self.is_transparent:
            return self.social_url
        fitting = [rendition for rendition in self._webp if rendition["width"] <= 800]
        return default_storage.url(fitting[-1]["name"]) if fitting else self.file.url

    @property
    def thumbnail_url(self) -> str:
        """The smallest file, at most 400 pixels wide."""
        return default_storage.url(self._webp[0]["name"]) if self._webp else self.file.url

    @property
    def social(self) -> files.Rendition:
        """The JPEG for social networks: 1,200 pixels wide, or as wide as the image is."""
        whole = files.Rendition(name=self.stored["master"], width=self.width, height=self.height)
        return self._jpeg or whole

    @property
    def social_url(self) -> str:
        return default_storage.url(self.social["name"])

    @property
    def is_transparent(self) -> bool:
        return self.stored["master"].endswith(".webp")

    @property
    def _webp(self) -> list[files.Rendition]:
        return [rendition for rendition in self.renditions if rendition["name"].endswith(".webp")]

    @property
    def _jpeg(self) -> files.Rendition | None:
        return next((file for file in self.renditions if file["name"].endswith(".jpg")), None)
