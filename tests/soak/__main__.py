"""Many commenters at once: is every comment that was taken there, once? ``make soak``

Starts the site as ``make run`` serves it, on the database that DATABASE_URL names (SQLite without
it), lets many people comment and some read, and counts. With ``--kill`` every process of the site
is killed in the middle and the site started again. Ends with 1 when a comment was lost or is there
twice, or when anybody was answered with a server error.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from .commenters import Commenter, Memory, Reader
from .serving import LoadedSite


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--commenters", type=int, default=50, help="at once (50)")
    parser.add_argument("--readers", type=int, default=5, help="at once (5)")
    parser.add_argument("--seconds", type=int, default=30, help="at most (30)")
    parser.add_argument("--each", type=int, default=10_000, help="comments of each (no end)")
    parser.add_argument("--kill", action="store_true", help="kill the site in the middle")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backcare-soak-") as folder:
        site = LoadedSite(Path(folder))
        site.start()
        try:
            return soak(site, options)
        finally:
            site.stop()


def soak(site: LoadedSite, options: argparse.Namespace) -> int:
    """Run it and print what came of it; returns the exit code."""
    write = sys.stdout.write
    before = sum(site.comments().values())
    memory, pages = Memory(), site.pages()
    started = time.monotonic()
    until = started + options.seconds
    people = [
        Commenter(site.url, pages, memory, until, number, most=options.each)
        for number in range(options.commenters)
    ] + [Reader(site.url, pages, memory, until, number) for number in range(options.readers)]
    for person in people:
        person.start()
    if options.kill:
        time.sleep(options.seconds / 2)
        site.kill()
        site.start()
    for person in people:
        person.join(options.seconds + 120)
    seconds = time.monotonic() - started
    rows = site.comments()
    lost = [text for text in memory.told if rows.get(text, 0) == 0]
    twice = [text for text in memory.sent if rows.get(text, 0) > 1]
    split = [text for text, found in memory.receipts.items() if len(found) > 1]
    failed = {what: n for what, n in memory.answers.items() if what.split()[-1].startswith("5")}
    unfinished = [person for person in people if person.is_alive()]
    write(f"{len(memory.told)} comments were answered with a receipt in {seconds:.0f} s")
    write(
        f" ({len(memory.told) / seconds:.0f} a second); {sum(rows.values()) - before} are there\n"
    )
    for what, number in sorted(memory.answers.items()):
        write(f"  {what}: {number}\n")
    write(f"  slowest answer: {memory.slowest:.1f} s\n")
    write(f"lost: {len(lost)}, twice: {len(twice)}, receipts that differ: {len(split)}, ")
    write(f"server errors: {sum(failed.values())}, people still waiting: {len(unfinished)}\n")
    return 1 if lost or twice or split or failed or unfinished or not memory.told else 0


if __name__ == "__main__":
    sys.exit(main())
