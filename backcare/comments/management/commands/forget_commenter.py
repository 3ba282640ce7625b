import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from backcare.comments.personal_data import comments_of, export_of, forget


class Command(BaseCommand):
    help = "Hands out what the comments keep about a person, removes it, or makes it nobody's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the address that was given")
        parser.add_argument(
            "--export", metavar="FILE", help="first write all of it to a new file (- to print it)"
        )
        either = parser.add_mutually_exclusive_group()
        either.add_argument(
            "--remove", action="store_true", help="remove the comments, texts and all"
        )
        either.add_argument(
            "--anonymise", action="store_true", help="keep the texts, forget who wrote them"
        )
        parser.add_argument("--yes", action="store_true", help="don't ask whether to go on")

    def handle(
        self,
        *,
        email: str,
        export: str | None,
        remove: bool,
        anonymise: bool,
        yes: bool,
        **options: Any,
    ) -> None:
        if not (export or remove or anonymise):
            raise CommandError(_("Say what to do: --export FILE, --remove or --anonymise."))
        if export:
            self._export(email, export)
        if remove or anonymise:
            if not yes:
                self._confirm(comments_of(email).count(), remove=remove)
            count = forget(email, anonymise=anonymise, by=None)
            done = _("removed") if remove else _("anonymised")
            self.stderr.write(_("Comments %(done)s: %(count)d.") % {"done": done, "count": count})

    def _export(self, email: str, target: str) -> None:
        text = json.dumps(export_of(email), ensure_ascii=False, indent=2)
        if target == "-":
            self.stdout.write(text)
            return
        try:
            # For its owner alone, and over no other file.
            number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(f"{text}\n")
        except OSError as error:
            raise CommandError(f"{target}: {error.strerror}") from None
        self.stderr.write(_("Written to %(file)s.") % {"file": Path(target).resolve()})

    def _confirm(self, count: int, *, remove: bool) -> None:
        if not sys.stdin.isatty():
            raise CommandError(_("Nobody can be asked here. Add --yes to go on."))
        what = _("Remove") if remove else _("Anonymise")
        question = _("%(what)s %(count)d comments for good? [y/N] ") % {
            "what": what,
            "count": count,
        }
        if input(question).strip().lower() not in {"y", "yes"}:
            raise CommandError(_("Nothing was changed."))
