"""Makes a backup of the site while it serves."""

import errno
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone

from . import database, media
from .archive import Writer
from .manifest import describe_site
from .refused import Refused

MANIFEST = "manifest.json"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a part
LOST = "lost_files"
# Of the backups that are given a name here; what is called otherwise is never removed.
NAME = re.compile(r"backcare-\d{8}-\d{6}\.tar")
UNFINISHED = "backcare-unfinished-"


def back_up(target: Path, *, say: Callable[[str], object]) -> Path:
    """Write a backup to the file ``target``, or into that folder; returns the file.

    It appears whole or not at all, readable by its owner alone. Raises Refused.
    """
    if target.is_dir():
        target /= f"backcare-{timezone.now():%Y%m%d-%H%M%S}.tar"
    if not target.parent.is_dir():
        raise Refused(f"there is no folder {target.parent}.")
    if target.exists():
        raise Refused(f"{target} is there already; name another file, or a folder.")
    site = database.current()
    site.require_dumpable()
    try:
        with _appearing(target) as file, Writer(file) as writer:
            _write(writer, target.parent, site, say)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Refused(f"the disk of {target.parent} is full; nothing was written.") from None
        raise Refused(f"it stopped halfway, and nothing was written: {error}") from None
    return target


def _write(
    writer: Writer, folder: Path, site: database.Database, say: Callable[[str], object]
) -> None:
    missed: set[str] = set()
    with media.Copier(writer, say) as copier:
        # Most of it outside any snapshot, which would be held for as long. What is removed
        # meanwhile is missed by no row of the snapshot that counts.
        for _name in copier.copy():
            pass
        while True:
            with site.snapshot():
                gone = set(copier.copy())
                # What two snapshots in a row refer to and is not there, is lost. Of the rest the
                # rows have gone meanwhile too, and the next snapshot does not know them.
                if gone <= missed:
                    writer.add_bytes(MANIFEST, describe_site().to_json())
                    with site.dump(folder, say) as content:
                        writer.add(site.PART, content)
                    break
                missed = gone
    if key := _own_secret_key():
        writer.add_bytes(SECRET_KEY, key)
    if gone:
        say(f"{len(gone)} files are lost that images refer to, such as {min(gone)}.")
        writer.add_bytes(LOST, "".join(f"{name}\n" for name in sorted(gone)).encode())
    writer.finish()
    say(f"{copier.count} files, {writer.bytes:,} bytes in all.")


def _own_secret_key() -> bytes | None:
    """The key that the site has made for itself; one from the environment is kept elsewhere."""
    with suppress(FileNotFoundError):
        key = (settings.VAR_DIR / "secret_key").read_bytes()
        if key.decode().strip() == settings.SECRET_KEY:
            return key
    return None


@contextmanager
def _appearing(target: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name when it is whole. What a crash has left of others goes."""
    for old in target.parent.glob(f".{UNFINISHED}*"):
        _remove_unless_locked(old)
    unfinished = target.with_name(f".{UNFINISHED}{os.getpid()}")
    descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield file
            unfinished.rename(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # So that the name survives a power cut as well.
    finally:
        os.close(folder)


def _remove_unless_locked(file: Path) -> None:
    with suppress(OSError), file.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.unlink()


def remove_older(folder: Path, *, keep: int) -> list[Path]:
    """Remove the oldest backups of ``folder`` that were named here, all but ``keep``."""
    named = sorted(file for file in folder.iterdir() if NAME.fullmatch(file.name))
    older = named[: max(len(named) - keep, 0)]
    for file in older:
        file.unlink()
    return older
