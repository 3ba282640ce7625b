"""Makes the pictures of the documentation: starts a demonstration site and photographs it.

Run by ``make screenshots``. With an address as argument it photographs that site instead.
"""

import logging
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.site import Site

DOCS = Path(__file__).parent
WIDTH, HEIGHT = 1280, 800  # pixels
LARGEST = 150_000  # bytes
# A page of text and flat colours needs few; the first number that makes the file small enough.
COLOURS = (256, 128, 64, 32)
# Name of the picture, path of the page, whether the device prefers dark.
PICTURES = (
    ("home", "/", False),
    ("article", "/articles/sciatica/", False),
    ("exercise", "/exercises/bridge/", False),
    ("routine", "/routines/knots-and-hips/", True),
)

logger = logging.getLogger("screenshots")


def photograph(browser: Browser, url: str, *, dark: bool) -> Image.Image:
    """What a reader sees first at ``url``. Raises RuntimeError when it does not answer 200."""
    page = browser.new_page(
        color_scheme="dark" if dark else "light", viewport={"width": WIDTH, "height": HEIGHT}
    )
    response = page.goto(url, wait_until="networkidle")
    if response is None or response.status != 200:
        raise RuntimeError(f"{url} answered {response.status if response else 'nothing'}.")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return picture


def small_png(picture: Image.Image) -> bytes:
    """The picture as PNG with a palette. Raises ValueError when it can't be made small."""
    for colours in COLOURS:
        file = BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if file.tell() <= LARGEST:
            return file.getvalue()
    raise ValueError(f"A picture stays above {LARGEST} bytes; photograph less of the page.")


def take_all(address: str) -> None:
    """Photograph the site at ``address``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        for name, path, dark in PICTURES:
            content = small_png(photograph(browser, f"{address}{path}", dark=dark))
            file = DOCS / f"{name}.png"
            file.write_bytes(content)
            logger.info("%s: %d kB", file.name, len(content) // 1000)
        browser.close()


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if find_chromium() is None:
        sys.exit("There is no Chromium. Install one, or name it: CHROMIUM=/path make screenshots")
    if len(sys.argv) > 1:
        take_all(sys.argv[1].rstrip("/"))
        return
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        site.start()
        try:
            take_all(site.url)
        finally:
            site.stop()


if __name__ == "__main__":
    main()
