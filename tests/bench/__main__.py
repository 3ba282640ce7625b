"""How the time of each page grows with the site: ``python -m tests.bench``.

Every page is fetched through the whole of Django, middleware and templates included, in turns
from a small site and from a large one, so that whatever else the machine does hits both alike.
The small one has enough articles to fill its lists.
"""

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from statistics import median
from time import perf_counter, process_time

import django

MOST_GROWTH = 1.5
ROW = "{:24} {:>10} {:>10} {:>7} {:>13} {:>15}\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--small", type=int, default=100, help="synthetic articles (100)")
    parser.add_argument("--large", type=int, default=10_000, help="synthetic articles (10000)")
    parser.add_argument("--turns", type=int, default=7, help="on each site (7)")
    parser.add_argument("--fetches", type=int, default=9, help="of each page in a turn (9)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backcare-bench-") as folder:
        os.environ["BACKCARE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "backcare.settings"
        django.setup()
        measure(options.small, options.large, options.turns, options.fetches)


def measure(few: int, many: int, turns: int, fetches: int) -> None:
    """Print a line for each page: its time on both sites, and what it consists of."""
    from django.core.management import call_command  # These need the settings.
    from django.db import connection

    from . import pages, sites

    # SQLite works in this process, whose own time is spared what else the machine is doing.
    clock = process_time if connection.vendor == "sqlite" else perf_counter

    call_command("collectstatic", interactive=False, verbosity=0)
    with sites.made("small", few) as small, sites.made("large", many) as large:
        costs: dict[str, list[pages.Cost]] = defaultdict(list)
        times: dict[tuple[str, str], list[float]] = defaultdict(list)
        for turn in range(turns + 1):
            for site in (small, large):
                sites.use(site)
                for name, path in pages.PATHS.items():
                    if turn == 0:  # Warms up as well.
                        costs[name].append(pages.cost(path))
                        continue
                    for _ in range(fetches):
                        start = clock()
                        pages.fetch(path)
                        times[name, site].append(clock() - start)
        write = sys.stdout.write
        write(ROW.format("page", f"{few:,}", f"{many:,}", "ratio", "queries", "kilobytes"))
        for name, (before, after) in costs.items():
            one, other = (median(times[name, site]) * 1000 for site in (small, large))
            ratio = other / one
            write(
                ROW.format(
                    name,
                    f"{one:.1f} ms",
                    f"{other:.1f} ms",
                    f"{ratio:.2f}{'!' if ratio > MOST_GROWTH else ' '}",
                    f"{before.queries} > {after.queries}",
                    f"{before.kilobytes} > {after.kilobytes}",
                )
            )


if __name__ == "__main__":
    main()
