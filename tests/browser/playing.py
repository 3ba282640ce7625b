"""What the browser tests of the player share: its parts, its time, what it said."""

import json
import re

from playwright.sync_api import Page

# Notes every text of the status, and every session that is finished.
WATCH = """
addEventListener("DOMContentLoaded", () => {
  window.said = [];
  window.finished = [];
  const status = document.querySelector("[data-part=status]");
  if (!status) return;
  new MutationObserver(() => {
    if (status.textContent) window.said.push(status.textContent);
  }).observe(status, { childList: true, characterData: true, subtree: true });
  document.addEventListener("session-finished", ({ detail }) => window.finished.push(detail));
});
"""


def open_player(page: Page, path: str, *, motion: str = "reduce") -> None:
    """Open the player's page with a clock that only the test moves.

    The figure stands still, or the frames of a whole session would all be drawn. With ``motion``
    the clock runs beside, as figures do.
    """
    page.emulate_media(reduced_motion=motion)
    page.clock.install(time="2026-03-01T07:59:00Z")
    if motion == "reduce":
        page.clock.pause_at("2026-03-01T08:00:00Z")
    else:
        page.clock.fast_forward("01:00")
    page.add_init_script(WATCH)
    page.goto(path)


def start(page: Page) -> None:
    page.get_by_role("button", name="Start", exact=True).click()
    # A second is shown a moment after it has begun: whole seconds later it is shown already.
    page.clock.run_for(10)


def press(page: Page, name: str) -> None:
    """Press a button of the stage."""
    part(page, "stage").get_by_role("button", name=name, exact=True).click()


def wait(page: Page, seconds: float) -> None:
    """Let the time go by, second after second, as it does in a page that is seen."""
    page.clock.run_for(round(seconds * 1000))


def part(page: Page, name: str):
    return page.locator(f"[data-part='{name}']")


def text(page: Page, name: str) -> str:
    return part(page, name).inner_text().strip()


def left(page: Page) -> int:
    """The seconds left in all, as the reader sees them."""
    minutes, seconds = re.search(r"(\d+):(\d\d)", text(page, "left")).groups()
    return int(minutes) * 60 + int(seconds)


def session_of(page: Page) -> list[dict]:
    """The items of the page's data."""
    return json.loads(page.locator("#player-data").text_content())["items"]


def said(page: Page) -> list[str]:
    return page.evaluate("said")
