"""How the time of each page grows with the site: ``make growth``.

Every page is fetched through the whole of Django, middleware and templates included, in turns
from a small site and from a large one, so that whatever else the machine does hits both alike.
The small one has enough articles to fill its lists. The last line compares in the same way an
article with few comments and one with many.
"""

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from .pages import Cost

MOST_GROWTH = 1.25
# An article with a thousand comments shows four times as many as one with thirty.
MOST_GROWTH_BY_COMMENTS = 2.0
FEW_COMMENTS, MANY_COMMENTS = 30, 1000
ROW = "{:24} {:>10} {:>10} {:>7} {:>13} {:>15}\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--small", type=int, default=500, help="synthetic articles (500)")
    parser.add_argument("--large", type=int, default=10_000, help="synthetic articles (10000)")
    parser.add_argument("--turns", type=int, default=7, help="on each site (7)")
    parser.add_argument("--fetches", type=int, default=9, help="of each page in a turn (9)")
    parser.add_argument(
        "--databases",
        nargs=2,
        type=Path,
        metavar="FILE",
        help="SQLite files of a small and of a large site that are there already",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backcare-bench-") as folder:
        os.environ["BACKCARE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "backcare.settings"
        django.setup()
        from . import sites

        if options.databases:
            small, large = map(nullcontext, map(str, options.databases))
        else:
            small = sites.made("small", options.small)
            large = sites.made("large", options.large)
        with small as one, large as other:
            measure(one, other, options.turns, options.fetches)


def measure(small: str, large: str, turns: int, fetches: int) -> None:
    """Print a line for each page: its time on both sites, and what it consists of."""
    from django.core.management import call_command  # These need the settings.
    from django.db import connection

    from . import pages, sites, talk

    # SQLite works in this process, whose own time is spared what else the machine is doing.
    clock = process_time if connection.vendor == "sqlite" else perf_counter

    call_command("collectstatic", interactive=False, verbosity=0)
    costs: dict[str, list[Cost]] = defaultdict(list)
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for turn in range(turns + 1):
        for site in (small, large):
            sites.use(site)
            last = pages.last_page()
            for name, path in pages.PATHS.items():
                if turn == 0:  # Warms up as well.
                    costs[name].append(pages.cost(path.format(last=last)))
                    continue
                for _ in range(fetches):
                    start = clock()
                    pages.fetch(path.format(last=last))
                    times[name, site].append(clock() - start)
    sites.use(small)
    talked = {count: talk.article_with(count) for count in (FEW_COMMENTS, MANY_COMMENTS)}
    talk_costs = [pages.cost(path) for path in talked.values()]
    for _ in range(turns * fetches):
        for count, path in talked.items():
            start = clock()
            pages.fetch(path.format(last=last))
            times["comments", str(count)].append(clock() - start)
    write = sys.stdout.write
    write(ROW.format("page", "small", "large", "ratio", "queries", "kilobytes"))
    for name, (before, after) in costs.items():
        medians = [median(times[name, site]) for site in (small, large)]
        write(row(name, medians, before, after, most=MOST_GROWTH))
    write(ROW.format("", f"{FEW_COMMENTS:,}", f"{MANY_COMMENTS:,}", "", "", ""))
    medians = [median(times["comments", str(count)]) for count in talked]
    write(row("comments", medians, *talk_costs, most=MOST_GROWTH_BY_COMMENTS))


def row(name: str, seconds: list[float], before: "Cost", after: "Cost", *, most: float) -> str:
    """A line of the table; a ratio above ``most`` is marked."""
    one, other = (1000 * time for time in seconds)
    ratio = other / one
    return ROW.format(
        name,
        f"{one:.1f} ms",
        f"{other:.1f} ms",
        f"{ratio:.2f}{'!' if ratio > most else ' '}",
        f"{before.queries} > {after.queries}",
        f"{before.kilobytes} > {after.kilobytes}",
    )


if __name__ == "__main__":
    main()
