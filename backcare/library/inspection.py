"""Which uploads become images of the site, decided before a single pixel is decoded."""

import warnings
from typing import IO, Any, TypeAlias

from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image as Picture
from PIL import UnidentifiedImageError

Upload: TypeAlias = "File[Any] | IO[bytes]"

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
# What a file chooser should offer.
MEDIA_TYPES = "image/jpeg,image/png,image/webp,image/gif,image/avif"

# Pillow compares while it reads the header: above this number it only warns, at twice the
# number it gives up. Here both are errors.
Picture.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Picture.DecompressionBombWarning)

# ISO media brands of the HEIF family that phones write and browsers do not show.
HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}


class UnusableImageError(ValidationError):
    """An upload that cannot become an image; the message says why and what to do."""


def damaged() -> UnusableImageError:
    return UnusableImageError(
        _(
            "This file is damaged or incomplete. Open it in an image program, save it as a new "
            "JPEG or PNG file, and upload that."
        ),
        code="damaged",
    )


def open_picture(upload: Upload) -> Picture.Image:
    """Open `upload` without decoding it, when its size, format and dimensions will do.

    What it is called and what type its sender claims play no part: only its bytes do.
    Raises UnusableImageError.
    """
    _check_bytes(upload)
    upload.seek(0)
    start = upload.read(1024)
    upload.seek(0)
    try:
        picture = Picture.open(upload, formats=FORMATS)
        animated = _is_animated(picture)
    except (Picture.DecompressionBombError, Picture.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise _unknown(start) from error
    except Exception as error:  # Each of Pillow's readers meets damage with errors of its own.
        raise damaged() from error
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()
    if animated:
        raise UnusableImageError(
            _(
                "This image is animated, and movement that cannot be stopped keeps some people "
                "from reading. Save one frame of it as a JPEG or PNG file, and upload that."
            ),
            code="animated",
        )
    return picture


def _check_bytes(upload: Upload) -> None:
    size = upload.seek(0, 2)
    if size == 0:
        raise UnusableImageError(_("This file is empty. Choose the image again."), code="empty")
    if size > MAX_BYTES:
        raise UnusableImageError(
            _(
                "This file has %(size)s; at most %(most)s are possible. Save the image smaller "
                "(2,400 pixels on its long side are enough), and upload that."
            ),
            code="too_many_bytes",
            params={"size": filesizeformat(size), "most": filesizeformat(MAX_BYTES)},
        )


def _is_animated(picture: Picture.Image) -> bool:
    """Whether there is a second frame. Never counts the frames: there may be 40,000.

    Phones store a JPEG with its depth or brightness map as two pictures (MPO). The first of
    them is the photo.
    """
    return picture.format != "MPO" and bool(getattr(picture, "is_animated", False))


def _too_many_pixels() -> UnusableImageError:
    return UnusableImageError(
        _(
            "This image has more than %(millions)d million pixels. Make it smaller (2,400 pixels "
            "on its long side are enough), and upload that."
        ),
        code="too_many_pixels",
        params={"millions": MAX_PIXELS // 1_000_000},
    )


def _unknown(start: bytes) -> UnusableImageError:
    """Why a file that starts like this is no image that can be used."""
    if b"<svg" in start.lower():
        return UnusableImageError(
            _(
                "SVG drawings can carry programs, so they are not accepted. Export the drawing "
                "as a PNG file, and upload that."
            ),
            code="svg",
        )
    if start[4:8] == b"ftyp" and start[8:12] in HEIF_BRANDS:
        return UnusableImageError(
            _(
                "HEIC photos cannot be read here. Export the photo as a JPEG file, and upload "
                "that. On an iPhone, Settings, Camera, Formats, “Most Compatible” makes it take "
                "JPEG photos."
            ),
            code="heic",
        )
    return UnusableImageError(
        _(
            "This file is not an image that can be used here, or it is damaged. Upload a JPEG, "
            "PNG, WebP, GIF or AVIF file."
        ),
        code="not_an_image",
    )
