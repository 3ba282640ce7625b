"""Prints the hand-outs of every exercise and routine as PDF, to be looked at, on A4 and Letter.

Run by ``make handouts``: starts a demonstration site and writes the files to var/handouts. With an
address as argument it prints that site's.
"""

import logging
from pathlib import Path

from playwright.sync_api import Browser

from docs.visiting import go, visit

DEMO = Path(__file__).parent.parent / "exercises" / "demo"
FOLDER = Path(__file__).parent.parent / "var" / "handouts"
PAPERS = ("A4", "Letter")

logger = logging.getLogger("handouts")


def print_all(browser: Browser, address: str) -> None:
    """Write the PDFs. Raises RuntimeError when a page does not answer 200."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page = browser.new_page()
    for kind in ("routines", "exercises"):
        for source in sorted((DEMO / kind).glob("*.toml")):
            path = f"/{kind}/{source.stem}/handout/"
            go(page, address, path)
            for paper in PAPERS:
                file = FOLDER / f"{kind[:-1]}-{source.stem}-{paper}.pdf"
                page.pdf(path=file, format=paper)
                logger.info("%s", file.name)


if __name__ == "__main__":
    visit(print_all)
