"""What the scripts share that visit a site with a browser, to make pictures or papers of it."""

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.site import Site
from tests.smtp import MailServer


def visit(work: Callable[[Browser, str], None]) -> None:
    """Have ``work`` visit a demonstration site, or the one whose address is the first argument."""
    if len(sys.argv) > 1:
        with chromium() as browser:
            work(browser, sys.argv[1].rstrip("/"))
    else:
        visit_own(lambda browser, site: work(browser, site.url))


def visit_own(work: Callable[[Browser, Site], None]) -> None:
    """Have ``work`` visit a demonstration site that is its own, and ends with it."""
    with (
        chromium() as browser,
        tempfile.TemporaryDirectory() as folder,
        MailServer() as mail_server,
    ):
        site = Site(Path(folder), mail_url=mail_server.url)
        site.start()
        try:
            work(browser, site)
        finally:
            site.stop()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; without one the program ends, and says so."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    path = find_chromium()
    if path is None:
        sys.exit("There is no Chromium. Install one, or name it in CHROMIUM=/path.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )


def go(page: Page, address: str, path: str) -> None:
    """Open the page. Raises RuntimeError when it does not answer 200."""
    response = page.goto(f"{address}{path}", wait_until="networkidle")
    if response is None or response.status != 200:
        raise RuntimeError(f"{path} answered {response.status if response else 'nothing'}.")
