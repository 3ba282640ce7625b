"""What a page costs that is not kept whole: ``python -m tests.bench.uncached``.

Each page is fetched through the whole of Django, middleware included, in turns with a view that
gives the same bytes and does nothing for them: once with its pieces at hand, as it is made when
one thing on it has changed, and once with nothing kept, as it is made for the first time. Then
comments are sent, in turns with a bare insert of such a row. The page
cache in front of Django takes no part. The clock is the time of this process, which is spared what
else the machine does; so it leaves out how long a disk takes to have a comment.
"""

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import count
from statistics import median
from time import process_time
from typing import Any
from urllib.parse import urlencode

import django

ROW = "{:24} {:>11} {:>11} {:>8}\n"
PAGES = (
    *("home", "article list", "article", "exercise list", "exercise", "routine", "topic list"),
    *("topic", "glossary", "contributor", "search, common words", "search, rare word", "feed"),
    *("feed of a topic", "sitemap"),
)
FORM = "application/x-www-form-urlencoded"
COMMENTS = 30
# Enough to fill the lists.
ARTICLES = 100
Answer = tuple[str, dict[str, str], bytes]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.uncached", description=__doc__)
    parser.add_argument("--turns", type=int, default=40, help="of each page (40)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backcare-bench-") as folder:
        os.environ["BACKCARE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "backcare.settings"
        django.setup()
        from . import sites  # These need the settings.

        django.core.management.call_command("collectstatic", interactive=False, verbosity=0)
        with sites.made("uncached", ARTICLES) as site:
            sites.use(site)
            bench = Bench()
            bench.pages(options.turns)
            bench.comments(options.turns)


class Bench:
    """Django's own application, with the views to compare with at addresses of their own."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application
        from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
        from django.urls import clear_url_caches, path
        from django.utils import timezone
        from django.views.decorators.csrf import csrf_exempt

        from backcare import urls
        from backcare.comments.models import Comment, Rules

        from . import talk

        self.application = get_wsgi_application()
        self.same: dict[str, Answer] = {}
        self.article = talk.article_with(COMMENTS)
        self.numbers = count(1)
        self.wants_replies = ""
        # The limits are asked, and let everything in.
        Rules(most_from_address=30_000, most_on_page=30_000).save()

        def same(request: HttpRequest, name: str) -> HttpResponse:
            _status, headers, body = self.same[name]
            return HttpResponse(body, content_type=headers["Content-Type"])

        @csrf_exempt
        def insert(request: HttpRequest, page: int) -> HttpResponse:
            values = {name: request.POST[name] for name in ("name", "email", "text")}
            Comment.objects.create(
                page_id=page, key=values["email"], created_at=timezone.now(), **values
            )
            return HttpResponseRedirect("/")

        urls.urlpatterns[:0] = [path("same/<name>/", same), path("insert/<int:page>/", insert)]
        clear_url_caches()

    def ask(self, path: str, body: str = "") -> Answer:
        """The answer of Django, which must not be an error."""
        path, _mark, query = path.partition("?")
        environ: dict[str, Any] = {
            "HTTP_HOST": "127.0.0.1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": "127.0.0.1",
            "REQUEST_METHOD": "POST" if body else "GET",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "wsgi.errors": sys.stderr,
            "wsgi.input": io.BytesIO(body.encode()),
            "wsgi.url_scheme": "http",
        }
        if body:
            environ |= {
                "CONTENT_LENGTH": str(len(body)),
                "CONTENT_TYPE": FORM,
                "HTTP_SEC_FETCH_SITE": "same-origin",
            }
        said: list[tuple[str, dict[str, str]]] = []
        answer = self.application(environ, lambda *heads: said.append((heads[0], dict(heads[1]))))
        content = b"".join(answer)
        answer.close()
        status, headers = said[0]
        if status[:1] not in {"2", "3"}:
            raise RuntimeError(f"{path} answered {status}.")
        return status, headers, content

    def pages(self, turns: int) -> None:
        """Print a line for each page, with its pieces at hand and with nothing kept."""
        from backcare.pagecache import tags
        from backcare.pagecache.generations import generations
        from backcare.pagecache.recording import recording

        from . import pages

        def fetch(path: str) -> Answer:
            with recording():
                return self.ask(path)

        def anew(path: str) -> Answer:
            generations().bump([tags.EVERYTHING])
            return fetch(path)

        write = sys.stdout.write
        paths = {f"article, {COMMENTS} comments": self.article}
        paths |= {name: pages.PATHS[name] for name in PAGES}
        for title, way in (("with pieces at hand", fetch), ("with nothing kept", anew)):
            write(ROW.format(title, "page", "same bytes", "share"))
            for name, path in paths.items():
                self.same["page"] = fetch(path)
                this = in_turns(turns, partial(way, path), partial(fetch, "/same/page/"))
                write(line(name, *this))

    def comments(self, turns: int) -> None:
        """Print a line for comments: everything on, and an insert."""
        from articles.models import Article

        page = Article.objects.get(slug=self.article.strip("/").rpartition("/")[2]).pk

        def send(path: str) -> None:
            number = next(self.numbers)
            form = {
                "name": f"Reader {number}",
                "email": f"reader-{number}@example.org",
                "text": f"The stretch on the side helped me more than the other. ({number})",
                "wants_replies": self.wants_replies,
            }
            self.ask(path, urlencode(form))

        sys.stdout.write(ROW.format("one after the other", "comment", "insert", "share"))
        for name, self.wants_replies in (("comment", ""), ("comment, with its mail", "on")):
            ways = (f"/comments/post/{page}/", f"/insert/{page}/")
            sys.stdout.write(line(name, *in_turns(turns, *(partial(send, way) for way in ways))))


def in_turns(
    turns: int, first: Callable[[], object], second: Callable[[], object]
) -> tuple[float, float]:
    """The medians of their times in seconds; once before, to warm up."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(turns + 1):
        for step, seconds in zip((first, second), times, strict=True):
            start = process_time()
            step()
            if turn:
                seconds.append(process_time() - start)
    return median(times[0]), median(times[1])


def line(name: str, this: float, least: float) -> str:
    """A line of the table; times in milliseconds."""
    return ROW.format(
        name, f"{this * 1e3:.2f} ms", f"{least * 1e3:.2f} ms", f"1/{this / least:.1f}"
    )


if __name__ == "__main__":
    main()
