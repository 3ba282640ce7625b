"""Draws the site's icons for devices: python -m docs.icons writes static/img/icon-*.png.

The same mark as ``static/img/favicon.svg``, read from there. An icon that a platform may cut to its
own shape fills the square, with the mark inside the circle of 80 % that is always seen (W3C, Web
Application Manifest, "safe zone").
"""

import re
from pathlib import Path

from PIL import Image, ImageDraw

IMG = Path(__file__).parent.parent / "static" / "img"
BAR = re.compile(
    r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="([\d.]+)" '
    r'transform="rotate\((-?[\d.]+) ([\d.]+) ([\d.]+)\)"/>'
)
GREEN, WHITE = "#0b5c4f", "#ffffff"
UNITS = 32  # the side of the drawing
FINE = 4  # drawn so many times larger, for smooth edges


def draw(size: int, *, is_maskable: bool) -> Image.Image:
    """The icon, ``size`` pixels wide and high."""
    side = size * FINE
    icon = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    corner = 0 if is_maskable else side * 7 / UNITS
    ImageDraw.Draw(icon).rounded_rectangle((0, 0, side - 1, side - 1), corner, fill=GREEN)
    scale = 0.6 if is_maskable else 0.8
    for bar in BAR.findall((IMG / "favicon.svg").read_text()):
        x, y, width, height, radius, angle, around_x, around_y = map(float, bar)
        layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))

        def at(value: float) -> float:
            return (UNITS / 2 + (value - UNITS / 2) * scale) * side / UNITS

        ImageDraw.Draw(layer).rounded_rectangle(
            (at(x), at(y), at(x + width), at(y + height)), radius * scale * side / UNITS, fill=WHITE
        )
        turned = layer.rotate(-angle, Image.Resampling.BICUBIC, center=(at(around_x), at(around_y)))
        icon.alpha_composite(turned)
    small = icon.resize((size, size), Image.Resampling.LANCZOS)
    return small.quantize(64, Image.Quantize.FASTOCTREE)


def main() -> None:
    for size in (192, 512):
        for purpose in ("any", "maskable"):
            icon = draw(size, is_maskable=purpose == "maskable")
            icon.save(IMG / f"icon-{purpose}-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
