"""Finds the Chromium that the browser tests drive; as a script, installs what is missing."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import playwright

from tests.installing import install

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

# Debian's, for a machine that has next to nothing: without a font Chromium measures text that it
# cannot draw, and the program that Playwright brings to drive it needs libatomic.
PACKAGES = ("chromium", "fonts-liberation", "libatomic1")
DRIVER = Path(playwright.__file__).parent / "driver" / "node"


def find_chromium() -> str | None:
    """The path of the program that CHROMIUM names, else of the first one that is installed."""
    named = os.environ.get("CHROMIUM")
    paths = (shutil.which(name) for name in ([named] if named else NAMES))
    return next((path for path in paths if path), None)


@cache
def why_no_browser() -> str:
    """What stands in the way of the browser tests, or nothing."""
    if find_chromium() is None:
        return "no Chromium was found"
    driver = subprocess.run([DRIVER, "--version"], capture_output=True, text=True, check=False)
    if driver.returncode != 0:
        return f"Playwright cannot start its driver ({driver.stderr.strip()})"
    return ""


if __name__ == "__main__" and why_no_browser():
    install(PACKAGES, "the browser tests")
