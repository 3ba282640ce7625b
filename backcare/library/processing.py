"""From an upload to the files that readers get: upright, in sRGB, without metadata."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, ImageCms
from PIL import Image as Picture

from .inspection import Upload, damaged, open_picture

# The long side of the stored master, in pixels.
MASTER_SIDE = 2400
# Widths of the WebP renditions, in pixels; the widest is left out where the master is narrower.
WIDTHS = (400, 800, 1600)
# The JPEG that social networks and old browsers get.
FALLBACK_WIDTH = 1200
JPEG_QUALITY = 85
WEBP_QUALITY = 80

WHITE = (255, 255, 255)
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
class EncodedFile:
    """One encoded picture; width and height in pixels, extension without its dot."""

    content: bytes
    width: int
    height: int
    extension: str


@dataclass(frozen=True)
class PreparedImage:
    """All files of an image, and the SHA-256 of the upload they were made from."""

    master: EncodedFile
    renditions: tuple[EncodedFile, ...]
    digest: str


def prepare(upload: Upload) -> PreparedImage:
    """Make the files of an image from an upload. Nothing of the upload itself is kept.

    Raises UnusableImageError.
    """
    picture = open_picture(upload)
    try:
        master = _normalised(picture)
    except Exception as error:  # Each of Pillow's decoders meets damage with errors of its own.
        raise damaged() from error
    upload.seek(0)
    return PreparedImage(
        master=_encode_master(master),
        renditions=_encode_renditions(master),
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


def _encode_master(master: Picture.Image) -> EncodedFile:
    if master.mode == "RGBA":
        return _encode(master, "webp", lossless=True)
    return _encode(master, "jpg", quality=JPEG_QUALITY, subsampling=0)


def _encode_renditions(master: Picture.Image) -> tuple[EncodedFile, ...]:
    """WebP in growing widths, then the JPEG; never wider than the master."""
    widths = [width for width in WIDTHS if width < master.width]
    if len(widths) < len(WIDTHS):
        widths.append(master.width)
    renditions = [_encode(_resized(master, w), "webp", quality=WEBP_QUALITY) for w in widths]
    if master.mode == "RGBA" or master.width > FALLBACK_WIDTH:
        fallback = _resized(master, min(master.width, FALLBACK_WIDTH))
        renditions.append(_encode(_on_white(fallback), "jpg", quality=JPEG_QUALITY))
    return tuple(renditions)


def _resized(picture: Picture.Image, width: int) -> Picture.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Picture.Resampling.LANCZOS)


def _on_white(picture: Picture.Image) -> Picture.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Picture.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _encode(picture: Picture.Image, extension: str, **options: int | bool) -> EncodedFile:
    if extension == "jpg":
        options |= {"optimize": True, "progressive": True}
    content = BytesIO()
    picture.save(content, "JPEG" if extension == "jpg" else "WEBP", **options)
    return EncodedFile(content.getvalue(), picture.width, picture.height, extension)
