from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backcare.accounts.second_factor import remove
from backcare.people.models import User


class Command(BaseCommand):
    help = "Resets the second factor of somebody who has lost it. Whoever runs the site may."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset", metavar="NAME", required=True, help="the name that they sign in with"
        )

    def handle(self, *, reset: str, **options: Any) -> None:
        user = User.objects.filter(username=reset).first()
        if user is None:
            raise CommandError(f"there is no account named {reset}.")
        if remove(user):
            self.stdout.write(f"{reset} signs in with the password alone now.")
        else:
            self.stdout.write(f"{reset} has no second factor.")
