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
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from backcare.launch.management.commands import launch
from tests.browser.site import free_port
from tests.soak.serving import below

ROOT = Path(__file__).parent.parent.parent


def environment_in(folder):
    return {
        "BACKCARE_VAR": str(folder / "var"),
        "PATH": os.environ["PATH"],
        "PORT": str(free_port()),
    }


@pytest.fixture
def environment(tmp_path):
    return environment_in(tmp_path)


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """What came of the first start of a site, which takes a while, and of a second meanwhile."""
    environment = environment_in(tmp_path_factory.mktemp("site"))
    server = start(environment)
    meanwhile = run(environment | {"PORT": str(free_port())}, "launch")
    code, said = stop(server, signal.SIGINT)
    return SimpleNamespace(
        environment=environment,
        var=Path(environment["BACKCARE_VAR"]),
        pid=server.pid,
        code=code,
        said=said,
        meanwhile=meanwhile,
    )


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
        timeout=300,
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
    end(server)
    raise RuntimeError(server.communicate()[0])


def stop(server, with_signal=signal.SIGTERM):
    """The exit code of the server and all it said."""
    server.send_signal(with_signal)
    try:
        output, _ = server.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        end(server)
        raise
    return server.returncode, output


def end(server):
    """Kill a server with the processes that it has started: they would keep its output open."""
    for pid in [*below(server.pid), server.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def seconds_of_children():
    """Processor time, in seconds, of the processes that have ended: the same on a busy machine."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def worker_of(server, other_than=None):
    """The id of the worker that runs beside the server, once there is one."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:  # It has just ended.
                continue
            pid = int(folder.name)
            if arguments[-3:] == [b"--parent", b"%d" % server.pid, b""] and pid != other_than:
                return pid
        time.sleep(0.02)
    raise AssertionError("there is no worker")


def ends(pid):
    """Whether the process ends within half a minute; one that nobody has reaped has ended."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def snapshot(folder):
    """Every file below ``folder`` with its time of change, without those of one run.

    The worker notes in the database that it lives, and each start keeps pages anew.
    """
    passing = {"lock", "db.sqlite3", "db.sqlite3-shm", "db.sqlite3-wal"}
    return {
        str(path): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
        and path.name not in passing
        and {"cache", "pagecache"}.isdisjoint(path.parts)
    }


@pytest.mark.slow
def test_a_site_starts_says_where_it_is_and_stops_cleanly(first_start):
    assert first_start.code == 0
    assert f"http://127.0.0.1:{first_start.environment['PORT']}/" in first_start.said
    assert "make editor" in first_start.said
    assert " GET /healthz\n" in first_start.said
    assert (first_start.var / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_a_second_site_is_kept_off_the_folder(first_start):
    code, said = first_start.meanwhile
    assert code == 1
    assert said.count("\n") == 1
    assert f"already runs on {first_start.var} (process {first_start.pid}," in said


@pytest.mark.slow
def test_a_site_starts_again_unchanged(first_start):
    before = snapshot(first_start.var)
    seconds_before = seconds_of_children()
    code, said = stop(start(first_start.environment))
    seconds = seconds_of_children() - seconds_before

    assert code == 0
    assert "collected" not in said
    assert "up to date" not in said
    assert snapshot(first_start.var) == before
    assert seconds < 3


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="reads the processes of Linux")
def test_the_worker_comes_back_when_it_is_killed_and_goes_with_the_server(first_start):
    server = start(first_start.environment)
    worker = worker_of(server)
    os.kill(worker, signal.SIGKILL)
    again = worker_of(server, other_than=worker)
    server.kill()
    said, _ = server.communicate(timeout=30)  # Returns when nobody can write there any more.

    assert "The worker ended (-9)" in said
    assert ends(again)


@pytest.mark.parametrize(("arguments", "workers"), [([], 1), (["--no-worker"], 0)])
def test_a_worker_is_started_unless_it_is_declined(arguments, workers, monkeypatch, capsys):
    started = []

    @contextmanager
    def worker_beside(*, reload):
        started.append(reload)
        yield

    monkeypatch.setattr(launch.Command, "_claim", lambda *args: None)
    monkeypatch.setattr(launch.Command, "_prepare", lambda *args, **options: None)
    monkeypatch.setattr(launch.server, "serve", lambda *args, **options: None)
    monkeypatch.setattr(launch.keeper, "worker_beside", worker_beside)
    call_command("launch", *arguments)

    assert started == [False] * workers


def test_a_taken_port_is_said_in_one_line(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        code, said = run(environment, "launch")

    assert code == 1
    assert said.count("\n") == 1
    assert f"port {environment['PORT']} cannot be used" in said


def test_an_address_that_the_machine_has_not_is_said_in_one_line(environment):
    code, said = run(environment | {"BIND": "192.0.2.1"}, "launch")  # RFC 5737: nobody's.

    assert code == 1
    assert said.count("\n") == 1
    assert "of 192.0.2.1 cannot be used" in said
    assert "See BIND and PORT" in said


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
