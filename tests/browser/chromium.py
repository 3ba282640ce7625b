"""Finds the Chromium that the browser tests drive; as a script, installs what is missing."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import playwright

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


def install() -> None:
    """Try to install what is missing; that it failed shows in why_no_browser()."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Installing Chromium for the browser tests.", flush=True)
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES],
    ):
        done = subprocess.run(
            command,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            print(f"{' '.join(command)} failed:\n{done.stderr.strip()}", flush=True)
            return


if __name__ == "__main__" and why_no_browser():
    install()
