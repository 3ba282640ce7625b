"""Which files an image is stored as, in which formats, sizes and qualities."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image as Picture

# One more whenever what follows changes: renditions of an older recipe are made anew.
RECIPE = 1

# Widths of the AVIF and the WebP renditions, in pixels; the widest is left out where the master
# is narrower.
WIDTHS = (400, 800, 1600)
# The JPEG that feeds, search engines and old browsers get.
FALLBACK_WIDTH = 1200
JPEG_QUALITY = 85
WEBP_QUALITY = 80
# A quarter smaller than the WebP, and as good to look at. Slower speeds save a few per cent more
# and take three to twenty times as long (`python -m tests.bench.renditions`).
AVIF_QUALITY = 52
AVIF_SPEED = 8

WHITE = (255, 255, 255)

PILLOW_NAMES = {"avif": "AVIF", "jpg": "JPEG", "webp": "WEBP"}


@dataclass(frozen=True)
class EncodedFile:
    """One encoded picture; width and height in pixels, extension without its dot."""

    content: bytes
    width: int
    height: int
    extension: str


def encode_master(master: Picture.Image) -> EncodedFile:
    """The file that everything else is made from: JPEG, or WebP without loss for transparency."""
    if master.mode == "RGBA":
        return encode(master, "webp", lossless=True)
    return encode_jpeg(master)


def encode_renditions(master: Picture.Image) -> Iterator[EncodedFile]:
    """AVIF and WebP in growing widths, then the JPEG; never wider than the master.

    The JPEG is left out where the master serves as well.
    """
    widths = [width for width in WIDTHS if width < master.width]
    if len(widths) < len(WIDTHS):
        widths.append(master.width)
    pictures = [_resized(master, width) for width in widths]
    for picture in pictures:
        yield encode(picture, "avif", quality=AVIF_QUALITY, speed=AVIF_SPEED)
    for picture in pictures:
        yield encode(picture, "webp", quality=WEBP_QUALITY)
    if master.mode == "RGBA" or master.width > FALLBACK_WIDTH:
        yield encode_jpeg(on_white(_resized(master, min(master.width, FALLBACK_WIDTH))))


def encode_jpeg(picture: Picture.Image) -> EncodedFile:
    options = {"quality": JPEG_QUALITY, "subsampling": 0}
    try:
        return encode(picture, "jpg", **options, optimize=True, progressive=True)
    except OSError:
        # Pillow gives such a file one byte for each pixel; little but noise takes more.
        return encode(picture, "jpg", **options)


def encode(picture: Picture.Image, extension: str, **options: int | bool) -> EncodedFile:
    content = BytesIO()
    picture.save(content, PILLOW_NAMES[extension], **options)
    return EncodedFile(content.getvalue(), picture.width, picture.height, extension)


def on_white(picture: Picture.Image) -> Picture.Image:
    """The picture on white where it is transparent."""
    if picture.mode != "RGBA":
        return picture
    ground = Picture.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def average_colour(picture: Picture.Image) -> str:
    """The average of all pixels, like "#98d9a9"; empty for one that shows what is behind it."""
    if picture.mode != "RGB":
        return ""
    return f"#{picture.resize((1, 1), Picture.Resampling.BOX).tobytes().hex()}"


def _resized(picture: Picture.Image, width: int) -> Picture.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Picture.Resampling.LANCZOS)
