"""A title fits, whatever it is, and nothing is drawn that the font cannot write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from backcare.sharing.drawing import HEIGHT, IMAGE_WIDTH, WIDTH, draw, fitted, has_glyph, writable

GROUND = "#0b5c4f"
GROUND_RGB = (11, 92, 79)
RED, BLUE = (200, 30, 30), (30, 30, 200)


def card(title: str, **options) -> Picture.Image:
    return draw(title=title, site="Backcare", ground=GROUND, **options)


def halves(mode: str = "RGB") -> Picture.Image:
    """Red on the left, blue on the right, and very wide."""
    picture = Picture.new(mode, (2000, 400), RED)
    picture.paste(BLUE, (1000, 0, 2000, 400))
    return picture


@given(st.text(max_size=200))
def test_any_title_becomes_a_card(title):
    drawn = card(title)
    assert drawn.size == (WIDTH, HEIGHT)
    # Nothing reaches the edges.
    for strip in [(0, 0, WIDTH, 20), (0, HEIGHT - 20, WIDTH, HEIGHT), (WIDTH - 20, 0, WIDTH, 300)]:
        assert drawn.crop(strip).getcolors() == [
            ((strip[2] - strip[0]) * (strip[3] - strip[1]), GROUND_RGB)
        ]


@given(st.text(max_size=300), st.integers(200, 1000), st.integers(150, 500))
def test_lines_fit_into_their_place(text, width, height):
    font, lines = fitted(writable(text), width, height)
    assert all(font.getlength(line) <= width for line in lines)
    assert len(lines) * font.size <= height


def test_a_short_title_is_larger_than_a_long_one():
    short, _lines = fitted("Sciatica", 1056, 350)
    long, lines = fitted("When to see a doctor about back pain and when to wait " * 2, 1056, 350)
    assert short.size > long.size
    assert len(lines) > 1


def test_what_does_not_fit_is_shortened():
    _font, lines = fitted("word " * 100, 300, 200)
    assert lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Café – 20 £ “knots”, ½ Привет Ω", "Café – 20 £ “knots”, ½ Привет Ω"),
        ("Cafe\u0301", "Café"),
        ("Back 背中 pain 😀", "Back pain"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("背中", ""),
    ],
)
def test_what_the_font_lacks_is_left_out(text, written):
    assert writable(text) == written


def test_the_box_for_missing_characters_is_no_glyph():
    assert has_glyph("é")
    assert not has_glyph("背")
    assert not has_glyph("\n")


@pytest.mark.parametrize(("focus", "colour"), [((0, 0.5), RED), ((1, 0.5), BLUE)])
def test_the_crop_keeps_the_focal_point(focus, colour):
    drawn = card("Sciatica", image=halves(), focus=focus)
    assert drawn.getpixel((WIDTH - IMAGE_WIDTH // 2, HEIGHT // 2)) == colour
    assert drawn.getpixel((WIDTH - IMAGE_WIDTH - 1, 10)) == GROUND_RGB


def test_a_transparent_image_lies_on_white():
    clear = Picture.new("RGBA", (600, 600), (0, 0, 0, 0))
    assert card("Sciatica", image=clear).getpixel((WIDTH - 1, 0)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "RGBA"])
def test_any_master_can_be_drawn(mode):
    card("Sciatica", image=halves().convert(mode))
