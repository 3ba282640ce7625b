"""Debian's packages that the tests need, installed where that is possible."""

import os
import shutil
import subprocess
from collections.abc import Collection


def install(packages: Collection[str], what_for: str) -> None:
    """Try to install packages, as root of a Debian; elsewhere, and with none, do nothing.

    That it failed is printed; what did not run for it is the tests' to say.
    """
    if not packages or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print(f"Installing {', '.join(packages)} for {what_for}.", flush=True)
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
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
