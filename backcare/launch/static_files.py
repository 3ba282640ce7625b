"""Collects static files when they have changed, and only then."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def fingerprint() -> str:
    """What the static files were made from: each source's name, size and time of change."""
    lines = [version("django"), version("whitenoise"), repr(settings.STORAGES["staticfiles"])]
    for finder in get_finders():
        for path, storage in finder.list(None):
            source = Path(storage.path(path))
            facts = source.stat()
            lines.append(f"{path}\t{facts.st_size}\t{facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def collect_when_changed(stamp: Path) -> bool:
    """Collect the static files unless ``stamp`` says that these very files were collected.

    Files of an earlier version stay, because a page that was cached yesterday still asks for
    them. Returns whether anything was collected.
    """
    wanted = fingerprint()
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)
    return True
