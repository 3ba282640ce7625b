from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from backcare.demo.demo import load


class Command(BaseCommand):
    help = "Loads the demonstration content; what is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            type=int,
            metavar="N",
            help="instead, make N synthetic articles for measurements",
        )

    def handle(self, *args: object, **options: object) -> None:
        created = load()
        if options["verbosity"]:
            made = ", ".join(f"{count} × {what}" for what, count in sorted(created.items()))
            self.stdout.write(f"Created: {made or 'nothing, it was all there'}.")
