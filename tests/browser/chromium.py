"""Finds the Chromium that the browser tests drive; as a script, installs one that is missing."""

import os
import shutil
import subprocess

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

# Without its recommended fonts Chromium measures text that it cannot draw.
PACKAGES = ("chromium", "fonts-liberation")


def find_chromium() -> str | None:
    """The path of the program that CHROMIUM names, else of the first one that is installed."""
    named = os.environ.get("CHROMIUM")
    paths = (shutil.which(name) for name in ([named] if named else NAMES))
    return next((path for path in paths if path), None)


def install_chromium() -> None:
    """Try to install Debian's Chromium; that it failed shows in find_chromium()."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Installing Chromium for the browser tests.", flush=True)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdin": subprocess.DEVNULL}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES],
    ):
        done = subprocess.run(command, **quiet, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(f"{' '.join(command)} failed:\n{done.stderr.strip()}", flush=True)
            return


if __name__ == "__main__":
    if find_chromium() is None:
        install_chromium()
