import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.urls import reverse

from backcare.launch.editors import make_editor, unused_username
from backcare.people.models import User

T = TypeVar("T")


class Command(BaseCommand):
    help = "Makes an account for an editor: someone who writes, edits and publishes pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", help="the name to sign in with; asked for if left out")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *, username: str | None, password_stdin: bool, **options: Any) -> None:
        try:
            User.objects.exists()
        except DatabaseError:
            raise CommandError("there is no site here yet; start it first: make run") from None
        try:
            user = self._make(username, password_stdin=password_stdin)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except (EOFError, KeyboardInterrupt):
            raise CommandError("no account was made.") from None
        desk = f"{settings.ORIGIN}{reverse('admin:index')}"
        self.stdout.write(f"{user.username} can sign in at {desk}")

    def _make(self, username: str | None, *, password_stdin: bool) -> User:
        """Make the account, asking a person at the terminal for whatever was not given."""
        if username is None:
            username = self._ask(lambda: unused_username(input("Name to sign in with: ")))
        else:
            username = unused_username(username)
        if password_stdin:
            return make_editor(username, sys.stdin.readline().rstrip("\r\n"))
        return self._ask(lambda: make_editor(username, self._password_twice()))

    def _password_twice(self) -> str:
        password = getpass.getpass("Password (it stays invisible): ")
        if password != getpass.getpass("The same password again: "):
            raise ValidationError("The two passwords differ.")
        return password

    def _ask(self, question: Callable[[], T]) -> T:
        """Ask until the answer is usable, saying each time why it was not."""
        while True:
            try:
                return question()
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
