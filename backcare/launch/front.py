"""The front of a worker: a few threads that never wait, and lanes behind them for what may.

Granian calls ``Front`` for each request, on one of a few threads of its own, in place of its own
adapter to WSGI: that one would keep the thread until the answer is there. What the page cache has
is answered at once. The rest waits in a lane for a thread of its kind, without a thread of its
own, however many wait.
"""

import io
import logging
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import IO, Any, Protocol

from backcare.http.gate import AT_THE_FRONT, Application, HandOver
from backcare.http.patience import UNTIL

from .lanes import Lane, Sweeper, Task
from .request_log import note

Environ = dict[str, Any]
Headers = list[tuple[str, str]]

FRONT = "front"  # the lane of those who need none
SAFE = {"GET", "HEAD", "OPTIONS"}
WRITERS = 4  # SQLite has one writer at a time; the others think meanwhile
FILES = 2
STREAMS = 16
# Requests in each lane. A queue of renders that long is ten seconds or more.
LONGEST_QUEUE = 1000
BODIES = 24  # are read at a time: as many of the server's threads
THREADS = BODIES + 4
IN_MEMORY = 1024 * 1024  # bytes of a body; beyond, it waits in a file
# A body may take so long, and more by its size: as for an upload on a poor line.
BODY_SECONDS = 10.0
SLOWEST = 16 * 1024  # bytes a second
# An answer of which more is to come is sent by a thread that goes at its reader's pace.
AT_ONCE = 1024 * 1024  # bytes
LARGEST_BODY = 16 * 1024 * 1024  # bytes; beyond, the site refuses it unread

logger = logging.getLogger(__name__)


class Connection(Protocol):
    """What granian gives for answering."""

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """Send an answer. Does nothing after the first."""

    def response_iter(self, status: int, headers: Headers, body: object) -> None:
        """Send an answer as it comes, at the reader's pace."""


class Head:
    """WSGI's start_response: remembers what it is told."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []

    def __call__(self, status: str, headers: Headers, exc_info: object = None) -> None:
        self.status = int(status[:3])
        self.headers = headers


class Front:
    """Answers the requests of one worker with the WSGI application ``site``.

    ``threads`` render pages.
    """

    def __init__(self, site: Application, *, threads: int) -> None:
        self._site = site
        self.pages = Lane("pages", threads=threads, longest=LONGEST_QUEUE)
        self.forms = Lane("forms", threads=WRITERS, longest=LONGEST_QUEUE)
        self.files = Lane("files", threads=FILES, longest=LONGEST_QUEUE)
        # Of machines that watch the site, which must not wait for what they watch.
        self.watch = Lane("watch", threads=1, longest=LONGEST_QUEUE)
        self.lanes = [self.pages, self.forms, self.files, self.watch]
        self._streams = threading.BoundedSemaphore(STREAMS)
        self._bodies = threading.BoundedSemaphore(BODIES)
        self._reading: dict[int, tuple[float, Connection]] = {}
        Sweeper(self.lanes, self._give_up_bodies)

    def __call__(self, connection: Connection, scope: Environ) -> None:
        """Answer, or see to it that somebody does."""
        started = time.perf_counter()
        environ = BASE | scope
        if environ["REQUEST_METHOD"] not in SAFE:
            self._read(connection, environ, started)
            return
        path: str = environ["PATH_INFO"]
        if path.startswith(("/static/", "/media/")):
            lane = self.files
        elif path in {"/healthz", "/readyz", "/metrics"}:
            lane = self.watch
        elif not self._is_answered(connection, environ, started):
            lane = self.pages
        else:
            return
        self._queue(lane, connection, environ, started)

    def _is_answered(self, connection: Connection, environ: Environ, started: float) -> bool:
        """Answer without waiting, if that can be done."""
        head = Head()
        environ[AT_THE_FRONT] = True
        try:
            body = self._site(environ, head)
        except HandOver:
            return False
        except Exception:
            logger.exception("The page cache failed; the page is made in its place.")
            return False
        finally:
            del environ[AT_THE_FRONT]
        self._send(connection, environ, head, body, started)
        return True

    def _read(self, connection: Connection, environ: Environ, started: float) -> None:
        """Read the body, here and now: granian takes it back when this thread returns."""
        length = environ.get("CONTENT_LENGTH", "")
        size = int(length) if length.isdecimal() else 0
        if 0 < size <= LARGEST_BODY:
            if not self._bodies.acquire(blocking=False):
                self._refuse(connection, environ, started)
                return
            number = id(environ)
            self._reading[number] = (time.monotonic() + BODY_SECONDS + size / SLOWEST, connection)
            try:
                body, read = _read(environ["wsgi.input"], size)
            finally:
                self._reading.pop(number, None)
                self._bodies.release()
            if read < size:  # Whoever sent it has gone, or was too slow.
                body.close()
                connection.response_bytes(408, [("Connection", "close")], b"")
                note(environ, 408, started, None, self.forms.name)
                return
            environ["wsgi.input"] = body
        self._queue(self.forms, connection, environ, started)

    def _give_up_bodies(self) -> None:
        """Tell those who send too slowly; that ends the connection and frees its thread."""
        now = time.monotonic()
        for until, connection in list(self._reading.values()):
            if now > until:
                connection.response_bytes(408, [("Connection", "close")], b"")

    def _queue(self, lane: Lane, connection: Connection, environ: Environ, started: float) -> None:
        def run(seconds: float) -> bool:
            return self._answer(lane, connection, environ, started, seconds)

        if not lane.add(Task(run)):
            self._refuse(connection, environ, started)

    def _answer(
        self,
        lane: Lane,
        connection: Connection,
        environ: Environ,
        started: float,
        seconds: float,
    ) -> bool:
        """Have Django answer within ``seconds``; it says that the site is busy when there are none.

        Returns whether the answer is none of ours to be sorry for.
        """
        head = Head()
        begun = time.perf_counter()
        environ[UNTIL] = time.monotonic() + seconds
        sent = environ["wsgi.input"]
        try:
            body = self._site(environ, head)
            self._send(connection, environ, head, body, started, begun, lane.name)
        except BaseException:
            connection.response_bytes(500, [("X-Content-Type-Options", "nosniff")], b"")
            raise
        finally:
            _close(sent)  # What was kept of a body; granian's own cannot be closed.
        return head.status < 500

    def _send(
        self,
        connection: Connection,
        environ: Environ,
        head: Head,
        body: Iterable[bytes],
        started: float,
        begun: float | None = None,
        lane: str = FRONT,
    ) -> None:
        if isinstance(body, list | tuple):
            connection.response_bytes(head.status, head.headers, b"".join(body))
        else:
            chunks, size = [], 0
            source = iter(body)
            for chunk in source:
                chunks.append(chunk)
                size += len(chunk)
                if size > AT_ONCE:
                    self._stream(connection, head, _Rest(chunks, source, body))
                    break
            else:
                connection.response_bytes(head.status, head.headers, b"".join(chunks))
                _close(body)
        note(environ, head.status, started, begun, lane)

    def _stream(self, connection: Connection, head: Head, rest: "_Rest") -> None:
        if not self._streams.acquire(blocking=False):
            rest.close()
            self._send_refusal(connection)
            return

        def send() -> None:
            try:
                connection.response_iter(head.status, head.headers, rest)
            finally:
                self._streams.release()

        threading.Thread(target=send, name="stream", daemon=True).start()

    def _refuse(self, connection: Connection, environ: Environ, started: float) -> None:
        """503 without a thread that could wait: there are far too many already."""
        self._send_refusal(connection)
        note(environ, 503, started, None, FRONT)

    def _send_refusal(self, connection: Connection) -> None:
        head, body = self._refusal()
        connection.response_bytes(head.status, head.headers, body)

    @cache  # noqa: B019 - there is one front for as long as the process lives
    def _refusal(self) -> tuple[Head, bytes]:
        """What Django answers a reader for whom there is no time at all."""
        head = Head()
        environ = BASE | {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
            UNTIL: 0.0,
        }
        body = self._site(environ, head)
        content = b"".join(body)
        _close(body)
        return head, content


BASE: Environ = {
    "SCRIPT_NAME": "",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}


class _Rest:
    """The chunks that were read already, and those that weren't."""

    def __init__(self, chunks: list[bytes], rest: Iterable[bytes], body: object) -> None:
        self._first = iter(chunks)
        self._rest = iter(rest)
        self._body = body

    def __next__(self) -> bytes:
        for chunk in self._first:
            return chunk
        return next(self._rest)

    def close(self) -> None:
        _close(self._body)


def _close(body: object) -> None:
    close: Callable[[], None] | None = getattr(body, "close", None)
    if close is not None:
        close()


def _read(stream: IO[bytes], size: int) -> tuple[IO[bytes], int]:
    """``size`` bytes of a body, or fewer if there are no more, and how many there were."""
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with it
    left = size
    while left and (chunk := stream.read(min(left, 64 * 1024))):
        kept.write(chunk)
        left -= len(chunk)
    kept.seek(0)
    return kept, size - left
