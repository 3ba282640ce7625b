"""What is refused, how quickly, and in what words."""

import subprocess
import sys
import textwrap
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backcare.library import inspection
from backcare.library.inspection import UnusableImageError, open_picture

from . import bombs, pictures

PROJECT = Path(__file__).parents[2]


def refusal(content: bytes, name: str = "photo.jpg") -> UnusableImageError:
    with pytest.raises(UnusableImageError) as caught:
        open_picture(SimpleUploadedFile(name, content, content_type="image/jpeg"))
    return caught.value


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_the_usual_formats_are_opened(format):
    picture = open_picture(BytesIO(pictures.encoded(pictures.plain(), format)))
    assert picture.size == (40, 30)


@pytest.mark.parametrize("format", ["TIFF", "BMP", "ICO", "PPM", "PDF", "EPS", "TGA", "JPEG2000"])
def test_formats_that_browsers_do_not_show_are_refused(format):
    assert refusal(pictures.encoded(pictures.plain(), format)).code == "not_an_image"


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?>\n<!-- drawn -->\n<SVG onload="alert(1)"/>',
        b"\xef\xbb\xbf  <svg/>",
    ],
)
def test_an_svg_is_refused_whatever_it_is_called(content):
    error = refusal(content, "photo.png")
    assert error.code == "svg"
    assert "Export the drawing as a PNG" in error.messages[0]


def test_an_iphone_photo_is_refused_with_a_way_out():
    error = refusal(b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + bytes(100), "IMG_1.HEIC")
    assert error.code == "heic"
    assert "as a JPEG" in error.messages[0]


@pytest.mark.parametrize("content", [b"x", b"\x00" * 5000, b"GIF89a", b"%PDF-1.7\n", b"PK\x03\x04"])
def test_what_is_no_image_is_refused(content):
    assert refusal(content).code in {"not_an_image", "damaged"}


def test_an_empty_file_is_refused():
    assert refusal(b"").code == "empty"


def test_a_file_over_the_limit_is_refused_with_both_sizes():
    error = refusal(bytes(inspection.MAX_BYTES + 1))
    assert error.code == "too_many_bytes"
    assert "15.0" in error.messages[0]


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "AVIF"])
def test_an_animation_is_refused(format):
    error = refusal(pictures.animation(format))
    assert error.code == "animated"
    assert "one frame" in error.messages[0]


def test_the_second_picture_of_a_phone_photo_is_no_animation():
    assert open_picture(BytesIO(pictures.two_picture_jpeg())).format == "MPO"


@pytest.mark.parametrize(
    "content",
    [
        bombs.huge_jpeg(),
        bombs.huge_webp(),
        bombs.bomb_png(10_000, 5_001),  # Just too large; Pillow alone would only warn.
        bombs.bomb_png(20_000, 20_000),
    ],
    ids=["jpeg", "webp", "png just above", "png"],
)
def test_too_many_pixels_are_refused(content):
    error = refusal(content)
    assert error.code == "too_many_pixels"
    assert "50 million" in error.messages[0]


def test_as_many_pixels_as_allowed_are_opened():
    assert open_picture(BytesIO(bombs.bomb_png(10_000, 5_000))).size == (10_000, 5_000)


@pytest.mark.parametrize("bomb", ["huge_jpeg", "long_gif", "huge_webp"])
def test_bombs_are_refused_within_a_second_and_200_megabytes(bomb):
    """In a process of its own, whose peak of memory is that of the refusal alone."""
    script = f"""
        import resource, time
        from io import BytesIO
        from django.conf import settings
        settings.configure()
        from backcare.library.inspection import UnusableImageError, open_picture
        from tests.library import bombs
        content = bombs.{bomb}()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        try:
            open_picture(BytesIO(content))
        except UnusableImageError:
            growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
            print(time.perf_counter() - started, growth / 1024)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    seconds, megabytes = map(float, run.stdout.split())
    assert seconds < 1
    assert megabytes < 200
