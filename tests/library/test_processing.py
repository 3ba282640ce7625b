"""What becomes of an upload: upright, sRGB, 8 bits, no metadata; and a few sizes of it."""

from io import BytesIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture
from PIL import ImageCms, PngImagePlugin

from backcare.library.encoding import PILLOW_NAMES, EncodedFile, encode_renditions
from backcare.library.inspection import UnusableImageError
from backcare.library.processing import PreparedImage, prepare

from . import bombs, pictures
from .pictures import BLUE, GREEN, RED, WHITE, encoded, plain


def prepared(content: bytes) -> PreparedImage:
    return prepare(BytesIO(content))


def opened(file: EncodedFile) -> Picture.Image:
    picture = Picture.open(BytesIO(file.content))
    picture.load()
    return picture


def centre(file: EncodedFile) -> tuple[int, ...]:
    picture = opened(file)
    return picture.getpixel((picture.width // 2, picture.height // 2))


def close(actual, expected, tolerance: int = 8) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(actual, expected, strict=True))


def all_files(image: PreparedImage) -> list[EncodedFile]:
    return [image.master, *renditions(image)]


def renditions(image: PreparedImage) -> list[EncodedFile]:
    """What the worker makes of the master."""
    return list(encode_renditions(opened(image.master)))


def sizes(image: PreparedImage) -> list[tuple[str, int, int]]:
    return [(file.extension, file.width, file.height) for file in renditions(image)]


def test_a_large_photo_becomes_a_master_three_sizes_in_two_formats_and_a_jpeg():
    image = prepared(encoded(plain((3600, 2400)), "JPEG"))
    assert (image.master.extension, image.master.width, image.master.height) == ("jpg", 2400, 1600)
    assert sizes(image) == [
        *(("avif", 400, 267), ("avif", 800, 533), ("avif", 1600, 1067)),
        *(("webp", 400, 267), ("webp", 800, 533), ("webp", 1600, 1067)),
        ("jpg", 1200, 800),
    ]


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (30, [30]),
        (400, [400]),
        (401, [400, 401]),
        (1000, [400, 800, 1000]),
        (1600, [400, 800, 1600]),
        (1601, [400, 800, 1600]),
    ],
)
def test_nothing_is_enlarged(width, widths):
    image = prepared(encoded(plain((width, 20))))
    for kind in ("avif", "webp"):
        found = [size for extension, size, _height in sizes(image) if extension == kind]
        assert found == widths
    assert image.master.width == width


def test_a_narrow_opaque_master_serves_as_the_jpeg():
    image = prepared(encoded(plain((1200, 20))))
    assert "jpg" not in {extension for extension, *_size in sizes(image)}


def test_each_file_is_what_its_row_says():
    for file in all_files(prepared(encoded(plain((1700, 900))))):
        picture = opened(file)
        assert picture.size == (file.width, file.height)
        assert picture.format == PILLOW_NAMES[file.extension]


def test_a_line_of_one_pixel_survives():
    image = prepared(encoded(plain((6000, 1))))
    assert (image.master.width, image.master.height) == (2400, 1)
    assert all(file.height == 1 for file in renditions(image))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_comes_out_upright(orientation, format):
    undo = {
        2: Picture.Transpose.FLIP_LEFT_RIGHT,
        3: Picture.Transpose.ROTATE_180,
        4: Picture.Transpose.FLIP_TOP_BOTTOM,
        5: Picture.Transpose.TRANSPOSE,
        6: Picture.Transpose.ROTATE_90,
        7: Picture.Transpose.TRANSVERSE,
        8: Picture.Transpose.ROTATE_270,
    }
    picture = pictures.quarters()
    if orientation in undo:
        picture = picture.transpose(undo[orientation])
    options = {"exif": pictures.located_exif(orientation)}
    if format != "PNG":
        options["quality"] = 100
    image = prepared(encoded(picture, format, **options))
    assert (image.master.width, image.master.height) == (80, 40)
    upright = opened(image.master)
    seen = [upright.getpixel(at) for at in [(10, 10), (70, 10), (10, 30), (70, 30)]]
    assert all(close(a, b, 12) for a, b in zip(seen, pictures.corners(), strict=True)), seen


def test_a_turned_photo_is_measured_after_turning():
    content = encoded(plain((3000, 1500)), "JPEG", exif=pictures.located_exif(6))
    image = prepared(content)
    assert (image.master.width, image.master.height) == (1200, 2400)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"Exif\x00\x00MM\x00\x2a\xff\xff\xff\xff", b"Exif\x00\x00", b"?"])
def test_damaged_metadata_keep_no_photo_out(exif):
    assert prepared(encoded(plain(), "JPEG", exif=exif)).master.width == 40


def test_no_metadata_survive():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = encoded(
        plain((1700, 900)),
        "JPEG",
        exif=pictures.located_exif(),
        xmp=b"<x:xmpmeta>SECRETCAMERA</x:xmpmeta>",
        comment=b"SECRETCAMERA",
        icc_profile=srgb,
    )
    assert content.count(b"SECRETCAMERA") == 3
    for file in all_files(prepared(content)):
        assert b"SECRETCAMERA" not in file.content
        assert not opened(file).getexif()
        assert not {"exif", "xmp", "comment", "icc_profile"} & opened(file).info.keys()


def test_the_text_of_a_png_is_dropped():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "SECRETCAMERA")
    text.add_itxt("XML:com.adobe.xmp", "SECRETCAMERA", zip=False)
    for mode in ("RGB", "RGBA"):
        picture = plain(mode=mode, colour=(0, 0, 0, 9)[: len(mode)])
        for file in all_files(prepared(encoded(picture, pnginfo=text))):
            assert b"SECRETCAMERA" not in file.content


def test_another_colour_space_is_converted():
    """Seen with a profile in which red and green have changed places."""
    content = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = content.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    image = prepared(encoded(plain(colour=(255, 0, 0)), icc_profile=swapped))
    assert close(centre(image.master), (0, 255, 0), 6)


@pytest.mark.parametrize("profile", [b"not a profile", b"\x00" * 200])
def test_a_broken_colour_profile_is_ignored(profile):
    image = prepared(encoded(plain(colour=RED), icc_profile=profile))
    assert close(centre(image.master), RED)


def test_a_profile_for_other_pixels_is_ignored():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert centre(prepared(encoded(plain(mode="L", colour=120), icc_profile=srgb)).master) == (
        120, 120, 120,
    )  # fmt: skip


def test_cmyk_becomes_rgb():
    picture = plain(colour=(0, 255, 255, 0), mode="CMYK")
    assert close(centre(prepared(encoded(picture, "JPEG", quality=95)).master), (255, 0, 0), 10)


def test_sixteen_bits_of_grey_keep_their_brightness():
    picture = Picture.new("I;16", (40, 30), 257 * 100)
    assert close(centre(prepared(encoded(picture)).master), (100, 100, 100), 2)


@pytest.mark.parametrize(("mode", "colour"), [("1", 1), ("L", 255), ("P", 0)])
def test_other_modes_become_rgb(mode, colour):
    picture = plain(mode=mode, colour=colour)
    if mode == "P":
        picture.putpalette([255, 255, 255])
    assert close(centre(prepared(encoded(picture)).master), WHITE, 2)


def transparent(mode: str) -> bytes:
    """A picture whose left half cannot be seen and whose right half is blue."""
    picture = Picture.new("RGBA", (40, 30), (*BLUE, 255))
    picture.paste((0, 0, 0, 0), (0, 0, 20, 30))
    if mode == "LA":
        return encoded(picture.convert("LA"))
    if mode == "GIF":
        return encoded(picture, "GIF")
    if mode == "P":
        return encoded(picture.quantize(4))
    return encoded(picture)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "GIF"])
def test_transparency_is_kept_and_white_in_the_jpeg(mode):
    image = prepared(transparent(mode))
    assert image.master.extension == "webp"
    assert opened(image.master).getpixel((5, 15))[3] == 0
    assert opened(image.master).getpixel((35, 15))[3] == 255
    made = renditions(image)
    fallback = made[-1]
    assert fallback.extension == "jpg"
    assert close(opened(fallback).getpixel((5, 15)), WHITE, 6)
    for smaller in made[:-1]:
        assert opened(smaller).getpixel((5, 15))[3] == 0


def test_a_transparent_colour_of_a_png_is_transparent():
    assert prepared(encoded(plain(colour=GREEN), transparency=GREEN)).master.extension == "webp"


def test_an_alpha_channel_that_hides_nothing_is_dropped():
    image = prepared(encoded(plain(mode="RGBA", colour=(*RED, 255))))
    assert image.master.extension == "jpg"
    assert close(centre(image.master), RED)


def test_of_a_phone_photo_the_photo_is_kept():
    assert close(centre(prepared(pictures.two_picture_jpeg()).master), RED)


def test_what_hides_in_an_image_does_not_come_out():
    for content in (pictures.script_after_jpeg(), pictures.gif_script()):
        try:
            image = prepared(content)
        except UnusableImageError:
            continue
        for file in all_files(image):
            assert b"alert" not in file.content
            assert b"<?php" not in file.content


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_image_is_refused(format, share):
    picture = Picture.effect_noise((200, 200), 80).convert("RGB")
    content = encoded(picture, format)
    with pytest.raises(UnusableImageError) as caught:
        prepared(content[: int(len(content) * share)])
    assert caught.value.code in {"damaged", "not_an_image"}


def test_a_picture_of_nothing_but_noise_is_stored():
    noise = Picture.frombytes("RGB", (900, 900), Random(1).randbytes(900 * 900 * 3))

    assert prepared(encoded(noise, "PNG")).master.width == 900


def test_a_huge_jpeg_is_refused():
    with pytest.raises(UnusableImageError):
        prepared(bombs.huge_jpeg())


def test_the_colour_is_the_average():
    image = prepared(encoded(pictures.quarters()))
    red, green, blue = (int(image.colour[at : at + 2], 16) for at in (1, 3, 5))
    expected = [sum(channel) / 4 for channel in zip(*pictures.corners(), strict=True)]
    assert close((red, green, blue), expected)
    assert prepared(transparent("RGBA")).colour == ""


def test_the_digest_is_that_of_the_upload():
    assert prepared(encoded(plain())).digest == prepared(encoded(plain())).digest
    assert len(prepared(encoded(plain())).digest) == 64


SOUND = {
    "JPEG": encoded(pictures.quarters(), "JPEG", exif=pictures.located_exif(6)),
    "PNG": encoded(pictures.quarters()),
    "GIF": encoded(pictures.quarters(), "GIF"),
    "WEBP": encoded(pictures.quarters(), "WEBP"),
    "AVIF": encoded(pictures.quarters(), "AVIF"),
}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of some damage.
@given(
    format=st.sampled_from(sorted(SOUND)),
    damage=st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=4)), max_size=6),
)
def test_damage_anywhere_ends_in_an_image_or_a_refusal(format, damage):
    content = bytearray(SOUND[format])
    for at, junk in damage:
        at %= len(content)
        content[at : at + len(junk)] = junk
    try:
        image = prepared(bytes(content))
    except UnusableImageError:
        return
    assert opened(image.master).mode in {"RGB", "RGBA"}
