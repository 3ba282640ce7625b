"""A site of its own for the browser tests: started as an owner starts one, with demo content."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

MANAGE = Path(__file__).parent.parent.parent / "manage.py"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A running site below ``folder``, on the kind of database that DATABASE_URL names."""

    def __init__(self, folder: Path) -> None:
        self.var = folder / "var"
        self.log = folder / "server.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "BACKCARE_VAR": str(self.var),
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
        }
        self._server: subprocess.Popen | None = None
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
                [sys.executable, MANAGE, "launch"],
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
        if self._server:
            self._server.terminate()
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        if "DATABASE_URL" in self.environment:
            self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """What ``manage.py`` with these arguments prints, run on this site.

        Raises RuntimeError with its error output when it fails.
        """
        done = subprocess.run(
            [sys.executable, MANAGE, *arguments],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def shell(self, code: str) -> str:
        """What ``code`` prints, run in this site's shell: its models are imported already."""
        return self.manage("shell", "--verbosity", "0", "--command", code)

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
