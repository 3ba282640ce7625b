from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from backcare.demo import removal, synthetic
from backcare.demo.demo import load
from backcare.library.renditions import make_missing
from backcare.publishing.models import Page


class Command(BaseCommand):
    help = "Loads the demonstration content; what is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            type=int,
            metavar="N",
            help="also make synthetic articles, N in all, for measurements",
        )
        parser.add_argument(
            "--remove",
            action="store_true",
            help="take the demonstration's pages, people and pictures away instead",
        )
        parser.add_argument(
            "--yes",
            action="store_true",
            help="do so even on a site that has pages of its own",
        )

    def handle(
        self, *, scale: int | None, remove: bool, yes: bool, verbosity: int, **options: Any
    ) -> None:
        if remove:
            self._remove(verbosity)
            return
        if scale is not None:
            self._check_scale(scale, yes=yes)
        created = load()
        if "image" in created:
            # The first readers of a new site shouldn't meet pictures in their full size.
            make_missing()
        if verbosity:
            self.stdout.write(f"Created: {_listing(created) or 'nothing, it was all there'}.")
        if scale is not None:
            count = synthetic.make(scale, self._report if verbosity else lambda line: None)
            if verbosity:
                self.stdout.write(f"Made {count:,} synthetic articles.")

    def _remove(self, verbosity: int) -> None:
        try:
            removed = removal.remove()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if verbosity:
            self.stdout.write(f"Removed: {_listing(removed) or 'nothing, it was not there'}.")

    def _check_scale(self, scale: int, *, yes: bool) -> None:
        if scale < 0:
            raise CommandError("--scale takes a number of articles.")
        if not yes and Page.objects.filter(is_demonstration=False).exists():
            raise CommandError(
                "This site has pages of its own, and synthetic ones would stand among them. "
                "Use another database, or add --yes if you mean it."
            )

    def _report(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _listing(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} × {what}" for what, count in sorted(counts.items()) if count)
