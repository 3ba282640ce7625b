"""Collects static files when they have changed, and only then."""

import hashlib
import inspect
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


def sources() -> Iterator[tuple[str, Path]]:
    """Each static file: its name below STATIC_URL, and where it comes from."""
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))


def fingerprint() -> str:
    """What the collected files follow from: the sources, and the code that treats them."""
    treatment = inspect.getfile(staticfiles_storage.__class__)
    lines = [version("django"), version("whitenoise")]
    for name, source in [(treatment, Path(treatment)), *sources()]:
        facts = source.stat()
        lines.append(f"{name}\t{facts.st_size}\t{facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def collect_when_changed(stamp: Path) -> bool:
    """Collect the static files unless ``stamp`` says that these very files were collected.

    Hashed files of an earlier version stay, because a page that was cached yesterday still asks
    for them. Returns whether anything was collected.
    """
    wanted = fingerprint()
    target = Path(settings.STATIC_ROOT)
    if stamp.exists() and stamp.read_text() == wanted and (target / "staticfiles.json").exists():
        return False
    for name, _ in sources():
        # Django keeps a copy that is younger than its source, even when the source is another.
        (target / name).unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)
    return True
