from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from backcare.backup.progress import Progress
from backcare.backup.refused import Refused
from backcare.backup.restoring import read_whole, restore


class Command(BaseCommand):
    help = "Makes a site of a backup, where there is none yet. Restore only what you trust."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, help="a file that manage.py backup has made")
        parser.add_argument(
            "--verify", action="store_true", help="only read it, and compare its checksums"
        )

    def handle(self, *, backup: Path, verify: bool, **options: Any) -> None:
        progress = Progress(self.stderr)
        try:
            with backup.open("rb") as file:
                told, found = (read_whole if verify else restore)(file, say=progress)
        except FileNotFoundError:
            raise CommandError(f"there is no file {backup}.") from None
        except (Refused, DatabaseError, OSError) as reason:
            raise CommandError(str(reason).strip()) from None
        what = f"{found.files} files and the database of {told.origin}, as of {told.made_at}."
        self.stdout.write(f"Whole: {what}" if verify else f"Restored: {what} Start it: make run")
