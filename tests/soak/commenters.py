"""People who comment and read all at once, and remember what they were told."""

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

TIMEOUT = 30  # seconds, longer than the site may take for any answer
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Memory:
    """What all of them have seen. ``told`` are the texts that were answered with a receipt."""

    told: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    receipts: dict[str, set[str]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, who: str, status: int | str, seconds: float) -> None:
        with self.lock:
            self.answers[f"{who} {status}"] += 1
            self.slowest = max(self.slowest, seconds)


class Person(threading.Thread):
    """One of many, with a connection of their own that they open again when it breaks."""

    def __init__(self, url: str, pages: list, memory: Memory, until: float, number: int) -> None:
        super().__init__(daemon=True)
        self.address = urlsplit(url).netloc
        self.origin = url
        self.pages = pages
        self.memory = memory
        self.until = until
        self.number = number
        self.random = random.Random(number)
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        """The status and the Location of an answer; OSError or HTTPException without one."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.address, timeout=TIMEOUT)
        started = time.monotonic()
        try:
            self.connection.request(method, path, body or None, headers)
            response = self.connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        self.memory.note(self.name, response.status, time.monotonic() - started)
        return response.status, response.headers.get("Location", "")


class Reader(Person):
    """Opens one page after another."""

    def run(self) -> None:
        self.name = "reader"
        while time.monotonic() < self.until:
            try:
                self.ask("GET", self.random.choice(self.pages)[1])
            except (OSError, http.client.HTTPException):
                self.memory.note(self.name, "no answer", 0)
                time.sleep(0.2)
            time.sleep(0.02)


class Commenter(Person):
    """Writes comments; sends again what got no answer, and some twice, as the impatient do."""

    def __init__(self, *args, most: int) -> None:
        super().__init__(*args)
        self.most = most

    def run(self) -> None:
        self.name = "commenter"
        for turn in range(self.most):
            if time.monotonic() >= self.until:
                return
            self.comment(turn)

    def comment(self, turn: int) -> None:
        page, _url = self.random.choice(self.pages)
        text = f"My back is stiff in the morning. What helps? ({self.number}.{turn})"
        form = urlencode(
            {"name": f"Reader {self.number}", "email": f"r{self.number}@example.org", "text": text}
        )
        address = f"10.{self.number % 250}.{turn // 250}.{turn % 250 + 1}"
        with self.memory.lock:
            self.memory.sent.add(text)
        wanted = 2 if turn % 10 == 9 else 1
        while wanted and time.monotonic() < self.until + TIMEOUT:
            try:
                status, location = self.ask(
                    "POST",
                    f"/comments/post/{page}/",
                    form,
                    Origin=self.origin,
                    **FORM,
                    **{"X-Forwarded-For": address},
                )
            except (OSError, http.client.HTTPException):
                self.memory.note(self.name, "no answer", 0)
                time.sleep(0.2)  # The same again, as it was not answered.
                continue
            wanted -= 1
            if status == 303:
                with self.memory.lock:
                    self.memory.told.add(text)
                    self.memory.receipts.setdefault(text, set()).add(location)
