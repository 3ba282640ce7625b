import io
from collections.abc import Iterable

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from backcare.pagecache.answering import PageCache
from backcare.pagecache.store import Store


class Answer:
    """What a client gets."""

    def __init__(self, status: str, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        self.status = int(status.split()[0])
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    @property
    def is_hit(self) -> bool:
        return self.headers.get("cache-status", "").endswith("hit")


class Site:
    """The site behind its page cache, and without it, asked in this process."""

    def __init__(self, kept: Store) -> None:
        self.store = kept
        self.django = get_wsgi_application()
        self.asked: list[str] = []
        self.cached = PageCache(self._counted, kept)
        # Tests look at the table of changes themselves, when they want to.
        self.cached._is_listening = True

    def _counted(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        return self.django(environ, start_response)

    def get(self, address: str, *, fresh: bool = False, method: str = "GET", **headers: str):
        """The answer for an address; ``fresh`` ones are made anew by Django."""
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "REMOTE_ADDR": "192.0.2.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        said: list = []

        def start_response(status, headers, exc_info=None):
            said[:] = [status, headers]

        answer = (self.django if fresh else self.cached)(environ, start_response)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return Answer(said[0], said[1], body)


@pytest.fixture
def site(tmp_path, monkeypatch):
    kept = Store(tmp_path, memory=32 * 1024 * 1024, disk=64 * 1024 * 1024)
    monkeypatch.setattr("backcare.pagecache.fragments.store", lambda: kept)
    # As Django's own test client does: the test's transaction has the connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Site(kept)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
