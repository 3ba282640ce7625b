"""Makes a site of a backup, where there is none yet."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from backcare.launch import lock
from backcare.launch.migrating import alone
from backcare.library.checks import obstacle

from . import database, manifest, media, postgres, sqlite
from .archive import SUMS, Damaged, Part, parts, verify
from .backing_up import LOST, MANIFEST, SECRET_KEY
from .refused import Refused

OTHERS = {MANIFEST, SECRET_KEY, LOST, SUMS}
DATABASES = {sqlite.PART, postgres.PART}
SMALL = 1024 * 1024  # bytes; parts that are read into memory have less


@dataclass
class Content:
    """What a backup that has been read from end to end holds; sizes in bytes."""

    database: str = ""
    names: set[str] = field(default_factory=set)
    files: int = 0
    file_bytes: int = 0
    database_bytes: int = 0


def read_whole(
    file: IO[bytes], *, say: Callable[[str], object]
) -> tuple[manifest.Manifest, Content]:
    """Compare every checksum, and refuse whatever is no part of a site.

    Nothing is written. Raises Refused.
    """
    found, told = Content(), None
    try:
        for part in verify(file):
            _note(part, found)
            say(f"Checked: {found.files} files")
        for part in parts(file):
            if part.name == MANIFEST:
                told = manifest.read(part.content.read())
    except Damaged as damage:
        raise Refused(f"this backup cannot be used: {damage}.") from None
    if told is None or not found.database:
        raise Refused("this backup cannot be used: it has no manifest or no database.")
    return told, found


def _note(part: Part, found: Content) -> None:
    if media.is_media(part.name):
        if part.size > media.LARGEST:
            raise Damaged(f"{part.name} is larger than any image of a site")
        found.files += 1
        found.file_bytes += part.size
        return
    if part.name in found.names or part.name not in OTHERS | DATABASES:
        raise Damaged(f"it holds {part.name[:100]!r}, which is no part of a site")
    found.names.add(part.name)
    if part.name in DATABASES:
        if found.database:
            raise Damaged("it holds two databases")
        found.database, found.database_bytes = part.name, part.size
    elif part.name not in {SUMS, LOST} and part.size > SMALL:
        raise Damaged(f"its {part.name} is too large")


def restore(file: IO[bytes], *, say: Callable[[str], object]) -> tuple[manifest.Manifest, Content]:
    """Make the site that a backup holds, or leave this one as it was. Raises Refused.

    The database comes last and whole: until then the site is empty, and a restore that was
    interrupted can be started again.
    """
    _claim()
    _require_empty()  # Before anybody waits for the checksums in vain.
    told, found = read_whole(file, say=say)
    manifest.require_suitable(told)
    site = database.current()
    if found.database != site.PART:
        raise Refused("this backup cannot be used: its database is of another kind.")
    site.require_loadable()
    if reason := obstacle():
        raise Refused(f"the media store cannot be used: {reason}. See MEDIA_STORE.")
    _require_room(found)
    try:
        with alone(connection, say):
            _require_empty()
            shutil.rmtree(settings.VAR_DIR / "pagecache", ignore_errors=True)  # Of a former site.
            _put_back(file, site, say)
            (settings.VAR_DIR / "demo.pending").unlink(missing_ok=True)
            _bring_up_to_date()
    except OSError as error:
        raise Refused(
            f"it stopped halfway: {error}. The site is still empty; when that is mended, start "
            "it again."
        ) from None
    takes_key = SECRET_KEY in found.names and not _has_key_of_its_own()
    if told.key != manifest.fingerprint() and not takes_key:
        say(
            "The secret key differs from the one that the site had: everybody has to sign in "
            "again, links in mails and receipts of comments are void, and blocks of addresses "
            "no longer hold. Set BACKCARE_SECRET_KEY to the former one if you have it."
        )
    return told, found


def _claim() -> None:
    """Keep the site from starting, for as long as this process lives."""
    try:
        lock.hold(settings.VAR_DIR / "lock", note=f"process {os.getpid()}, restoring a backup")
    except lock.Held as held:
        raise Refused(f"the site runs on {settings.VAR_DIR} ({held}). Stop it first.") from None


def _has_key_of_its_own() -> bool:
    """Whether the environment says which key is used, so that none is kept in a file."""
    return bool(os.environ.get("BACKCARE_SECRET_KEY", "").strip())


def _require_empty() -> None:
    if not database.is_empty():
        raise Refused(
            "there is a site here already, and a restore overwrites nothing. Name an empty "
            "folder (BACKCARE_VAR) or an empty database (DATABASE_URL)."
        )


def _require_room(found: Content) -> None:
    """Raise Refused where the disk could not hold it all. Of other machines nothing is known."""
    needed = 0
    if connection.vendor == "sqlite":
        needed += found.database_bytes
    if not hasattr(default_storage, "check_access"):
        needed += found.file_bytes
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    if needed > (free := shutil.disk_usage(settings.VAR_DIR).free):
        raise Refused(
            f"the backup needs {needed:,} bytes, and the disk of {settings.VAR_DIR} has {free:,}."
        )


def _put_back(file: IO[bytes], site: database.Database, say: Callable[[str], object]) -> None:
    done = 0
    for part in parts(file):
        if media.is_media(part.name):
            media.put_back(part)
            done += 1
            say(f"Restored: {done} files")
        elif part.name == SECRET_KEY and not _has_key_of_its_own():
            _replace(settings.VAR_DIR / "secret_key", part.content.read())
    for part in parts(file):
        if part.name == site.PART:
            say("Restoring the database.")
            site.load(part.content)


def _replace(file: Path, content: bytes) -> None:
    """Put ``content`` in the place of a file that its owner alone may read."""
    fresh = file.with_name(f"{file.name}.restoring")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)


def _bring_up_to_date() -> None:
    """Apply what this version has added, and forget what was known of the empty site."""
    call_command("migrate", interactive=False, verbosity=0)
    with suppress(Exception):  # Each cache has errors of its own; its entries end by themselves.
        cache.clear()
