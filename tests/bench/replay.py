"""Readers as they come, while the site is worked on: a Zipf's law of pages, edits and comments.

An edit (a publication with a new title, by the code that the desk uses) and ten comments a second
go on all the time; what is read, and what is commented, is the more likely the more popular. The
share of answers that the page cache gave is printed as it goes on, with the memory of the workers.
"""

import http.client
import random
import threading
import time
from bisect import bisect
from collections import Counter
from itertools import accumulate
from urllib.parse import urlencode, urlsplit

from .serving import Site

READERS = 4
COMMENTS_A_SECOND = 10
LINES = 10  # are printed

# Runs beside the site until its end comes.
EDITING = """
import random, time
from backcare.publishing import drafting
from backcare.publishing.models import Page
pages = list(Page.objects.filter(slug__startswith="synthetic-").order_by("pk").values_list(
    "pk", flat=True))
chance = random.Random(1)
end, edits = time.monotonic() + {seconds}, 0
while time.monotonic() < end:
    began = time.monotonic()
    page = Page.objects.get(pk=pages[int(len(pages) ** chance.random()) - 1]).specific
    page.title = f"{{page.title.partition(' (')[0]}} (edit {{edits}})"
    page.save()
    drafting.publish(page, by=None)
    edits += 1
    time.sleep(max(0, 1 - (time.monotonic() - began)))
print(edits)
"""
PAGES = """
from backcare.publishing.models import Page
for page in Page.objects.filter(slug__startswith="synthetic-").order_by("pk").values_list(
        "pk", "slug"):
    print(*page)
"""


class Tally:
    """What the readers were given, of pages that had been read before and of all."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seen: set[int] = set()
        self.answers = self.hits = self.known = self.known_hits = self.comments = 0
        self.errors: Counter[str] = Counter()

    def note(self, page: int, status: int, is_hit: bool) -> None:
        with self.lock:
            self.answers += 1
            self.hits += is_hit
            if status != 200:
                self.errors[f"reading {status or 'broken off'}"] += 1
            if page in self.seen:
                self.known += 1
                self.known_hits += is_hit
            self.seen.add(page)


class Visitor(threading.Thread):
    """Somebody who does one thing again and again, on a connection that stays open."""

    def __init__(self, site: Site, pages: list[tuple[int, str]], tally: Tally, end: float) -> None:
        super().__init__(daemon=True)
        self.pages, self.tally, self.end, self.site = pages, tally, end, site
        self.random = random.Random()
        self.weights = list(accumulate(1 / (rank + 1) for rank in range(len(pages))))
        self.connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)

    def page(self) -> tuple[int, str]:
        return self.pages[bisect(self.weights, self.random.random() * self.weights[-1])]

    def ask(self, *request: object, **headers: str) -> tuple[int, str]:
        """The status, and what the page cache said."""
        try:
            self.connection.request(*request, headers)  # type: ignore[arg-type]
            response = self.connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return 0, ""
        return response.status, response.headers.get("Cache-Status", "")


class Reader(Visitor):
    def run(self) -> None:
        while time.monotonic() < self.end:
            key, name = self.page()
            accept = {"Accept-Encoding": "br"}
            status, said = self.ask("GET", f"/articles/{name}/", None, **accept)
            self.tally.note(key, status, "hit" in said)


class Commenter(Visitor):
    def run(self) -> None:
        number = 0
        while time.monotonic() < self.end:
            began, number = time.monotonic(), number + 1
            who = f"r{number}.{self.random.randrange(10**9)}"
            form = {"name": who, "email": f"{who}@example.org", "text": f"It helps me. {who}"}
            status, _said = self.ask(
                "POST",
                f"/comments/post/{self.page()[0]}/",
                urlencode(form),
                **{
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Origin": self.site.url,
                    "Sec-Fetch-Site": "same-origin",
                    "X-Forwarded-For": f"10.1.{number // 250 % 250}.{number % 250 + 1}",
                },
            )
            with self.tally.lock:
                self.tally.comments += 1
                if status != 303:
                    self.tally.errors[f"commenting {status or 'broken off'}"] += 1
            time.sleep(max(0, 1 / COMMENTS_A_SECOND - (time.monotonic() - began)))


def run(site: Site, seconds: float, warm: int) -> None:
    """Replay so many seconds, and print what they were like.

    The ``warm`` most popular pages are read before: a site that has run for long has them.
    """
    printed, _errors = site.shell(PAGES).communicate()
    pages = [(int(key), name) for key, name in map(str.split, printed.splitlines())]
    tally = Tally()
    first = Visitor(site, pages, tally, 0)
    for key, name in pages[:warm]:
        first.ask("GET", f"/articles/{name}/", None, **{"Accept-Encoding": "br"})
        tally.seen.add(key)
    end = time.monotonic() + seconds
    editor = site.shell(EDITING.format(seconds=seconds))
    visitors = [Reader(site, pages, tally, end) for _ in range(READERS)]
    visitors.append(Commenter(site, pages, tally, end))
    print(f"replay: {len(pages):,} articles, an edit and ten comments a second")
    for visitor in visitors:
        visitor.start()
    before = Tally()
    for _ in range(LINES):
        time.sleep(seconds / LINES)
        with tally.lock:
            rate = (tally.answers - before.answers) / (seconds / LINES)
            hits = share(tally.hits - before.hits, tally.answers - before.answers)
            again = share(tally.known_hits - before.known_hits, tally.known - before.known)
            before.answers, before.hits = tally.answers, tally.hits
            before.known, before.known_hits = tally.known, tally.known_hits
        print(
            f"  {rate:6,.0f} requests/s, hits {hits}, of pages read before {again}, "
            f"{sum(site.memory()):.0f} MB",
            flush=True,
        )
    for visitor in visitors:
        visitor.join(60)
    edits = editor.communicate()[0].split()
    print(
        f"  {tally.answers:,} answers, {share(tally.hits, tally.answers)} hits, of pages read "
        f"before {share(tally.known_hits, tally.known)} (at least 0.95), {tally.comments} comments"
        f", {edits[-1] if edits else 0} edits, errors: {dict(tally.errors) or 'none'}"
    )


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"
