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

from backcare.accounts.invitations import DAYS
from backcare.accounts.resetting import HOURS
from backcare.launch.editors import invite_editor, make_editor, reset_link, unused_username
from backcare.people.models import User
from backcare.people.roles import EDITOR

T = TypeVar("T")


class Command(BaseCommand):
    help = "Makes an account for an editor: someone who writes, edits and publishes pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", help="the name to sign in with; asked for if left out")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
        links = parser.add_mutually_exclusive_group()
        links.add_argument(
            "--invite",
            metavar="NAME",
            help="print a link instead, with which that person makes their own account",
        )
        links.add_argument(
            "--reset",
            metavar="USERNAME",
            help="print a link with which somebody sets a new password",
        )
        parser.add_argument("--email", default="", help="for --invite: where the link is mailed to")
        parser.add_argument("--role", default=EDITOR, help="for --invite: %(default)s if left out")

    def handle(
        self,
        *,
        username: str | None = None,
        password_stdin: bool = False,
        invite: str | None = None,
        reset: str | None = None,
        email: str = "",
        role: str = EDITOR,
        **options: Any,
    ) -> None:
        try:
            User.objects.exists()
        except DatabaseError:
            raise CommandError("there is no site here yet; start it first: make run") from None
        try:
            if invite is not None:
                link = invite_editor(invite, email=email, role=role)
                self.stdout.write(f"This link works once, within {DAYS} days:\n{link}")
                return
            if reset is not None:
                self.stdout.write(
                    f"This link works once, within {HOURS} hours:\n{reset_link(reset)}"
                )
                return
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
