"""From an upload to the master that is kept: upright, in sRGB, without metadata."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, ImageCms
from PIL import Image as Picture

from .encoding import EncodedFile, average_colour, encode_master
from .inspection import Upload, damaged, open_picture

# The long side of the stored master, in pixels.
MASTER_SIDE = 2400

SRGB = ImageCms.createProfile("sRGB")

# EXIF orientation to the turn that undoes it (EXIF 2.32, tag 0x0112).
TURNS = {
    2: Picture.Transpose.FLIP_LEFT_RIGHT,
    3: Picture.Transpose.ROTATE_180,
    4: Picture.Transpose.FLIP_TOP_BOTTOM,
    5: Picture.Transpose.TRANSPOSE,
    6: Picture.Transpose.ROTATE_270,
    7: Picture.Transpose.TRANSVERSE,
    8: Picture.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class PreparedImage:
    """The master of an image, its average colour (empty for a transparent one), and the SHA-256
    of the upload that it was made from.
    """

    master: EncodedFile
    colour: str
    digest: str


def prepare(upload: Upload) -> PreparedImage:
    """Make the master of an image from an upload. Nothing of the upload itself is kept.

    Raises UnusableImageError.
    """
    picture = open_picture(upload)
    try:
        master = _normalised(picture)
    except Exception as error:  # Each of Pillow's decoders meets damage with errors of its own.
        raise damaged() from error
    upload.seek(0)
    return PreparedImage(
        master=encode_master(master),
        colour=average_colour(master),
        digest=hashlib.sha256(upload.read()).hexdigest(),
    )


def _normalised(picture: Picture.Image) -> Picture.Image:
    """The pixels as RGB or RGBA with 8 bits in sRGB, upright, at most MASTER_SIDE long."""
    orientation = _orientation(picture)
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):  # 16 bits of grey: converting alone would clip them.
        picture = picture.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    elif picture.has_transparency_data and picture.mode != "RGBA":
        picture = picture.convert("RGBA")
    elif picture.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        picture = picture.convert("RGB")
    picture.thumbnail((MASTER_SIDE, MASTER_SIDE), Picture.Resampling.LANCZOS)
    picture = _in_srgb(picture, profile)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    if orientation in TURNS:
        picture = picture.transpose(TURNS[orientation])
    # Encoders write comments and profiles that they find here.
    picture.info = {}
    return picture


def _orientation(picture: Picture.Image) -> int:
    try:
        return picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # Damaged metadata must not keep a sound picture out.
        return 1


def _in_srgb(picture: Picture.Image, profile: bytes | None) -> Picture.Image:
    """Convert from the embedded colour profile, or from the mode's usual one without it."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            embedded = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, embedded, SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # A profile that is broken or made for other pixels says nothing about these.
        else:
            if converted is not None:
                return converted
    return picture.convert(mode)
