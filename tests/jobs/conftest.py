import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from backcare import environment
from backcare.jobs.models import Job, Recurring
from backcare.jobs.registry import Registry
from tests.smtp import MailServer

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def mail_server(settings):
    """A mail server that this process sends its mail to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def registry(monkeypatch):
    """A registry for jobs of the test, in place of the site's."""
    fresh = Registry()
    for module in ("registry", "queue", "schedule", "checks"):
        monkeypatch.setattr(f"backcare.jobs.{module}.registry", fresh)
    return fresh


class Outside:
    """A database that other processes and threads use as well, and how to start those."""

    def __init__(self, folder: Path, config: dict, url: str) -> None:
        self.config = config
        self.environment = {
            "BACKCARE_VAR": str(folder),
            "DATABASE_URL": url,
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
        }
        self._started: list[subprocess.Popen] = []

    def python(self, *arguments: str, **environment: str) -> subprocess.Popen:
        """A running Python process on this database; ended with the test."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._started.append(process)
        return process

    def end_all(self) -> None:
        for process in self._started:
            process.kill()
            process.wait()
            process.stdout.close()
        self._started.clear()


@pytest.fixture(scope="session")
def outside_database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    url = os.environ.get("DATABASE_URL", "")
    name = f"backcare_jobs_{os.getpid()}"
    if url.startswith("postgres"):
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        own = urlsplit(url)._replace(path=f"/{name}").geturl()
    else:
        own = f"sqlite:///{folder / 'db.sqlite3'}"
    outside = Outside(folder, environment.ENV.db_url_config(own), own)
    migration = outside.python("manage.py", "migrate", "--verbosity", "0")
    said, _ = migration.communicate()
    assert migration.returncode == 0, said
    yield outside
    if url.startswith("postgres"):
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def outside(outside_database, django_db_blocker, monkeypatch):
    """That database, empty of jobs, as this process's own: each thread gets a connection to it."""
    before = connections["default"]
    config = {**connections.settings["default"], "NAME": outside_database.config["NAME"]}
    if before.vendor == "sqlite":
        # A file as in production; the usual test database lives in one connection.
        config["OPTIONS"] = {**config["OPTIONS"], "timeout": 30}
    monkeypatch.setitem(connections.settings, "default", config)
    connections["default"] = connections.create_connection("default")
    with django_db_blocker.unblock():
        Job.objects.all().delete()
        Recurring.objects.all().delete()
        yield outside_database
        outside_database.end_all()
        connections["default"].close()
    connections["default"] = before


@pytest.fixture
def eventually():
    """Wait, for at most 30 seconds, until something is true; returns it."""

    def wait(condition):
        deadline = time.monotonic() + 30
        while not (result := condition()):
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.02)
        return result

    return wait
