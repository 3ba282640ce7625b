"""A site whose servers are stopped under it, and readers and writers who notice or don't."""

import http.client
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.soak.commenters import FORM
from tests.soak.serving import LoadedSite

# Of a machine that does much else; a person would be told much sooner.
PATIENCE = 60.0  # seconds


ONE_PAGE = """
from tests.factories import make_article
print(make_article(title="A page that people talk about").pk)
"""


@dataclass(frozen=True)
class Answer:
    """What somebody got."""

    status: int
    headers: http.client.HTTPMessage
    text: str
    seconds: float

    @property
    def is_kept(self) -> bool:
        """Whether it came from the page cache."""
        return "hit" in (self.headers["Cache-Status"] or "")


class FaultySite(LoadedSite):
    """A site with an environment of its own; its database is its test's."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__(folder)
        self._postgres = ""
        self.environment |= environment
        self.options = ["--no-demo"]
        self.page = 0
        self._number = 0
        self._lock = threading.Lock()

    def start(self) -> None:
        super().start()
        if not self.page:
            self.page = int(self.shell(ONE_PAGE))

    def _on_server(self, statement: str) -> None:
        """The test drops what it has made."""

    @property
    def pid(self) -> int:
        return self._server.pid

    def ask(self, path: str, *, method: str = "GET", body: str = "", **headers: str) -> Answer:
        """The answer to a request of its own connection; raises OSError without one."""
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        return Answer(response.status, response.headers, text, time.monotonic() - started)

    def comment(self, text: str) -> Answer:
        """Send a comment, each from an address of its own."""
        with self._lock:
            self._number += 1
            number = self._number
        return self.ask(
            f"/comments/post/{self.page}/",
            method="POST",
            body=urlencode({"name": "Robin", "email": f"r{number}@example.org", "text": text}),
            Origin=self.url,
            **FORM,
            **{"X-Forwarded-For": f"10.1.{number // 250}.{number % 250 + 1}"},
        )

    def comment_at_once(self, number: int, text: str) -> list[Answer]:
        """So many comments at the same time: ``text`` and a number."""
        answers: list[Answer] = []
        people = [
            threading.Thread(target=lambda n=n: answers.append(self.comment(f"{text} {n}")))
            for n in range(number)
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()
        return answers

    def keep(self, path: str) -> None:
        """See to it that the page cache has a page."""
        wait_until(lambda: self.ask(path).is_kept)

    @contextmanager
    def read_meanwhile(self, path: str):
        """Somebody reads a kept page again and again; yields the answers so far."""
        answers: list[Answer | OSError] = []
        is_over = threading.Event()

        def read() -> None:
            while not is_over.wait(0.05):
                try:
                    answers.append(self.ask(path))
                except OSError as error:
                    answers.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield answers
        finally:
            is_over.set()
            reader.join()


def wait_until(is_so: Callable[[], object]) -> None:
    """Return once it is so; fails when it takes a minute."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)
