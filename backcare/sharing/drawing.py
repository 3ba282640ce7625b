"""Draws a picture for shared links: the title beside a crop of the page's image."""

import unicodedata
from functools import cache
from importlib.resources import files

from PIL import Image as Picture
from PIL import ImageDraw, ImageFont, ImageOps

# What networks and messengers show whole, in pixels. Source: https://ogp.me and their own guides.
WIDTH, HEIGHT = 1200, 630
IMAGE_WIDTH = 480  # of an image, at the right
MARGIN = 72
RULE = (96, 6)  # the line above the site's name

TITLE_SIZES = range(104, 43, -4)  # from the largest; the first in which the title fits is taken
TITLE_LEADING = 1.14
NAME_SIZE = 40

WHITE = "#ffffff"  # An accent colour stands out from it by 7 to 1; see the site's settings.
ELLIPSIS = "…"

FONTS = files("font_source_sans_pro") / "files"


def draw(
    *,
    title: str,
    site: str,
    ground: str,
    image: Picture.Image | None = None,
    focus: tuple[float, float] = (0.5, 0.5),
) -> Picture.Image:
    """The picture for shared links. ``ground`` is a colour like "#0b5c4f", ``focus`` the fractions
    around which ``image`` is cropped.

    Characters that the font lacks are left out; a title of which nothing stays gives its place to
    the site's name.
    """
    card = Picture.new("RGB", (WIDTH, HEIGHT), ground)
    text_width = WIDTH - 2 * MARGIN
    if image is not None:
        crop = ImageOps.fit(image, (IMAGE_WIDTH, HEIGHT), centering=focus)
        on_white = Picture.new("RGB", crop.size, WHITE)
        on_white.paste(crop, mask=crop.getchannel("A") if crop.mode == "RGBA" else None)
        card.paste(on_white, (WIDTH - IMAGE_WIDTH, 0))
        text_width -= IMAGE_WIDTH
    pen = ImageDraw.Draw(card)
    title, site = writable(title), writable(site)
    name = _font("Semibold", NAME_SIZE)
    foot = HEIGHT - MARGIN
    pen.text((MARGIN, foot), _shortened(site, name, text_width), WHITE, name, anchor="ls")
    rule_top = foot - NAME_SIZE - 36
    pen.rectangle((MARGIN, rule_top, MARGIN + RULE[0] - 1, rule_top + RULE[1] - 1), WHITE)
    font, lines = fitted(title or site, text_width, rule_top - MARGIN - 30)
    for number, line in enumerate(lines):
        baseline = MARGIN + font.size * (0.8 + number * TITLE_LEADING)
        pen.text((MARGIN, baseline), line, WHITE, font, anchor="ls")
    return card


def fitted(text: str, width: int, height: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest font in which ``text`` fits, and its lines; shortened where none is small enough.

    ``width`` and ``height`` in pixels.
    """
    for size in TITLE_SIZES:
        font = _font("Bold", size)
        lines = _wrapped(text, font, width)
        fits = len(lines) * size * TITLE_LEADING <= height
        if fits and all(font.getlength(line) <= width for line in lines):
            return font, lines
    most = int(height / (font.size * TITLE_LEADING))
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} {ELLIPSIS}"]
    return font, [_shortened(line, font, width) for line in lines]


def writable(text: str) -> str:
    """``text`` without the characters that the font lacks, and without the gaps they leave."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(each for each in composed if each == " " or has_glyph(each)).split())


@cache
def has_glyph(character: str) -> bool:
    """Whether the font can draw it: anything but the box that stands for what it cannot."""
    if unicodedata.category(character)[0] in "CZ":
        return False
    font = _font("Bold", 40)
    return bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else ""
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _shortened(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + ELLIPSIS) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"SourceSansPro-{weight}.ttf"), size)
