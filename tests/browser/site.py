"""A site of its own for the browser tests: started as an owner starts one, with demo content."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).parent.parent.parent
MANAGE = ROOT / "manage.py"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A running site below ``folder``, on the kind of database that DATABASE_URL names.

    Its mail goes to the server at ``mail_url``, or into files.
    """

    def __init__(self, folder: Path, *, mail_url: str = "") -> None:
        self.var = folder / "var"
        self.log = folder / "server.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.options: list[str] = []  # of the command that starts it
        self.environment = {
            "BACKCARE_VAR": str(self.var),
            "EMAIL_URL": mail_url,
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
        }
        self._server: subprocess.Popen | None = None
        self._commands: subprocess.Popen | None = None
        self._postgres = os.environ.get("DATABASE_URL", "")
        self._database = f"backcare_browser_{os.getpid()}"
        if not self._postgres.startswith("postgres"):
            self._postgres = ""

    def start(self) -> None:
        """Start the site and wait until it answers; raises RuntimeError with its log if not."""
        if self._postgres:
            self._on_server("CREATE DATABASE {}")
            url = urlsplit(self._postgres)._replace(path=f"/{self._database}")
            self.environment["DATABASE_URL"] = url.geturl()
        with self.log.open("wb") as log:
            self._server = subprocess.Popen(
                [sys.executable, MANAGE, "launch", *self.options],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 300
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the site did not start:\n{self.log.read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the site and drop its database."""
        if self._commands:
            self._commands.communicate()  # Its input ends.
            self._commands = None
        if self._server:
            self._server.terminate()
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        if "DATABASE_URL" in self.environment:
            self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def save(self, folder: Path) -> None:
        """Keep what the first start has made, for other sites to ``start_from``.

        On PostgreSQL these are the static files alone.
        """
        folder.mkdir()
        shutil.copytree(self.var / "static", folder / "static")
        shutil.copy2(self.var / "static.stamp", folder)
        if not self._postgres:
            shutil.copytree(self.var / "media", folder / "media")
            shutil.copy2(self.var / "secret_key", folder)
            with (
                closing(sqlite3.connect(self.var / "db.sqlite3")) as running,
                closing(sqlite3.connect(folder / "db.sqlite3")) as kept,
            ):
                running.backup(kept)

    def start_from(self, folder: Path) -> None:
        """Start the site with what another one has saved."""
        shutil.copytree(folder, self.var)
        self.start()

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """What ``manage.py`` with these arguments prints, run on this site.

        Raises RuntimeError with its error output when it fails.
        """
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "stdin").write_text(stdin)
            code = self._ask({"arguments": arguments, "folder": name})
            printed, complaints = (folder / "stdout").read_text(), (folder / "stderr").read_text()
        if code != "0":
            raise RuntimeError(f"manage.py {' '.join(arguments)}:\n{printed}{complaints}")
        return printed

    def shell(self, code: str) -> str:
        """What ``code`` prints, run in this site's shell: its models are imported already."""
        return self.manage("shell", "--verbosity", "0", "--command", code)

    def _ask(self, order: dict) -> str:
        """The exit code of a command. The process that runs them all is started for the first."""
        if self._commands is None:
            self._commands = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.commands"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        self._commands.stdin.write(f"{json.dumps(order)}\n")
        self._commands.stdin.flush()
        return self._commands.stdout.readline().strip()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True  # Any answer is one.
        except OSError:
            return False

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self._postgres, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(self._database)))
