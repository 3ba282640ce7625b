"""One machine migrates while others wait, and readers come first."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import psycopg
import pytest
from django.db import OperationalError, connection

from backcare.launch import migrating
from tests.servers import database_in, missing, postgres

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def database():
    if reason := missing("initdb"):
        pytest.skip(reason)
    with postgres() as server, database_in(server) as url:
        yield url


def migrate(database, folder):
    """The command as a machine runs it, started."""
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "migrate"],
        env={
            "BACKCARE_VAR": str(folder),
            "DATABASE_URL": database,
            "PATH": os.environ["PATH"],
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.slow
def test_a_machine_waits_while_another_migrates(database, tmp_path):
    with psycopg.connect(database, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [migrating.LOCK])
        waiting = migrate(database, tmp_path / "one")
        assert "Another machine is migrating" in waiting.stdout.readline()
        tables = other.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchone() == (0,)
    said, _ = waiting.communicate(timeout=300)

    assert waiting.returncode == 0
    assert "OK" in said


@pytest.mark.slow
def test_two_machines_that_start_together_migrate_once(database, tmp_path):
    both = [migrate(database, tmp_path / name) for name in ("one", "two")]
    said = [machine.communicate(timeout=300)[0] for machine in both]

    assert [machine.returncode for machine in both] == [0, 0], said
    with psycopg.connect(database) as after:
        rows = after.execute("SELECT count(*), count(DISTINCT (app, name)) FROM django_migrations")
        assert len(set(rows.fetchone())) == 1


class InUse(Exception):
    sqlstate = migrating.NOT_AVAILABLE


def failing(times, cause):
    """A migration that fails so often."""
    error = OperationalError("cancelled")
    error.__cause__ = cause
    return Mock(side_effect=[*[error] * times, None])


def test_a_table_in_use_is_tried_again(monkeypatch):
    monkeypatch.setattr(migrating.time, "sleep", lambda seconds: None)
    migrate = failing(3, InUse())
    migrating.patiently(migrate)

    assert migrate.call_count == 4


@pytest.mark.parametrize(
    ("times", "cause", "tries"), [(100, InUse(), migrating.TRIES), (100, ValueError(), 1)]
)
def test_nothing_is_tried_for_ever_or_in_vain(monkeypatch, times, cause, tries):
    monkeypatch.setattr(migrating.time, "sleep", lambda seconds: None)
    migrate = failing(times, cause)
    with pytest.raises(OperationalError):
        migrating.patiently(migrate)

    assert migrate.call_count == tries


@pytest.mark.django_db
def test_the_lock_is_given_back_with_its_timeout():
    def state():
        if connection.vendor != "postgresql":
            return None
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            [(timeout,)] = cursor.fetchall()
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            [(locks,)] = cursor.fetchall()
        return SimpleNamespace(timeout=timeout, locks=locks)

    before = state()
    with migrating.alone(connection, print):
        within = state()

    assert state() == before
    assert within is None or (within.timeout, within.locks) == ("3s", before.locks + 1)
