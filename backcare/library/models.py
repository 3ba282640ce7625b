"""Image: a picture that pages can show, with what readers must know of it."""

import logging
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Self, TypedDict

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DatabaseError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backcare.jobs.queue import enqueue
from backcare.pagecache.shown import Shown

from . import files
from .inspection import Upload
from .licences import licence_url
from .looks import focus_classes, tone_classes
from .processing import PreparedImage, prepare

logger = logging.getLogger(__name__)

# The job that makes an image's renditions; see jobs.py.
MAKE_RENDITIONS = "library.make_renditions"

# What only store() and the worker write: a form that was opened before must not put it back.
FILE_FIELDS = {"colour", "digest", "file", "height", "recipe", "renditions", "width"}

CENTRE = 0.5
FRACTION = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class Source(TypedDict):
    """A <source> of a <picture>."""

    type: str
    srcset: str


class ImageQuerySet(models.QuerySet):
    def described(self) -> Self:
        """The images that may be shown: whose description is there, or known not to be needed."""
        return self.filter(is_waiting=False)

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

    def _remove_unreferenced(self, masters: list[str]) -> None:
        if transaction.get_connection(self.db).needs_rollback:
            kept = set()  # The transaction around the block failed, and nothing of it stays.
        else:
            try:
                kept = set(self.filter(file__in=masters).values_list("file", flat=True))
            except DatabaseError:
                # A file without a row harms nobody; a row without its file would.
                logger.exception("Files may be left over: %s", ", ".join(masters))
                return
        for master in list(masters):
            if master not in kept:
                files.remove([master])
                masters.remove(master)


class DescribedImages(models.Manager.from_queryset(ImageQuerySet)):  # type: ignore[misc]
    """The images that may be shown. As the default manager it decides what forms offer and take."""

    def get_queryset(self) -> ImageQuerySet:
        return super().get_queryset().described()


class Image(Shown):
    """A picture, re-encoded when it was uploaded; the upload itself is not kept.

    It may wait for its description. Until it has one, nothing can show it: the desk offers only
    what ``described`` has, and texts leave it out.
    """

    file = models.FileField(
        _("file"),
        upload_to=files.refuse_direct_upload,
        max_length=60,
        unique=True,
        editable=False,
    )
    alt = models.CharField(_("alternative text"), max_length=250, blank=True)
    decorative = models.BooleanField(_("decorative"), default=False)
    is_waiting = models.BooleanField(
        _("waits for a description"), default=False, editable=False, db_default=False
    )
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    width = models.PositiveSmallIntegerField(_("width"), editable=False)
    height = models.PositiveSmallIntegerField(_("height"), editable=False)
    # Where crops are taken around, as fractions from the left and from the top.
    focal_x = models.FloatField(
        _("focal point, from the left"), default=CENTRE, db_default=CENTRE, validators=FRACTION
    )
    focal_y = models.FloatField(
        _("focal point, from the top"), default=CENTRE, db_default=CENTRE, validators=FRACTION
    )
    # Like "#98d9a9"; empty where it isn't known, or the image transparent.
    colour = models.CharField(
        _("average colour"), max_length=7, blank=True, default="", db_default="", editable=False
    )
    # A list of files.Rendition: AVIF and WebP in growing widths, then a JPEG unless the master
    # will do. Empty until the worker has made them.
    renditions = models.JSONField(_("renditions"), default=list, blank=True, editable=False)
    recipe = models.PositiveSmallIntegerField(
        _("recipe of the renditions"), default=0, db_default=0, editable=False
    )
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

    described = DescribedImages()  # First, hence the one that forms choose from.
    objects = ImageQuerySet.as_manager()

    _has_new_file = False

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-created_at", "-pk"]
        permissions = [("change_any_image", _("Can change images that readers see"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_waiting=True, decorative=False, alt="")
                | Q(is_waiting=False, decorative=True)
                | (Q(is_waiting=False) & ~Q(alt="")),
                name="image_described_decorative_or_waiting",
                violation_error_message=_(
                    "Describe the image for people who cannot see it, or mark it as decorative."
                ),
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="image_focal_point_within",
            ),
        ]

    def __str__(self) -> str:
        text = self.alt or self.caption
        if not text:
            name = _("Image %(number)s") if self.is_waiting else _("Decorative image %(number)s")
            return str(name) % {"number": self.pk or ""}
        return textwrap.shorten(text, 80, placeholder=" …")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._has_new_file:
            self._save_with_new_file(*args, **kwargs)
        else:
            if not self._state.adding and not kwargs.get("force_insert"):
                kwargs.setdefault("update_fields", self._fields_besides_files())
            super().save(*args, **kwargs)

    def _save_with_new_file(self, *args: Any, **kwargs: Any) -> None:
        using = self._state.db
        with transaction.atomic(using=using):
            # As the row is now: the worker may have made renditions since it was read.
            rows = Image.objects.using(using).select_for_update()
            before = rows.filter(pk=self.pk).first() if self.pk else None
            super().save(*args, **kwargs)
            if before is not None and before.file != self.file:
                obsolete = files.names(before.stored)
                transaction.on_commit(partial(files.remove, obsolete), using=using, robust=True)
            enqueue(MAKE_RENDITIONS, image=self.pk)
        self._has_new_file = False

    def _fields_besides_files(self) -> set[str]:
        fields = {field.name for field in self._meta.concrete_fields if not field.primary_key}
        return fields - FILE_FIELDS

    def describe(self, *, alt: str = "", decorative: bool = False) -> None:
        """Set what the image tells, or that it tells nothing; without either it has to wait."""
        self.alt, self.decorative = alt, decorative
        self.is_waiting = not (alt or decorative)

    def store(self, prepared: PreparedImage) -> None:
        """Write the master and point this row at it; save() is still to come.

        With that, the files that the row had go, and the worker is asked for the renditions.
        Raises files.StorageError.
        """
        self.file = files.write_master(prepared.master)
        self.width, self.height = prepared.master.width, prepared.master.height
        self.colour, self.digest = prepared.colour, prepared.digest
        self.renditions, self.recipe = [], 0
        self._has_new_file = True

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
    def sources(self) -> list[Source]:
        """What browsers choose from before ``src``, the smallest format first."""
        found = [
            Source(type=files.CONTENT_TYPES[extension], srcset=self._srcset(extension))
            for extension in ("avif", "webp")
        ]
        return [source for source in found if source["srcset"]]

    @property
    def src(self) -> str:
        """For browsers without AVIF and WebP: a JPEG, or WebP where parts are transparent."""
        if not self.is_transparent:
            return self.social_url
        fitting = [file for file in self._of_format("webp") if file["width"] <= 800]
        return default_storage.url(fitting[-1]["name"]) if fitting else self.file.url

    @property
    def thumbnail_url(self) -> str:
        """The smallest file that every browser of the desk shows, about 400 pixels wide."""
        found = self._of_format("webp")
        return default_storage.url(found[0]["name"]) if found else self.file.url

    @property
    def social(self) -> files.Rendition:
        """The JPEG for social networks: 1,200 pixels wide, or as wide as the image is."""
        whole = files.Rendition(name=self.stored["master"], width=self.width, height=self.height)
        return next(iter(self._of_format("jpg")), whole)

    @property
    def social_url(self) -> str:
        return default_storage.url(self.social["name"])

    @property
    def is_transparent(self) -> bool:
        return self.stored["master"].endswith(".webp")

    @property
    def classes(self) -> str:
        """Its colour while it loads and its focal point, as classes of picture.css."""
        return " ".join([*tone_classes(self.colour), *focus_classes(self.focal_x, self.focal_y)])

    def _srcset(self, extension: str) -> str:
        return ", ".join(
            f"{default_storage.url(file['name'])} {file['width']}w"
            for file in self._of_format(extension)
        )

    def _of_format(self, extension: str) -> list[files.Rendition]:
        return [file for file in self.renditions if file["name"].endswith(f".{extension}")]
