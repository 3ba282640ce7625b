"""What is answered at the front, what behind it, and what becomes of everything else."""

import io
import threading
import time

import pytest

from backcare.http.gate import gate
from backcare.launch import front, request_log
from backcare.launch.front import Front

LONG = 60  # seconds, for a machine that does much else


class Connection:
    """Stands for granian's: the first answer counts."""

    def __init__(self):
        self.answered = threading.Event()
        self.status = self.body = self.thread = None

    def response_bytes(self, status, headers, body):
        if not self.answered.is_set():
            self.status, self.headers, self.body = status, dict(headers), body
            self.thread = threading.get_ident()
            self.answered.set()

    def response_iter(self, status, headers, rest):
        chunks = []
        while True:
            try:
                chunks.append(next(rest))
            except StopIteration:
                break
        rest.close()
        self.response_bytes(status, headers, b"".join(chunks))


def django(environ, start_response):
    """Stands for Django: says what it got."""
    if environ["PATH_INFO"] == "/fails":
        raise ValueError("it failed")
    start_response("200 OK", [])
    if environ["PATH_INFO"] == "/large":
        return Large()
    return [b"made: ", environ["wsgi.input"].read()]


class Large:
    closed = 0

    def __iter__(self):
        return iter([b"x" * front.AT_ONCE] * 3)

    def close(self):
        Large.closed += 1


def site(environ, start_response):
    if environ["PATH_INFO"] == "/kept":
        start_response("200 OK", [("Cache-Status", "hit")])
        return (b"kept",)
    return gate(django)(environ, start_response)


@pytest.fixture(scope="module")
def served():
    """The log is left out: its thread would write into whatever test comes next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(request_log.lines, "add", lambda line: None)
        served = Front(site, threads=1)
        yield served
        while any(lane.busy() for lane in served.lanes):
            time.sleep(0.01)


def ask(served, path, method="GET", body=b"", length=None, stream=None):
    connection = Connection()
    served(
        connection,
        {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "CONTENT_LENGTH": str(len(body) if length is None else length),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": stream or io.BytesIO(body),
        },
    )
    assert connection.answered.wait(LONG)
    return connection


def test_what_is_kept_is_answered_at_once(served):
    answer = ask(served, "/kept")
    assert (answer.status, answer.body) == (200, b"kept")
    assert answer.thread == threading.get_ident()


@pytest.mark.parametrize("path", ["/page", "/static/x.css", "/media/x.jpg", "/healthz"])
def test_what_has_to_be_made_is_made_by_another_thread(path, served):
    answer = ask(served, path)
    assert (answer.status, answer.body) == (200, b"made: ")
    assert answer.thread != threading.get_ident()


@pytest.mark.parametrize("size", [1, 5000, front.IN_MEMORY * 2])
def test_a_form_comes_with_its_body(size, served):
    answer = ask(served, "/form", "POST", b"x" * size)
    assert answer.body == b"made: " + b"x" * size


def test_a_form_is_never_answered_with_what_is_kept(served):
    assert ask(served, "/kept", "HEAD").body == b"kept"
    assert ask(served, "/page", "POST").body == b"made: "


def test_a_body_that_breaks_off_is_not_taken_for_the_whole(served):
    assert ask(served, "/form", "POST", b"half", length=8).status == 408


def test_too_many_bodies_at_a_time_are_refused(served, monkeypatch):
    monkeypatch.setattr(served, "_bodies", threading.BoundedSemaphore(1))
    served._bodies.acquire()
    monkeypatch.setattr(Front, "_refusal", lambda self: (front.Head(), b"busy"))
    assert ask(served, "/form", "POST", b"x").body == b"busy"


def test_whoever_sends_too_slowly_is_told_while_the_thread_still_reads(served, monkeypatch):
    class Slow(io.BytesIO):
        def read(self, size=-1):
            assert told.answered.wait(LONG)
            return b""

    told = Connection()
    monkeypatch.setattr(front, "BODY_SECONDS", -1.0)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/form",
        "QUERY_STRING": "",
        "CONTENT_LENGTH": "5",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": Slow(),
    }
    served(told, environ)
    assert told.status == 408
    assert not served._reading


def test_a_failure_is_answered(served, caplog):
    answer = ask(served, "/fails")
    assert answer.status == 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ask(served, "/page").status == 200
    assert "it failed" in caplog.text


def test_a_large_answer_goes_at_its_reader_s_pace_and_is_closed(served):
    closed = Large.closed
    assert len(ask(served, "/large").body) == 3 * front.AT_ONCE
    assert Large.closed == closed + 1
