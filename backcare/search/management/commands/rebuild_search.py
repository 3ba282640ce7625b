from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backcare.search.rebuilding import rebuild


class Command(BaseCommand):
    help = (
        "Indexes every published page anew; the site can go on serving meanwhile. Goes on where "
        "it was interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-interrupted",
            action="store_true",
            help="Do nothing when the last time came to its end.",
        )

    def handle(self, *, verbosity: int, if_interrupted: bool, **options: Any) -> None:
        def report(done: int, total: int) -> None:
            if verbosity:
                self.stdout.write(f"{done:,} of {total:,} pages")
                self.stdout.flush()

        try:
            count = rebuild(report, afresh=not if_interrupted)
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted. What is done stays; the next time goes on from here.", returncode=130
            ) from None
        if verbosity:
            self.stdout.write(f"{count:,} pages can be found.")
