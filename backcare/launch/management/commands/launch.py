import os
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from backcare import environment
from backcare.launch import database, development, keeper, lock, server, static_files
from backcare.library.checks import obstacle
from backcare.pagecache import listening


class Command(BaseCommand):
    help = "Prepares the site (database, static files, demo content) and serves it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-demo", action="store_true", help="leave a new database without demo content"
        )
        parser.add_argument(
            "--no-worker",
            action="store_true",
            help="start no worker: it runs elsewhere, or by itself (manage.py worker)",
        )
        parser.add_argument(
            "--reload", action="store_true", help="serve with the development server"
        )

    def handle(self, *, no_demo: bool, no_worker: bool, reload: bool, **options: Any) -> None:
        workers = environment.whole_number("WEB_WORKERS", default=1, least=1, most=64)
        threads = environment.whole_number("WEB_THREADS", default=2, least=1, most=64)
        self._claim(settings.VAR_DIR, settings.PORT)
        try:
            self._prepare(settings.VAR_DIR, demo=not no_demo, static=not reload)
        except KeyboardInterrupt:
            sys.exit(130)  # What a shell reports for Ctrl-C; the next start goes on from here.
        listening.start_afresh()
        with nullcontext() if no_worker else keeper.worker_beside(reload=reload):
            if reload:
                self._announce()
                sys.exit(development.serve(settings.PORT))
            server.serve(
                settings.PORT,
                address=settings.BIND,
                workers=workers,
                threads=threads,
                ready=self._announce,
            )
        self._say("backcare has stopped.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _claim(self, var: Path, port: int) -> None:
        """Take the folder and the port, or say in one line who has them."""
        try:
            lock.hold(var / "lock", note=f"process {os.getpid()}, port {port}")
        except lock.Held as held:
            raise CommandError(
                f"backcare already runs on {var} ({held}). Stop it first, or set BACKCARE_VAR "
                "to another folder."
            ) from None
        if reason := server.refusal_of_port(port, settings.BIND):
            raise CommandError(
                f"port {port} cannot be used: {reason}. Choose another, as in PORT={port + 1}."
                if settings.BIND == server.HOST
                else f"port {port} of {settings.BIND} cannot be used: {reason}. See BIND and PORT."
            )

    def _prepare(self, var: Path, *, demo: bool, static: bool) -> None:
        """Everything that must be in place before the first request."""
        pending_demo = var / "demo.pending"
        try:
            if database.migrate_when_needed(pending_demo):
                self._say("The database is up to date.")
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(
                f"the database cannot be used: {reason}. See DATABASE_URL."
            ) from None
        if reason := obstacle():
            raise CommandError(f"the media store cannot be used: {reason}. See MEDIA_STORE.")
        if not demo:
            pending_demo.unlink(missing_ok=True)
        elif database.load_pending_demo(pending_demo):
            self._say("The demo content is loaded.")
        if static and static_files.collect_when_changed(var / "static.stamp"):
            self._say("The static files are collected.")

    def _announce(self) -> None:
        """Say where the site is and what to do next."""
        host = f"[{settings.BIND}]" if ":" in settings.BIND else settings.BIND
        local = f"http://{host}:{settings.PORT}"
        public = "" if settings.LOOPBACK else f" as {settings.ORIGIN}"
        self._say(f"backcare is served at {local}/{public} (Ctrl-C stops it).")
        self._say("To write for it, make an editor in another terminal: make editor")
