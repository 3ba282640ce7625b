"""An hour at the desk, played in a browser and photographed, to be walked through and judged.

Run by ``make hour``: starts a demonstration site, has an author, a reviewer and an editor do what
fills their day, writes a picture of each step to var/hour, and says how many clicks, keys and
pages each task took. It fails where the desk does not lead on.
"""

import base64
import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Frame, Locator, Page, expect

from docs.visiting import visit_own
from tests.browser.site import Site

FOLDER = Path(__file__).parent.parent / "var" / "hour"
WIDTH, HEIGHT, PHONE = 1440, 900, 390  # pixels
PATIENCE = 40_000  # milliseconds
PASSWORD = "eleven purple kettles"  # noqa: S105 (of a site that ends with the hour)
PEOPLE = {
    "ada": ("Ada", "Wells", "author"),
    "ruth": ("Ruth", "Hall", "reviewer"),
    "edith": ("Edith", "Moss", "editor"),
    "emil": ("Emil", "Ford", "editor"),
}
TITLE = "Gardening without a sore back"
SLUG = "gardening-without-a-sore-back"
NEW_SLUG = "gardening-and-your-back"
ALT = "A woman kneels on a mat beside a flower bed"

# More words than a tired reader takes in: the checks find it.
LONG = (
    " Stretch your calves, your thighs and your arms before you take the spade, because a back that"
    " is cold and stiff from the night does not like to be bent and turned at the same time."
)

MAKE_PEOPLE = f"""
from django.contrib.auth.models import Group
for name, (first, last, role) in {PEOPLE!r}.items():
    user = User.objects.create_user(name, f"{{name}}@example.org", {PASSWORD!r}, is_staff=True,
        first_name=first, last_name=last)
    user.groups.add(Group.objects.get(name=role))
    Contributor.objects.create(name=f"{{first}} {{last}}", slug=f"hour-{{name}}", user=user)
"""
# A page that is due, and a link that has failed on three days: no hour brings them about.
MAKE_OLD = """
from datetime import timedelta
from django.utils import timezone
from backcare.linkcheck.models import Link
now = timezone.now()
Page.objects.filter(slug="sciatica").update(review_due_on=now.date() - timedelta(days=3))
link = Link.objects.in_use().filter(kind=Link.Kind.ELSEWHERE).first()
Link.objects.filter(pk=link.pk).update(state="broken", reason="status", status_code=404,
    checked_at=now, first_failed_at=now - timedelta(days=4), failed_days=3)
"""
# What the mouse does when it lets files fall on the page.
DROP = """(files) => {
  const dataTransfer = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    dataTransfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
  }
  const target = document.querySelector("[data-drop]");
  for (const event of ["dragover", "drop"])
    target.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true }));
}"""

logger = logging.getLogger("hour")
expect.set_options(timeout=PATIENCE)


class Hour:
    """The site, the pictures so far, and what the task at hand has cost."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.pictures = self.clicks = self.keys = self.pages = 0

    @contextmanager
    def task(self, name: str) -> Iterator[None]:
        self.clicks = self.keys = self.pages = 0
        yield
        logger.info("%-48s %3d clicks %4d keys %3d pages", name, self.clicks, self.keys, self.pages)

    def context(self, *, width: int = WIDTH, dark: bool = False) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        return context

    def reader(self) -> "Hand":
        return Hand(self, self.context().new_page())

    def sign_in(self, name: str) -> "Hand":
        hand = self.reader()
        hand.page.goto("/admin/")
        hand.look(f"{name}-sign-in")
        hand.write("Username", name)
        hand.write("Password", PASSWORD)
        hand.press("Log in")
        hand.look(f"{name}-desk")
        return hand


class Hand:
    """What one person does in a window; counted, and photographed when it is worth a look."""

    def __init__(self, hour: Hour, page: Page) -> None:
        self.hour, self.page = hour, page
        page.on("framenavigated", self._count_page)

    def _count_page(self, frame: Frame) -> None:
        self.hour.pages += frame is self.page.main_frame

    def click(self, target: Locator) -> None:
        target.click()
        self.hour.clicks += 1

    def press(self, name: str | re.Pattern[str], role: str = "button") -> None:
        """Click on what has the name; in the menu "More" it takes another click."""
        place = self.page.get_by_role("main") if role == "link" else self.page
        target = place.get_by_role(role, name=name, exact=isinstance(name, str)).first  # type: ignore[arg-type]
        more = self.page.locator(".more-actions:not([open]) summary")
        if more.count() and not target.is_visible():
            self.click(more)
        self.click(target)

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.press(name, "link")

    def step(self, name: str) -> None:
        """One of the actions at the foot of a page's form, whatever it is made of."""
        target = self.page.locator(".page-actions").get_by_text(name, exact=True).first
        expect(target).to_be_attached()
        if not target.is_visible():
            self.click(self.page.locator(".more-actions summary"))
        self.click(target)

    def write(self, target: str | Locator, text: str) -> None:
        if isinstance(target, str):
            target = self.page.get_by_label(target).first
        target.fill(text)
        self.hour.clicks += 1
        self.hour.keys += len(text)

    def type(self, text: str) -> None:
        """Into whatever has the focus; a line break is a key, too."""
        self.page.keyboard.type(text)
        self.hour.keys += len(text)

    def choose(self, field: str, letters: str, name: str) -> None:
        """Choose from a field with autocompletion."""
        self.click(self.page.locator(f"#id_{field} + .select2 .select2-selection"))
        self.type(letters)
        self.click(self.page.locator(".select2-results__option", has_text=name).first)

    def tool(self, name: str) -> None:
        toolbar = self.page.locator(".field-body").get_by_role("toolbar")
        self.click(toolbar.get_by_role("button", name=re.compile(f"^{name}")).first)

    def told(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator(".messagelist")).to_contain_text(words)

    def look(self, name: str, *, whole: bool = False) -> None:
        self.hour.pictures += 1
        self.page.wait_for_load_state("networkidle")
        file = FOLDER / f"{self.hour.pictures:02}-{name}.png"
        self.page.screenshot(path=file, full_page=whole)


def play(browser: Browser, site: Site) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    hour = Hour(browser, site)
    site.shell(MAKE_PEOPLE)
    with hour.task("Sign in"):
        ada = hour.sign_in("ada")
    ruth, edith = hour.sign_in("ruth"), hour.sign_in("edith")
    with hour.task("Put two photos into the library"):
        put_photos(ada)
    with hour.task("Write an article"):
        write_article(ada)
    with hour.task("Submit it for review"):
        submit(ada, "Is the advice on kneeling right?")
    with hour.task("Name the reviewer"):
        name_reviewer(edith)
    with hour.task("Review it: ask for changes"):
        review(ruth, "Ask for changes", "Say how long to kneel.")
    with hour.task("Change it and submit it again"):
        change_and_submit(ada)
    with hour.task("Review it: approve"):
        review(ruth, "Approve", "")
    with hour.task("Schedule it, cancel that, publish it"):
        schedule_and_publish(edith)
    with hour.task("Give the published page another address"):
        rename(edith, hour.reader())
    with hour.task("Share a preview and revoke it"):
        share(edith, hour.reader())
    with hour.task("Write where somebody else writes"):
        collide(edith, hour.sign_in("emil"))
    with hour.task("Look at the history, restore a version"):
        restore(edith)
    with hour.task("Report a problem, settle it with a reply"):
        settle(edith, hour.reader())
    with hour.task("Make a redirect of a missed address"):
        redirect(edith, hour.reader())
    site.shell(MAKE_OLD)
    with hour.task("Confirm a page that is due"):
        confirm(edith)
    with hour.task("Look at a broken link"):
        look_at_link(edith)
    with hour.task("Archive the page and publish it again"):
        archive(edith)
    look_small_and_dark(hour, edith)
    logger.info("%d pictures in %s", hour.pictures, FOLDER)


def home(hand: Hand) -> None:
    hand.click(hand.page.locator("#site-name a"))
    expect(hand.page.get_by_role("heading", name="What waits for you")).to_be_visible()


def put_photos(ada: Hand) -> None:
    ada.follow("Upload images")
    photos = []
    for name, colour in (("IMG_0001.jpg", "#6b9a5b"), ("IMG_0002.jpg", "#8a6b4f")):
        file = BytesIO()
        Image.new("RGB", (1600, 1000), colour).save(file, "JPEG")
        photos.append([name, base64.b64encode(file.getvalue()).decode()])
    ada.page.evaluate(DROP, photos)
    ada.hour.clicks += 1
    cards = ada.page.get_by_role("group", name=re.compile("^Image "))
    expect(cards).to_have_count(2)
    ada.look("photos-dropped", whole=True)
    ada.write(cards.first.get_by_label("Alternative text"), ALT)
    ada.write(cards.last.get_by_label("Alternative text"), "IMG_0002.jpg")
    ada.press("Save descriptions")
    expect(cards).to_have_count(1)
    ada.look("photo-refused", whole=True)
    ada.write(cards.first.get_by_label("Alternative text"), "A spade in dark, loose soil")
    ada.press("Save descriptions")
    ada.look("photos-described")
    home(ada)


def write_article(ada: Hand) -> None:
    page = ada.page
    ada.follow("New article")
    ada.look("new-article")
    ada.write(page.locator("#id_title"), TITLE)
    ada.press("Save draft")
    expect(page.locator(".error-places")).to_be_visible()
    ada.look("title-alone-is-not-enough")
    ada.write(page.locator("#id_summary"), "Kneel on a mat, change sides often, and stop in time.")
    body = page.locator(".field-body [contenteditable=true]")
    ada.click(body)
    ada.tool("Heading 2")
    ada.type("Before you begin\nWarm up by walking around the garden for five minutes.\n")
    ada.tool("Heading 2")
    ada.type("While you dig\nStand close to the spade.")
    ada.look("body-typed")
    ada.press("Add another Source")
    for name, words in (
        ("organisation", "NICE"),
        ("title", "Low back pain and sciatica in over 16s"),
        ("year", "2020"),
        ("url", "https://www.nice.org.uk/guidance/ng59"),
    ):
        ada.write(page.locator(f"#id_sources-0-{name}"), words)
    ada.look("source-typed")
    ada.click(body.get_by_text("Stand close to the spade."))
    page.keyboard.press("End")
    ada.tool("Source")
    ada.look("source-dialog")
    ada.click(page.get_by_role("dialog").get_by_role("button", name=re.compile("NICE")))
    page.keyboard.press("Enter")
    ada.tool("Page")
    dialog = page.get_by_role("dialog")
    ada.write(dialog.get_by_role("searchbox"), "bridge")
    ada.look("exercise-dialog")
    ada.click(dialog.get_by_role("button", name=re.compile("Bridge")))
    expect(body).to_contain_text("Bridge")
    ada.look("exercise-placed")
    ada.choose("lead_image", "kneels", ALT)
    ada.choose("topics", "low b", "Low back pain")
    ada.press("Save draft")
    ada.told("added")
    ada.look("first-saved")
    ada.click(body.get_by_text("Warm up"))
    page.keyboard.press("End")
    ada.type(LONG)
    expect(page.locator("[data-editing-status]")).to_contain_text("Saved")
    frame = page.frame_locator("#preview iframe")
    expect(frame.get_by_role("heading", name="While you dig")).to_be_visible()
    ada.look("checks-and-preview")
    panel = page.get_by_role("region", name="Before publishing")
    finding = panel.locator(".readiness-groups a").first
    expect(finding).to_be_visible()
    ada.click(finding)
    ada.look("led-to-the-field")
    page.keyboard.press("Escape")
    ada.press("Save draft")
    ada.told("changed")
    ada.look("draft-saved")


def submit(ada: Hand, note: str) -> None:
    ada.step("Submit for review…")
    ada.look("submit")
    ada.write(ada.page.locator("#id_note"), note)
    ada.press("Submit for review")
    expect(ada.page.locator(".page-state")).to_contain_text("submitted")
    ada.look("submitted")


def name_reviewer(edith: Hand) -> None:
    home(edith)
    edith.look("edith-what-waits")
    edith.follow(re.compile("waits for a review"))
    edith.look("edith-drafts")
    edith.click(edith.page.get_by_role("link", name=TITLE).first)
    edith.look("edith-draft")
    edith.choose("reviewer", "ruth", "Ruth Hall")
    edith.press("Save draft")
    expect(edith.page.locator(".messagelist .success")).to_be_visible()
    edith.look("reviewer-named")


def review(ruth: Hand, what: str, note: str) -> None:
    home(ruth)
    ruth.look("ruth-what-waits")
    ruth.follow(re.compile("for you to review"))
    ruth.look("ruth-drafts")
    ruth.click(ruth.page.get_by_role("link", name=TITLE).first)
    ruth.look("ruth-draft")
    ruth.step(f"{what}…")
    ruth.look(f"ruth-{what.lower().replace(' ', '-')}")
    if note:
        ruth.write(ruth.page.locator("#id_note"), note)
    ruth.press(what)
    expect(ruth.page.locator(".messagelist .success")).to_be_visible()
    ruth.look("ruth-done")


def change_and_submit(ada: Hand) -> None:
    home(ada)
    ada.look("ada-what-waits")
    ada.follow(re.compile("of yours to be changed"))
    ada.click(ada.page.get_by_role("link", name=TITLE).first)
    ada.look("changes-asked")
    ada.click(ada.page.locator(".field-body [contenteditable=true]").get_by_text("Warm up"))
    ada.page.keyboard.press("End")
    ada.type(" Kneel for ten minutes at most.")
    submit(ada, "")


def schedule_and_publish(edith: Hand) -> None:
    home(edith)
    edith.look("edith-what-waits")
    edith.follow(re.compile("approved draft"))
    edith.click(edith.page.get_by_role("link", name=TITLE).first)
    edith.look("approved")
    edith.step("Schedule…")
    edith.look("schedule")
    edith.write(edith.page.locator("#id_at"), "2040-05-03T09:00")
    edith.press("Schedule")
    expect(edith.page.locator(".page-state")).to_contain_text("3 May 2040")
    edith.look("scheduled")
    edith.step("Cancel the schedule")
    expect(edith.page.locator(".messagelist .success")).to_be_visible()
    edith.look("schedule-cancelled")
    edith.step("Save and publish")
    edith.told("is published")
    edith.look("published")


def rename(edith: Hand, reader: Hand) -> None:
    edith.step("Edit as a draft")
    edith.write(edith.page.locator("#id_slug"), NEW_SLUG)
    edith.look("another-address")
    edith.step("Save and publish")
    edith.told("is published")
    edith.look("published-at-another-address")
    reader.page.goto(f"/articles/{SLUG}/")
    expect(reader.page).to_have_url(f"{reader.hour.site.url}/articles/{NEW_SLUG}/")
    reader.look("reader-redirected")


def share(edith: Hand, guest: Hand) -> None:
    edith.step("Edit as a draft")
    edith.press("Share…", "link")
    edith.look("share")
    edith.write("For whom", "Dr Hall, physiotherapist")
    edith.press("Make a link")
    edith.look("share-made")
    address = edith.page.get_by_label("Address").input_value()
    guest.page.goto(address)
    guest.look("guest-sees-draft")
    edith.press(re.compile("^Revoke"))
    edith.told("opens no more")
    edith.look("share-revoked")
    guest.page.goto(address)
    guest.look("guest-sees-nothing")
    edith.follow("Back to the draft")


def collide(edith: Hand, other: Hand) -> None:
    address = edith.page.url
    other.page.goto(address)
    other.write(other.page.locator("#id_summary"), "Kneel on a mat and stop while it is fun.")
    other.press("Save draft")
    other.told("changed")
    edith.write(edith.page.locator("#id_summary"), "Kneel on a mat, and change sides often.")
    expect(edith.page.locator("[data-editing-status]")).to_contain_text("changed this page")
    edith.look("somebody-else-saved")
    edith.press("Save draft")
    edith.look("conflict", whole=True)
    edith.press("Save mine")
    edith.told("changed")
    edith.look("conflict-settled")


def restore(edith: Hand) -> None:
    edith.follow("History")
    edith.look("history", whole=True)
    edith.press("Compare the chosen versions")
    edith.look("difference", whole=True)
    edith.page.go_back()
    edith.press(re.compile("^Restore"))
    expect(edith.page.locator(".messagelist .success")).to_be_visible()
    edith.look("restored")
    edith.step("Discard the draft…")
    edith.look("discard")
    edith.press("Discard the draft")
    edith.look("discarded")


def settle(edith: Hand, reader: Hand) -> None:
    reader.page.goto(f"/articles/{NEW_SLUG}/")
    reader.follow(re.compile("Report a problem"))
    reader.click(reader.page.get_by_label("Something is hard to understand"))
    reader.write("What is wrong, and where?", "How thick should the mat be?")
    reader.write("Your e-mail address", "reader@example.org")
    reader.look("reader-reports", whole=True)
    reader.press("Send the report")
    reader.look("reader-has-reported")
    home(edith)
    edith.look("problem-waits")
    edith.follow(re.compile("problem.*report|reported.*problem"))
    edith.look("problems")
    edith.follow("Something is hard to understand")
    edith.look("problem", whole=True)
    edith.page.locator("#id_state").select_option("solved")
    edith.write(edith.page.locator("#id_reply"), "Thank you. Two centimetres are enough.")
    edith.click(edith.page.get_by_label("Send the reply by e-mail now"))
    edith.press("Save")
    edith.told("on its way")
    edith.look("problem-settled")


def redirect(edith: Hand, reader: Hand) -> None:
    reader.page.goto("/articles/sciatica-pain/")
    reader.look("reader-finds-nothing")
    home(edith)
    edith.look("missed-address-waits")
    edith.follow(re.compile("readers did not find"))
    edith.look("missed-addresses")
    edith.press("Redirect…", "link")
    edith.look("redirect")
    edith.press("Save")
    edith.look("redirect-made")


def confirm(edith: Hand) -> None:
    home(edith)
    edith.follow(re.compile("overdue|due for review|review is due"))
    edith.look("reviews")
    edith.press(re.compile("reviewed, no change"))
    expect(edith.page.locator(".messagelist .success")).to_be_visible()
    edith.look("reviewed")


def look_at_link(edith: Hand) -> None:
    home(edith)
    edith.look("broken-link-waits")
    edith.follow(re.compile("broken link|link.* broken|links? (lead|are|is)"))
    edith.look("broken-links")


def archive(edith: Hand) -> None:
    home(edith)
    edith.click(edith.page.get_by_role("link", name=TITLE).first)
    edith.step("Archive…")
    edith.look("archive")
    edith.press(re.compile("^Archive"))
    expect(edith.page.locator(".messagelist .success")).to_be_visible()
    edith.look("archived")
    edith.step("Publish again")
    expect(edith.page.locator(".messagelist .success")).to_be_visible()
    edith.look("published-again")
    edith.step("Edit as a draft")


def look_small_and_dark(hour: Hour, edith: Hand) -> None:
    """The screens that are looked at most, on a phone and in the dark."""
    draft = edith.page.url.removeprefix(hour.site.url)
    article = draft.removesuffix("change/")
    screens = {
        "desk": "/admin/",
        "draft": draft,
        "history": f"{article}history/",
        "difference": f"{article}history/changes/",
        "schedule": f"{article}schedule/",
        "share": f"{article}links/",
        "reviews": "/admin/publishing/page/reviews/",
        "problems": "/admin/problems/problem/?state=all",
        "upload": "/admin/library/image/upload/",
        "links": "/admin/linkcheck/link/",
    }
    cookies = edith.page.context.cookies()
    for way, width, dark in (
        ("phone", PHONE, False),
        ("dark", WIDTH, True),
        ("dark-phone", PHONE, True),
    ):
        context = hour.context(width=width, dark=dark)
        context.add_cookies(cookies)  # type: ignore[arg-type]
        hand = Hand(hour, context.new_page())
        for name, path in screens.items():
            hand.page.goto(path)
            hand.look(f"{way}-{name}", whole=width == PHONE)
        context.close()


if __name__ == "__main__":
    visit_own(play)
