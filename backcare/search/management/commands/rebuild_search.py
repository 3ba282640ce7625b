from typing import Any

from django.core.management.base import BaseCommand

from backcare.publishing.kinds import Kind
from backcare.search.documents import rebuild


class Command(BaseCommand):
    help = "Indexes every published page anew; the site can go on serving meanwhile."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        def report(kind: Kind, count: int) -> None:
            if verbosity > 1:
                self.stdout.write(f"{kind.label_plural}: {count}")

        count = rebuild(report)
        if verbosity:
            self.stdout.write(f"{count} pages can be found.")
