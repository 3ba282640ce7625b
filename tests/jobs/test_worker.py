"""The worker as a process: killed, told to end, left alone by its database and its parent."""

import os
import signal
import time

import psycopg
import pytest
from django.db import OperationalError, connection

from backcare.jobs.mail import queue_mail
from backcare.jobs.models import Job
from backcare.jobs.state import is_worker_away, worker_seen_at
from backcare.jobs.worker import Worker
from tests.smtp import MailServer


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture
def start(outside, server):
    """Start a worker with a lease of so many seconds."""

    def start(lease=300):
        return outside.python("-m", "tests.jobs.working", EMAIL_URL=server.url, LEASE=str(lease))

    return start


@pytest.fixture
def signals():
    """The signal handlers of this process are put back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def letter():
    return queue_mail(to="ann@example.org", subject="Hello", body="A text.\n")


def mail_waits():
    return Job.objects.filter(name="mail.send").exists()


def test_a_message_whose_worker_was_killed_is_sent_once_by_the_next(start, server, eventually):
    queued = letter()
    server.seconds = 60
    killed = start(lease=0.5)
    eventually(lambda: server.recipients_seen)
    killed.kill()
    killed.wait()
    assert server.taken == []

    server.seconds = 0
    start()
    eventually(lambda: not mail_waits())

    (taken,) = server.taken
    assert taken.recipients == ["ann@example.org"]
    assert taken.message["Message-ID"] == queued.payload["message_id"]
    assert taken.message["Date"] == queued.payload["date"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_finishes_its_job_first(number, start, server, eventually):
    letter()
    letter()
    server.seconds = 0.5
    worker = start()
    eventually(lambda: server.recipients_seen)
    worker.send_signal(number)
    said, _ = worker.communicate(timeout=30)

    assert worker.returncode == 0, said
    assert len(server.taken) == 1
    assert Job.objects.filter(name="mail.send", claimed_until=None).count() == 1
    assert "ann@" not in said


def test_mail_that_is_queued_while_the_worker_idles_is_sent(start, server, eventually):
    worker = start()
    eventually(worker_seen_at)
    letter()
    eventually(lambda: server.taken)

    assert not is_worker_away()
    worker.terminate()
    assert worker.wait(30) == 0


@pytest.mark.skipif("sqlite" in os.environ.get("DATABASE_URL", "sqlite"), reason="no server")
def test_a_worker_outlives_its_database_connection(start, outside, server, eventually):
    worker = start()
    eventually(worker_seen_at)
    with psycopg.connect(outside.environment["DATABASE_URL"], autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()
    letter()
    eventually(lambda: server.taken)

    assert worker.poll() is None


def test_a_database_that_is_away_is_said_once_and_again_when_it_is_back(
    signals, monkeypatch, caplog, django_db_blocker
):
    monkeypatch.setattr("backcare.jobs.worker.PAUSE", 0)
    worker = Worker()
    rounds = [OperationalError("no route\nsecret"), OperationalError("no route"), None]

    def work_once(**options):
        if error := rounds.pop(0):
            raise error
        worker.stop()

    monkeypatch.setattr(worker, "work_once", work_once)
    worker.work()

    assert [record.getMessage() for record in caplog.records] == [
        "The database does not answer the worker: OperationalError: no route",
        "The database answers the worker again.",
    ]


def test_a_worker_ends_when_its_parent_is_another():
    assert not Worker(parent=os.getppid()).is_ending()
    assert Worker(parent=1).is_ending()


def test_a_worker_for_developers_ends_when_code_has_changed(signals, monkeypatch, tmp_path):
    module = tmp_path / "module.py"
    module.touch()
    monkeypatch.setattr(
        "django.utils.autoreload.iter_all_python_module_files", lambda: {module, tmp_path / "gone"}
    )
    worker = Worker(ends_with_code=True)
    rounds = []

    def work_once(**options):
        rounds.append(1)
        os.utime(module, (time.time() + 5, time.time() + 5))
        return 1

    monkeypatch.setattr(worker, "work_once", work_once)
    os.utime(module, (0, 0))
    worker.work()

    assert rounds == [1]


@pytest.mark.django_db
def test_a_worker_that_was_never_seen_is_away():
    assert worker_seen_at() is None
    assert is_worker_away()
