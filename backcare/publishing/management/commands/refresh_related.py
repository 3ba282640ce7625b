from django.core.management.base import BaseCommand

from backcare.publishing.models import Page
from backcare.publishing.related import refresh_all


class Command(BaseCommand):
    help = "Computes anew which pages are shown as related, for every live page."

    def handle(self, *args: object, **options: object) -> None:
        count = refresh_all(Page.objects.live().listed().iterator())
        if options["verbosity"]:
            self.stdout.write(f"Refreshed the related pages of {count} pages.")
