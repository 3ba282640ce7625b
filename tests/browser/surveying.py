"""Every kind of page that readers see, each opened once and asked everything at that time.

``surveyor`` opens a page in a fresh profile, as a reader's first visit, and notes what it sent,
what it complained about, and how it looks at several widths and in both colour schemes. The
tests read these notes, so that the many of them cost few page loads.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Request, Response
from playwright.sync_api import Page as Tab

from tests.browser.site import Site

SURVEY_SCRIPT = Path(__file__).with_name("survey.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
PHONE, NARROW, WIDE = 360, 320, 1280
STOPS = 12
# Colours that are still changing have contrasts that nobody reads.
SETTLED = """
Promise.race([
  Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
  new Promise((resolve) => setTimeout(resolve, 400)),
])
"""

# Each kind of page by a name, with the path of an example.
PAGES = {
    "home": "/",
    "articles": "/articles/",
    "article": "/articles/heat-and-cold/",  # has a table and embedded exercises
    "series": "/series/what-helps/",
    "exercises": "/exercises/",
    "exercises, narrowed to none": "/exercises/?level=3&position=sitting",
    "exercise": "/exercises/bird-dog/",
    "hand-out of an exercise": "/exercises/bird-dog/handout/",
    "routines": "/routines/",
    "routine": "/routines/all-round/",
    "player": "/routines/all-round/play/",
    "builder": "/routines/build/",
    "hand-out of a routine": "/routines/all-round/handout/",
    "diary": "/diary/",
    "kept": "/offline/",
    "topics": "/topics/",
    "topic": "/topics/muscle-tightness/",  # is a factor, too
    "glossary": "/glossary/",
    "search, empty": "/search/",
    "search, with results": "/search/?q=pain",
    "search, without results": "/search/?q=zqzqzq",
    "search, corrected": "/search/?q=siatica",
    "search, narrowed": "/search/?q=stretch&kind=exercise&level=1",
    "person": "/people/cleo-demo/",
    "about": "/about/",
    "contact": "/contact/",
    "contact, with errors": "/contact/",
    "contact, sent": "/contact/sent/",
    "report sent": "/problems/thanks/",
    "not found": "/there-is-no-such-page/",
    "withdrawn": "/articles/withdrawn/",
}
STATUS = {"contact, with errors": 422, "not found": 404, "withdrawn": 410}
# Pages about something that went wrong have no address of their own.
WITHOUT_ADDRESS = ("not found", "withdrawn")

WITHDRAWN = """
from articles.models import Article
from django.utils import timezone
Article.objects.get_or_create(
    slug="withdrawn",
    defaults={"title": "Withdrawn", "status": "archived", "live_at": timezone.now()},
)
"""


@dataclass
class Sent:
    """A file that the page asked for, with the bytes that went over the wire for it."""

    url: str
    kind: str
    size: int


@dataclass
class Survey:
    """What one page is like. Lists of complaints are empty when all is well."""

    name: str
    path: str
    status: int = 0
    html: str = ""
    head: dict[str, Any] = field(default_factory=dict)
    headings: list[int] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    cookies: list[Any] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    motion: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    shift: float = 0
    small: list[str] = field(default_factory=list)
    stops: list[dict[str, Any]] = field(default_factory=list)

    def size(self, *kinds: str) -> int:
        """Bytes sent for the page, or for these kinds of resource of it."""
        return sum(sent.size for sent in self.sent if not kinds or sent.kind in kinds)


def expect_none(complaints: Iterable[object]) -> None:
    """Fail with every complaint; comparing lists would show the first and cut it short."""
    lines = [str(complaint) for complaint in complaints]
    assert not lines, "\n" + "\n".join(lines)


def surveyor(browser: Browser, site: Site) -> Callable[[str], Survey]:
    """Surveys a page of ``PAGES`` by its name; the second time from memory."""
    site.shell(WITHDRAWN)  # Left behind: nobody but the survey can tell.

    @cache
    def survey(name: str) -> Survey:
        notes = Survey(name, PAGES[name])
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": WIDE, "height": 800},
            color_scheme="light",
            reduced_motion="reduce",
        )
        try:
            look(context, notes)
        finally:
            context.close()
        return notes

    return survey


def look(context: BrowserContext, notes: Survey) -> None:
    """Open the page and fill in the notes on it."""
    tab = context.new_page()
    finished: list[Request] = []
    tab.on("requestfinished", lambda request: finished.append(request))
    tab.on("requestfailed", lambda request: notes.complaints.append(f"failed: {request.url}"))
    tab.on("pageerror", lambda error: notes.complaints.append(str(error)))
    tab.on("console", lambda message: complain(notes, message))
    response = tab.goto(notes.path, wait_until="networkidle")
    if notes.name == "contact, with errors":
        finished.clear()
        with tab.expect_navigation(wait_until="networkidle") as navigation:
            tab.get_by_role("button", name="Send message").click()
        response = navigation.value
    assert isinstance(response, Response)
    notes.status = response.status
    notes.html = response.text()
    notes.cookies = context.cookies()
    notes.sent = [
        Sent(r.url, r.resource_type, max(0, r.sizes()["responseBodySize"]))
        for r in finished
        if not r.url.startswith("data:")
    ]
    tab.evaluate(SURVEY_SCRIPT)
    notes.head = tab.evaluate("survey.head()")
    notes.headings = tab.evaluate("survey.headings()")
    notes.shift = tab.evaluate("survey.shift()")
    notes.motion = tab.evaluate("survey.motion()")
    notes.stops = walk(tab)
    notes.axe = check_with_axe(tab)
    measure(tab, notes)


def complain(notes: Survey, message: Any) -> None:
    """Note an error of the console, but for the page's own status, which is meant."""
    own = f"status of {STATUS.get(notes.name, 0)} "
    if message.type == "error" and own not in message.text:
        notes.complaints.append(f"{message.text} {message.location.get('url', '')}")


def walk(tab: Tab) -> list[dict[str, Any]]:
    """Where the tab key leads, from the top of the page."""
    stops = []
    tab.evaluate("document.activeElement?.blur()")
    for _ in range(STOPS):
        tab.keyboard.press("Tab")
        if (stop := tab.evaluate("survey.focused()")) is not None:
            stops.append(stop)
    tab.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    return stops


def check_with_axe(tab: Tab) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, on a phone and wide, in light and dark.

    In the dark only the rules about colours are run: the others read what no colour changes.
    """
    tab.evaluate(AXE_SCRIPT)
    found = []
    for width in (WIDE, PHONE):
        tab.set_viewport_size({"width": width, "height": 800})
        for scheme, rules in (("light", WCAG), ("dark", COLOUR_RULES)):
            tab.emulate_media(color_scheme=scheme)
            tab.evaluate(SETTLED)
            found += [f"{scheme}, {width} px: {line}" for line in run_axe(tab, rules)]
    tab.emulate_media(color_scheme="light")
    return found


def run_axe(tab: Tab, rules: list[str] = WCAG) -> list[str]:
    """What axe finds on the page as it is now: rule and place. AXE_SCRIPT must be loaded."""
    results = tab.evaluate(
        "options => axe.run(document, options)",
        # No rule of these needs the style sheets once more.
        {"runOnly": rules, "resultTypes": ["violations"], "preload": False},
    )
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))} ({first_line(node)})"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


def first_line(node: dict[str, Any]) -> str:
    checks = node["any"] + node["all"] + node["none"]
    return checks[0]["message"] if checks else ""


def measure(tab: Tab, notes: Survey) -> None:
    """Targets and overflow on phones; last, because the wider letters stay."""
    tab.set_viewport_size({"width": PHONE, "height": 800})
    notes.small = tab.evaluate("survey.smallTargets(24)")
    notes.small += tab.evaluate(
        "survey.smallTargets(44, '.site-header a, .site-footer nav a, .pagination a, .letters a')"
    )
    # The words beside a box to tick are part of its target.
    large = ".button, button, .field-check label, select"
    large += ", main input:not([type=checkbox], [type=radio])"
    notes.small += tab.evaluate(f"survey.smallTargets(48, '{large}')")
    for width in (PHONE, NARROW):
        tab.set_viewport_size({"width": width, "height": 800})
        notes.overflow += tab.evaluate("survey.overflow()")
    tab.evaluate("survey.spaceText()")
    notes.overflow += [f"spaced: {line}" for line in tab.evaluate("survey.overflow()")]
    notes.overflow += [f"cut off: {line}" for line in tab.evaluate("survey.clipped()")]
