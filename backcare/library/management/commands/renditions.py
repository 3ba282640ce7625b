from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ... import renditions
from ...models import Image


class Command(BaseCommand):
    help = "Make the smaller versions of images now, without the worker."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--missing",
            action="store_true",
            help="only those that are missing or out of date; what is done without an option, too",
        )
        which.add_argument("--all", action="store_true", help="every one anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            made, failed = renditions.make_all(Image.objects.all())
        else:
            made, failed = renditions.make_missing()
        if options["verbosity"]:
            self.stdout.write(f"Made the renditions of {made} images.")
        if failed:
            raise CommandError(f"{failed} images failed; the log above says why.")
