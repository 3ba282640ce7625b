from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from backcare.backup.backing_up import back_up, remove_older
from backcare.backup.progress import Progress
from backcare.backup.refused import Refused


class Command(BaseCommand):
    help = "Copies the whole site (database, images, its own secret key) while it serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", type=Path, help="a file, or a folder in which it gets a name with the time"
        )
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="afterwards remove the oldest of the folder, all but so many",
        )

    def handle(self, *, target: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and (keep < 1 or not target.is_dir()):
            raise CommandError("--keep takes 1 or more, and a folder.")
        progress = Progress(self.stderr)
        try:
            made = back_up(target, say=progress)
        except (Refused, DatabaseError) as reason:
            raise CommandError(f"no backup was made: {str(reason).strip()}") from None
        self.stdout.write(f"The backup is {made}; keep it as secret as the site itself.")
        if keep is not None:
            for file in remove_older(target, keep=keep):
                self.stdout.write(f"Removed {file}.")
