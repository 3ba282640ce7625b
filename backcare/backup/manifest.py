"""What a backup says of itself, and which backups can become a site here."""

import json
import platform
from dataclasses import asdict, dataclass
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .refused import Refused

FORMAT = 1
LARGEST = 1024 * 1024  # bytes; a manifest has a few thousand


@dataclass(frozen=True)
class Manifest:
    """``migrations`` are those that the database had seen, as "app.name". ``key`` tells one
    secret key from another without leading to it.
    """

    format: int
    made_at: str
    origin: str
    vendor: str
    database_version: str
    django: str
    python: str
    key: str
    migrations: list[str]

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=2).encode()


def describe_site() -> Manifest:
    """This site, now; within a snapshot as the snapshot has it."""
    applied = MigrationLoader(connection).applied_migrations
    return Manifest(
        format=FORMAT,
        made_at=timezone.now().isoformat(timespec="seconds"),
        origin=settings.ORIGIN,
        vendor=connection.vendor,
        database_version=".".join(map(str, connection.get_database_version())),
        django=django.get_version(),
        python=platform.python_version(),
        key=fingerprint(),
        migrations=sorted(f"{app}.{name}" for app, name in applied),
    )


def fingerprint() -> str:
    return salted_hmac("backcare.backup", "key", algorithm="sha256").hexdigest()[:16]


def read(content: bytes) -> Manifest:
    """Raises Refused for what this version cannot read."""
    try:
        told: dict[str, Any] = json.loads(content)
        if told["format"] > FORMAT:
            raise Refused(
                "the backup was made by a newer version of backcare. Install that version, or a "
                "newer one, and restore with it."
            )
        return Manifest(**told)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"the backup's manifest cannot be read ({error}).") from None


def require_suitable(manifest: Manifest) -> None:
    """Raise Refused unless this code and this kind of database can take the backup."""
    if manifest.vendor != connection.vendor:
        raise Refused(
            f"the backup is of a site on {manifest.vendor}, and DATABASE_URL names a database of "
            f"{connection.vendor}."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    if unknown := sorted(set(manifest.migrations) - known):
        raise Refused(
            f"the backup was made by a newer version of backcare: this one does not know "
            f"{unknown[0]}. Install that version, or a newer one, and restore with it."
        )
