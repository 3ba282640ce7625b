"""What the site does under load, as ratios within one run: ``make bench`` (``N=100000`` for all).

Four servers run side by side, each asked in turn, so that whatever else the machine does hits all
alike: this site at its smallest, this site with N articles, nginx with the same bytes as a file,
and a Django view with the same bytes and no work. The last two are the yardsticks. Then readers
are replayed on the large site while pages are published and comments come in.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from email.message import Message
from pathlib import Path
from urllib.request import Request, urlopen

from tests.browser.site import MANAGE, ROOT

from . import replay
from .load import Result, Target, measure
from .serving import Nginx, Server, Site, Yardstick

SMALL = 300  # articles: enough to fill each list and each section of the sitemap
COOKIE = "Cookie: bench=1"  # whatever has one goes past the page cache
ENCODING = "br"
WRITERS = 50

# Each page with the least share of its yardstick that it may have.
UNCACHED = {
    "article": ("/articles/synthetic-1/", 1 / 10),
    "article, 30 comments": ("/articles/talked-about-30/", 1 / 10),
    "list": ("/articles/", 1 / 10),
    "topic": ("/topics/muscle-imbalance/", 1 / 10),
    "feed": ("/feed/", 1 / 10),
    "search": ("/search/?q=back+pain", 1 / 20),
}
TALKED_ABOUT = """
from backcare.publishing.models import Page
from tests.bench.talk import article_with
article_with(30)
article_with(1000)
print(Page.objects.get(kind="article", slug="sciatica").pk)
"""
ROW = "{:34} {:>10} {:>10} {:>10} {:>7} {:>8} {:>8}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    number = int(os.environ.get("N") or 3000)
    parser.add_argument("-n", type=int, default=number, help=f"articles ({number}; or N=)")
    parser.add_argument("--rounds", type=int, default=3, help="of each measurement (3)")
    parser.add_argument("--seconds", type=float, default=3, help="of each round (3)")
    parser.add_argument("--replay", type=float, default=60, help="seconds of it (60); 0 for none")
    parser.add_argument("--warm", type=int, default=1000, help="pages read before it (1000)")
    parser.add_argument("--large", type=Path, help="a BACKCARE_VAR that has its articles already")
    parser.add_argument("--keep", type=Path, help="a folder for the sites, to be used again")
    parser.add_argument("--only", default="", help="cached, uncached, post, replay: some of them")
    options = parser.parse_args()
    wanted = set(filter(None, options.only.split(","))) or {"cached", "uncached", "post", "replay"}
    with tempfile.TemporaryDirectory(prefix="backcare-bench-") as name, ExitStack() as stack:
        folder, kept = Path(name), (options.keep or Path(name)).resolve()
        small = Site(folder / "small", kept / "small")
        large = Site(folder / "large", options.large or kept / "large")
        grow(small, SMALL)
        grow(large, options.n if options.large is None else 0)
        pages = [prepare(site) for site in (small, large)]
        yardstick = Yardstick(folder / "yardstick", kept / "yardstick")
        manage(yardstick, "migrate", "-v0")
        manage(yardstick, "collectstatic", "--no-input", "-v0")
        nginx = Nginx(folder / "nginx", ENCODING)
        sites = {"small": small, "large": large}
        for server in (small, large):
            stack.enter_context(server)
            warm(server)
        take_bytes(small, yardstick, nginx)
        stack.enter_context(yardstick)
        stack.enter_context(nginx)
        run = Run(options.rounds, options.seconds)
        print(ROW.format("", "requests/s", "p50 ms", "p99 ms", "errors", "ratio", "wanted"))
        if "cached" in wanted:
            run.cached(sites, nginx)
        if "uncached" in wanted:
            run.uncached(sites, yardstick)
        if "post" in wanted:
            run.posting(sites, yardstick, pages)
        for label, site in sites.items():
            workers = site.memory()
            print(f"memory, {label}: {sum(workers):.0f} MB (PSS of {len(workers)} workers)")
        if "replay" in wanted and options.replay:
            replay.run(large, options.replay, options.warm)


class Run:
    """Measurements that share their length, and print what they find."""

    def __init__(self, rounds: int, seconds: float) -> None:
        self.rounds, self.seconds = rounds, seconds

    def cached(self, sites: dict[str, Server], nginx: Server) -> None:
        """An article that is kept, and a reader who has it already."""
        path = UNCACHED["article"][0]
        accept = f"Accept-Encoding: {ENCODING}"
        tag = fetch(sites["small"].url + path, accept)[1]["ETag"]
        targets = [Target("nginx, static file", f"{nginx.url}/article", (accept,))]
        targets += [
            Target(f"cached article, {label}", site.url + path, (accept,))
            for label, site in sites.items()
        ]
        targets.append(
            Target(
                "cached article, 304", sites["small"].url + path, (accept, f"If-None-Match: {tag}")
            )
        )
        found = self._measure(targets)
        first = found[targets[0].name]
        for target in targets[1:]:
            wanted = 1.0 * found[targets[1].name].rate / first.rate if "304" in target.name else 0.4
            line(target.name, found[target.name], first, wanted)
        slower = found[targets[1].name].p99 / first.p99
        print(f"p99 of the cached article: {slower:.1f} times nginx's (at most 4)")

    def uncached(self, sites: dict[str, Server], yardstick: Server) -> None:
        """Pages that are rendered for each request."""
        p99 = {}
        for page, (path, wanted) in UNCACHED.items():
            targets = [Target(f"{page}: yardstick", f"{yardstick.url}/page/{slug(page)}")]
            targets += [
                Target(f"{page}: {label}", site.url + path) for label, site in sites.items()
            ]
            targets = [Target(each.name, each.url, (COOKIE,), connections=4) for each in targets]
            found = self._measure(targets)
            first, small, large = (found[target.name] for target in targets)
            line(targets[1].name, small, first, wanted)
            line(targets[2].name, large, first, wanted)
            print(f"  grown: {small.rate / large.rate:.2f} times the cost (at most 1.25)")
            p99[page] = small.p99, large.p99
        small_p99, large_p99 = p99["search"]
        print(
            f"p99 of search: {small_p99 / p99['article'][0]:.1f} times the article's (at most 3), "
            f"{large_p99 / small_p99:.1f} times its own on the large site (at most 2)"
        )

    def posting(self, sites: dict[str, Server], yardstick: Server, pages: list[int]) -> None:
        """Comments of many people at once."""
        target = Target("insert", f"{yardstick.url}/insert/", (), True, WRITERS)
        targets = [target]
        targets += [
            Target(
                f"comment, {label}",
                f"{site.url}/comments/post/{page}/",
                (f"Origin: {site.url}",),
                True,
                WRITERS,
            )
            for (label, site), page in zip(sites.items(), pages, strict=True)
        ]
        found = self._measure(targets)
        for target in targets[1:]:
            line(target.name, found[target.name], found["insert"], 0.4)

    def _measure(self, targets: list[Target]) -> dict[str, Result]:
        found = measure(targets, rounds=self.rounds, seconds=self.seconds)
        line(targets[0].name, found[targets[0].name])
        return found


def line(name: str, result: Result, of: Result | None = None, wanted: float = 0) -> None:
    """Print a result; a ratio below what is wanted is marked."""
    ratio = target = ""
    if of is not None:
        share = result.rate / of.rate
        ratio, target = f"{share:.3f}{'!' if share < wanted else ' '}", f"{wanted:.2f}"
    numbers = (f"{result.rate:,.0f}", f"{result.p50:.2f}", f"{result.p99:.2f}", result.errors)
    print(ROW.format(name, *numbers, ratio, target), flush=True)


def slug(name: str) -> str:
    return name.replace(",", "").replace(" ", "-")


def manage(site: Site | Yardstick, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, MANAGE, *arguments], env=site.environment(), cwd=ROOT, check=True
    )


def grow(site: Site, articles: int) -> None:
    """Give the site its content. What it has already stays."""
    manage(site, "migrate", "-v0")
    if articles:
        print(f"Making a site of {articles:,} articles.", flush=True)
        manage(site, "demo", "-v0", "--yes", "--scale", str(articles))


def prepare(site: Site) -> int:
    """Add articles with so many comments; returns the key of the page that is commented."""
    printed, _errors = site.shell(TALKED_ABOUT).communicate()
    return int(printed.split()[-1])


def warm(site: Server) -> None:
    """Have the pieces of the pages kept, as they are when a reader comes whose page is not."""
    for path, _wanted in UNCACHED.values():
        fetch(site.url + path)


def take_bytes(site: Server, yardstick: Server, nginx: Server) -> None:
    """Give the yardsticks the bytes that the site answers with."""
    for page, (path, _wanted) in UNCACHED.items():
        body, headers = fetch(site.url + path, COOKIE)
        (yardstick.folder / slug(page)).write_bytes(body)
        (yardstick.folder / f"{slug(page)}.type").write_text(headers["Content-Type"])
    for _ in range(2):  # The second is kept.
        accept = f"Accept-Encoding: {ENCODING}"
        body, headers = fetch(site.url + UNCACHED["article"][0], accept)
    if headers["Content-Encoding"] != ENCODING or "hit" not in headers["Cache-Status"]:
        raise RuntimeError(f"The article is not kept as {ENCODING}: {headers}")
    (nginx.folder / "files").mkdir()
    (nginx.folder / "files" / "article").write_bytes(body)


def fetch(url: str, *headers: str) -> tuple[bytes, Message]:
    """The body as it came, and the headers. Raises HTTPError for all but 200."""
    named = dict(header.split(": ", 1) for header in headers)
    with urlopen(Request(url, headers=named), timeout=60) as response:
        return response.read(), response.headers


if __name__ == "__main__":
    main()
