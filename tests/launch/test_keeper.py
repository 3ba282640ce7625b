import logging
import os
import signal
import sys
import time

import pytest

from backcare.launch import keeper
from backcare.launch.keeper import Keeper


@pytest.fixture
def keep(monkeypatch):
    """Keep a Python program running; stopped with the test."""
    monkeypatch.setattr(keeper, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(keeper, "LONGEST_DELAY", 0.04)
    kept = []

    def keep(code, *arguments):
        kept.append(Keeper([sys.executable, "-S", "-c", code, *map(str, arguments)]))
        kept[-1].start()
        return kept[-1]

    yield keep
    for each in kept:
        each.stop()


NOTE = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); "


def started(file, times):
    """The ids of the processes that noted themselves, once there are so many."""
    deadline = time.monotonic() + 20
    while not file.exists() or file.read_text().count("\n") < times:
        assert time.monotonic() < deadline, "it was not started"
        time.sleep(0.01)
    return [int(line) for line in file.read_text().split()]


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_was_killed_is_started_again_and_said(keep, tmp_path, caplog):
    keep(NOTE + "time.sleep(60)", tmp_path / "pids")
    (first,) = started(tmp_path / "pids", 1)
    os.kill(first, signal.SIGKILL)
    second = started(tmp_path / "pids", 2)[-1]

    assert not is_running(first)
    assert is_running(second)
    (said,) = caplog.records
    assert said.levelno == logging.WARNING
    assert "ended (-9)" in said.getMessage()


def test_what_ends_by_itself_is_started_again_without_a_word(keep, tmp_path, caplog):
    keep(NOTE, tmp_path / "pids")
    started(tmp_path / "pids", 3)

    assert caplog.records == []


def test_the_pauses_between_failures_grow_up_to_a_limit(keep, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(keeper, "LONGEST_DELAY", 1000)
    pauses = []
    kept = keep(NOTE + "time.sleep(60)", tmp_path / "pids")
    waits = kept._stopping.wait
    monkeypatch.setattr(
        kept._stopping, "wait", lambda seconds: pauses.append(seconds) or waits(0.001)
    )
    monkeypatch.setattr(kept, "_command", [sys.executable, "-S", "-c", "raise SystemExit(3)"])
    os.kill(started(tmp_path / "pids", 1)[0], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while len(pauses) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)

    assert pauses[:4] == [0.01, 0.02, 0.04, 0.08]


def test_stopping_ends_it_for_good(keep, tmp_path):
    kept = keep(NOTE + "time.sleep(60)", tmp_path / "pids")
    (pid,) = started(tmp_path / "pids", 1)
    kept.stop()
    time.sleep(0.1)

    assert not is_running(pid)
    assert started(tmp_path / "pids", 1) == [pid]


def test_what_does_not_end_is_made_to(keep, tmp_path, monkeypatch):
    monkeypatch.setattr(keeper, "PATIENCE", 0.2)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    kept = keep(deaf + NOTE + "time.sleep(60)", tmp_path / "pids")
    (pid,) = started(tmp_path / "pids", 1)
    kept.stop()

    assert not is_running(pid)
