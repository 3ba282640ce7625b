"""One line for each request, whatever it was made of."""

import logging
import re
import time

import pytest

from backcare.launch import request_log
from backcare.launch.request_log import note, one_line

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/search/",
    "QUERY_STRING": "q=sciatica",
    "REMOTE_ADDR": "192.0.2.1",
}


@pytest.fixture
def log(monkeypatch):
    lines = []
    monkeypatch.setattr(request_log.lines, "add", lines.append)
    return lines


def test_a_request_takes_one_line_whatever_its_path():
    path = "GET /a\r\n2026-01-01 forged\x1b[2J\xe9\x00"
    assert one_line(path) == "GET /a%0D%0A2026-01-01 forged%1B[2J%E9%00"


def test_the_line_says_what_was_asked_and_not_what_was_searched(log):
    note(ENVIRON, 200, time.perf_counter(), None, "front")
    [line] = log
    time_of_day = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}"
    assert re.fullmatch(rf"{time_of_day} 192\.0\.2\.1 200 \d+ms GET /search/", line)


def test_a_slow_request_has_another(log, caplog, settings):
    settings.SLOW_REQUEST_MS = 1
    now = time.perf_counter()
    with caplog.at_level(logging.WARNING, "backcare.slow"):
        note(ENVIRON | {"PATH_INFO": "/preview/secret/"}, 200, now - 60, now - 20, "pages")
    assert re.search(r"Slow: 6\d{4} ms, 4\d{4} of them waiting: GET /preview/\*\*\*/", caplog.text)
    assert "sciatica" not in caplog.text


def test_lines_are_written_in_pieces_that_arrive_whole(capsys):
    lines = request_log.Lines()
    lines._is_written = True  # Here, not by a thread.
    for number in range(200):
        lines.add(f"{number} {'x' * 100}")
    lines.write()
    assert capsys.readouterr().out.splitlines() == [f"{n} {'x' * 100}" for n in range(200)]
