"""Photographs the figures of every exercise, to be looked at: light, dark, and on a phone.

Run by ``make figures``: starts a demonstration site and writes a picture of the steps of each
exercise, and of the lists, to var/figures. With an address as argument it photographs that site.
"""

import logging
from pathlib import Path

from playwright.sync_api import Browser

from docs.visiting import go, visit

EXERCISES = Path(__file__).parent.parent / "exercises" / "demo" / "exercises"
FOLDER = Path(__file__).parent.parent / "var" / "figures"
# Name, width in pixels, whether the device prefers dark.
WAYS = (("light", 900, False), ("dark", 900, True), ("phone", 320, False))
LISTS = (("exercises", "/exercises/"), ("routine", "/routines/all-round/"))

logger = logging.getLogger("figures")


def photograph(browser: Browser, address: str) -> None:
    """Write the pictures. Raises RuntimeError when a page does not answer 200."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for way, width, dark in WAYS:
        page = browser.new_page(
            color_scheme="dark" if dark else "light", viewport={"width": width, "height": 800}
        )
        names = [(file.stem, f"/exercises/{file.stem}/") for file in EXERCISES.glob("*.toml")]
        for name, path in (*sorted(names), *LISTS):
            go(page, address, path)
            file = FOLDER / f"{name}-{way}.png"
            if (name, path) in LISTS:
                page.screenshot(path=file, full_page=True)
            else:
                page.locator("#steps").screenshot(path=file)
            logger.info("%s", file.name)
        page.close()


if __name__ == "__main__":
    visit(photograph)
