"""Files to upload: sound ones, odd ones, and ones that are two things at once."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags
from PIL import Image as Picture

from backcare.library import renditions
from backcare.library.models import Image

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 30), (30, 30, 200), (255, 255, 255)


def encoded(picture: Picture.Image, format: str = "PNG", **options: Any) -> bytes:
    content = BytesIO()
    picture.save(content, format, **options)
    return content.getvalue()


def plain(
    size: tuple[int, int] = (40, 30), colour: Any = GREEN, mode: str = "RGB"
) -> Picture.Image:
    return Picture.new(mode, size, colour)


def quarters(size: tuple[int, int] = (80, 40)) -> Picture.Image:
    """Red and green above, blue and white below: any turn of it can be told."""
    picture = Picture.new("RGB", (2, 2))
    for position, colour in zip([(0, 0), (1, 0), (0, 1), (1, 1)], corners(), strict=True):
        picture.putpixel(position, colour)
    return picture.resize(size, Picture.Resampling.NEAREST)


def corners() -> list[tuple[int, int, int]]:
    return [RED, GREEN, BLUE, WHITE]


def located_exif(orientation: int = 1) -> Picture.Exif:
    """Metadata as a phone writes them, with the place where the photo was taken."""
    exif = Picture.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SECRETCAMERA"
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: (51.0, 30.0, 26.0),
    }
    return exif


def upload(content: bytes | None = None, name: str = "upload.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded(plain()) if content is None else content)


def make_image(picture: Picture.Image | None = None, **fields: Any) -> Image:
    """An image in the library, described unless told otherwise."""
    content = encoded(picture or plain())
    return Image.objects.add(BytesIO(content), **{"alt": "A green field", **fields})


def make_rendered_image(picture: Picture.Image | None = None, **fields: Any) -> Image:
    """An image for which the worker has done its part."""
    image = make_image(picture, **fields)
    assert renditions.make_renditions(image)
    image.refresh_from_db()
    return image


def animation(format: str) -> bytes:
    frames = [plain(colour=RED), plain(colour=BLUE)]
    return encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=100)


def two_picture_jpeg() -> bytes:
    """What phones write: the photo and a map of its depth in one file."""
    return encoded(plain(colour=RED), "MPO", save_all=True, append_images=[plain(colour=BLUE)])


def gif_script() -> bytes:
    """An image to a browser, and a program to a careless page: GIF89a=1;alert(1)//…"""
    gif = bytearray(encoded(plain((1, 1)), "GIF"))
    gif[6:10] = b"=1;a"  # Width 0x313d, height 0x613b: the header is JavaScript.
    return bytes(gif) + b"*/=1;alert(document.domain)//"


def script_after_jpeg() -> bytes:
    return encoded(plain(), "JPEG") + b"<script>alert(1)</script><?php system('id'); ?>"
