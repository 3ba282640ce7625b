from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from backcare.launch.migrating import alone, patiently


class Command(migrate.Command):
    """Django's own, for machines that start together while others serve."""

    def handle(self, *args: Any, **options: Any) -> None:
        with alone(connections[options["database"]], self.stdout.write):
            patiently(lambda: super(Command, self).handle(*args, **options))
