"""The command as an owner runs it: its own process, its own folder."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.site import free_port

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def environment(tmp_path):
    return {
        "BACKCARE_VAR": str(tmp_path / "var"),
        "PATH": os.environ["PATH"],
        "PORT": str(free_port()),
    }


def run(environment, *arguments):
    """A command's exit code, and its output with the error output."""
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def start(environment):
    """The running server, once it answers."""
    server = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "launch", "--no-demo"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + 300
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}/healthz", timeout=10)
        except urllib.error.HTTPError:
            return server
        except OSError:
            time.sleep(0.05)
        else:
            return server
    server.kill()
    raise RuntimeError(server.communicate()[0])


def stop(server, with_signal=signal.SIGTERM):
    """The exit code of the server and all it said."""
    server.send_signal(with_signal)
    output, _ = server.communicate(timeout=30)
    return server.returncode, output


def seconds_of_children():
    """Processor time, in seconds, of the processes that have ended: the same on a busy machine."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def snapshot(folder):
    """Every file below ``folder`` with its time of change, without those of one run."""
    passing = {"lock", "db.sqlite3-shm", "db.sqlite3-wal"}
    return {
        str(path): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and path.name not in passing and "cache" not in path.parts
    }


@pytest.mark.slow
def test_a_site_starts_once_stops_cleanly_and_starts_again_unchanged(environment):
    var = Path(environment["BACKCARE_VAR"])
    first = start(environment)
    second_code, second_said = run(environment | {"PORT": str(free_port())}, "launch")
    code, said = stop(first, signal.SIGINT)
    before = snapshot(var)
    seconds_before = seconds_of_children()
    again_code, again_said = stop(start(environment))
    seconds = seconds_of_children() - seconds_before

    assert code == 0
    assert f"http://127.0.0.1:{environment['PORT']}/" in said
    assert "make editor" in said
    assert " GET /healthz\n" in said
    assert (var / "secret_key").stat().st_mode & 0o777 == 0o600
    assert second_code == 1
    assert second_said.count("\n") == 1
    assert f"already runs on {var} (process {first.pid}," in second_said
    assert again_code == 0
    assert "collected" not in again_said
    assert "up to date" not in again_said
    assert snapshot(var) == before
    assert seconds < 3


def test_a_taken_port_is_said_in_one_line(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        code, said = run(environment, "launch")

    assert code == 1
    assert said.count("\n") == 1
    assert f"port {environment['PORT']} cannot be used" in said


def test_a_database_that_cannot_be_reached_is_said_in_one_line(environment):
    url = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
    code, said = run(environment | {"DATABASE_URL": url}, "launch")

    assert code == 1
    assert said.count("\n") == 1
    assert "DATABASE_URL" in said


def test_the_editor_command_names_the_way_out_before_the_first_start(environment):
    code, said = run(environment, "editor", "--username", "edith", "--password-stdin")

    assert code == 1
    assert "make run" in said
