"""What the device keeps, what it shows without a connection, and what it never keeps."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.playing import part, wait

ROUTINE = "/routines/morning-loosener/"
PLAYER = f"{ROUTINE}play/"
EXERCISE = "/exercises/bird-dog/"
ARTICLE = "/articles/sciatica/"
DIARY = "/diary/"

KEPT = """
async () => {
  const pages = await caches.open("pages");
  return (await pages.keys()).map(({ url }) => url.slice(location.origin.length)).sort();
}
"""

# Asks the worker to keep a page and waits for its answer.
KEEP = """
async ([path, isChosen]) => {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
  active.postMessage({ keep: location.origin + path, isChosen }, [port2]);
  return (await answer).isKept;
}
"""


# No connection, and the icon that a browser looks for beside a page that names none.
MEANT = r"ERR_INTERNET_DISCONNECTED|favicon\.ico"


@pytest.fixture
def kept_page(open_context, problems):
    """A page of a reader whose worker is at work. Failing without a connection is no problem."""
    page = open_context(service_workers="allow").new_page()
    page.goto("/about/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    yield page
    page.context.set_offline(False)
    problems[:] = [line for line in problems if not re.search(MEANT, line)]


def kept(page: Page) -> list[str]:
    """The paths that the device keeps."""
    return page.evaluate(KEPT)


def until(page: Page, code: str, argument: object = None) -> None:
    """Wait until the asynchronous function ``code`` returns something true."""
    for _ in range(300):
        if page.evaluate(code, argument):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"It never came true: {code}")


def visit(page: Page, path: str) -> None:
    """Open the page and wait until it is kept."""
    page.goto(path)
    until(page, "async (path) => Boolean(await (await caches.open('pages')).match(path))", path)


def keep(page: Page, path: str, *, chosen: bool = False) -> bool:
    return page.evaluate(KEEP, [path, chosen])


def worker_of(page: Page):
    context = page.context
    if not context.service_workers:
        context.wait_for_event("serviceworker")
    (worker,) = context.service_workers
    return worker


def network(page: Page, code: str) -> None:
    """Replace what the worker gets from the network by what the function ``code`` returns."""
    worker_of(page).evaluate(f"() => {{ self.real ??= self.fetch; self.fetch = {code}; }}")


def tamper(page: Page, path: str, words: str) -> None:
    """Put a mark into the kept copy, to tell it from the page."""
    page.evaluate(
        """
        async ([path, words]) => {
          const pages = await caches.open("pages");
          const response = await pages.match(path);
          const html = (await response.text()).replace("<h1>", `<h1>${words} `);
          await pages.put(path, new Response(html, { headers: response.headers }));
        }
        """,
        [path, words],
    )


NOTE = ".offline-note"


def test_a_page_that_was_read_can_be_read_again_without_a_connection(kept_page):
    page = kept_page
    visit(page, ROUTINE)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Morning loosener")
    expect(page.locator(NOTE)).to_contain_text("This page was saved on")
    year = page.evaluate("new Date().getFullYear()")
    expect(page.locator(NOTE)).to_contain_text(re.compile(rf"saved on \d+ \w+ {year}"))
    expect(page.locator("#safety .care-emergency")).to_be_visible()
    # With its style: the header is laid out in a row.
    expect(page.locator(".site-header > .wrap")).to_have_css("display", "flex")


def test_the_first_page_of_all_is_kept_too(open_context, problems):
    page = open_context().new_page()
    visit(page, EXERCISE)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bird-dog")
    problems[:] = [line for line in problems if not re.search(MEANT, line)]


def test_a_routine_that_was_opened_can_be_played_without_a_connection(kept_page):
    page = kept_page
    visit(page, ROUTINE)
    until(page, "async (path) => Boolean(await caches.match(path))", PLAYER)
    page.context.set_offline(True)
    page.clock.install()
    page.get_by_role("link", name="Start the routine").click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(part(page, "name")).to_have_text("Pelvic tilt")
    wait(page, 505)
    expect(part(page, "done-text")).to_have_text("Morning loosener: 8:25 of exercise.")


def test_a_page_that_was_never_read_gives_one_that_helps(kept_page):
    page = kept_page
    visit(page, ROUTINE)
    page.context.set_offline(True)
    page.goto(ARTICLE)
    expect(page.locator(NOTE)).to_have_text(
        "You are offline, and this page is not kept on this device."
    )
    expect(page.locator("#safety .care-emergency")).to_contain_text("Call 999")
    expect(page.get_by_role("link", name="Morning loosener").first).to_be_visible()
    page.get_by_role("link", name="Morning loosener").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Morning loosener")


def test_a_copy_is_never_shown_while_there_is_a_connection(kept_page):
    page = kept_page
    visit(page, EXERCISE)
    tamper(page, EXERCISE, "OLD")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bird-dog")
    expect(page.locator(NOTE)).to_have_count(0)
    # And the copy has followed.
    until(
        page,
        "async (path) => !(await (await caches.match(path)).text()).includes('<h1>OLD')",
        EXERCISE,
    )


def test_the_copy_stands_in_for_a_network_that_is_silent_or_a_server_that_fails(
    kept_page, problems
):
    page = kept_page
    visit(page, EXERCISE)
    tamper(page, EXERCISE, "OLD")
    network(page, "() => new Promise(() => {})")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("OLD Bird-dog")
    expect(page.locator(NOTE)).to_be_visible()

    network(page, "async () => new Response('', { status: 503 })")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("OLD Bird-dog")
    problems.clear()


def test_a_page_that_is_gone_is_forgotten(kept_page, problems):
    page = kept_page
    visit(page, EXERCISE)
    network(page, "async () => new Response('gone', { status: 410 })")
    page.reload()
    until(page, "async (path) => !(await caches.match(path))", EXERCISE)
    problems.clear()


@pytest.mark.parametrize(
    "path",
    ["/search/?q=pain", "/contact/", ARTICLE, "/exercises/?level=1", "/admin/login/", "/about/"],
)
def test_what_is_not_for_doing_is_not_kept(kept_page, path):
    page = kept_page
    page.goto(path)
    visit(page, EXERCISE)  # Whatever was to be kept before is kept by now.
    assert keep(page, EXERCISE)
    assert not [found for found in kept(page) if not found.startswith((EXERCISE, DIARY))]


@pytest.mark.parametrize(
    "headers",
    [
        {"Vary": "Accept-Encoding, Cookie"},
        {"Cache-Control": "no-store"},
        {"Cache-Control": "private, max-age=60"},
        {"Content-Type": "text/calendar"},
    ],
)
def test_answers_that_are_for_one_reader_or_no_pages_are_not_kept(kept_page, headers):
    page = kept_page
    fields = {"Content-Type": "text/html"} | headers
    network(
        page,
        "async () => { const answer = new Response('<h1>Mine</h1>', "
        f"{{ headers: {json.dumps(fields)} }});"
        "Object.defineProperty(answer, 'type', { value: 'basic' }); return answer; }",
    )
    assert keep(page, "/exercises/mine/") is False
    assert "/exercises/mine/" not in kept(page)


def test_a_request_from_elsewhere_is_not_kept(kept_page):
    page = kept_page
    worker_of(page).evaluate("() => { self.asked = []; self.real = self.fetch; }")
    page.evaluate(
        "navigator.serviceWorker.ready.then(({ active }) =>"
        " active.postMessage({ keep: 'https://example.org/exercises/x/' }))"
    )
    assert keep(page, EXERCISE)
    assert kept(page) == [DIARY, EXERCISE, f"{EXERCISE}play/"]


PLAIN = (
    "async (address) => { const path = String(address.url ?? address);"
    " const answer = new Response(`<h1>${path}</h1>`,"
    " { headers: { 'Content-Type': 'text/html; charset=utf-8' } });"
    " Object.defineProperty(answer, 'type', { value: 'basic' }); return answer; }"
)


def test_sixty_pages_are_kept_and_the_oldest_makes_room_but_for_those_that_were_chosen(kept_page):
    page = kept_page
    network(page, PLAIN)
    assert keep(page, "/exercises/chosen/", chosen=True)
    for number in range(62):
        assert keep(page, f"/exercises/e{number:02}/")
    found = kept(page)
    assert len(found) == 60
    assert "/exercises/chosen/" in found
    assert "/exercises/e61/" in found
    assert not {"/exercises/e00/", "/exercises/e01/", "/exercises/e02/"} & set(found)


def test_of_routines_of_the_readers_own_a_handful_is_kept_and_those_that_were_chosen(kept_page):
    page = kept_page
    network(page, PLAIN)
    assert keep(page, EXERCISE)
    assert keep(page, "/routines/build/?r=chosen", chosen=True)
    for number in range(14):
        assert keep(page, f"/routines/build/?r={number:02}")
    newest = [f"/routines/build/?r={number:02}" for number in range(4, 14)]
    assert kept(page) == [EXERCISE, *newest, "/routines/build/?r=chosen"]


def test_the_diary_opens_without_a_connection_and_what_is_noted_then_stays(kept_page):
    page = kept_page
    visit(page, EXERCISE)
    until(page, "async (path) => Boolean(await caches.match(path))", DIARY)
    page.context.set_offline(True)
    page.goto(DIARY)
    expect(page.locator(NOTE)).to_contain_text("This page was saved on")
    page.get_by_label("What you did").fill("A walk")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".diary-entries")).to_contain_text("A walk")
    page.reload()
    expect(page.locator(".diary-entries")).to_contain_text("A walk")


def test_the_diary_of_a_page_that_was_chosen_stays_with_it(kept_page):
    page = kept_page
    assert keep(page, ROUTINE, chosen=True)
    assert keep(page, EXERCISE)
    assert page.evaluate(
        "async (path) => (await caches.match(path)).headers.has('x-chosen')", DIARY
    )


def test_a_page_keeps_the_files_it_was_made_with_and_no_others_stay(kept_page):
    page = kept_page
    old = "/static/css/old.0123456789ab.css"
    network(
        page,
        "async (address) => { const path = String(address.url ?? address);"
        " const isFile = path.includes('/static/');"
        f' const html = \'<link rel="stylesheet" href="{old}">\';'
        " const answer = new Response(isFile ? 'p {}' : html,"
        " { headers: { 'Content-Type': isFile ? 'text/css' : 'text/html' } });"
        " Object.defineProperty(answer, 'type', { value: 'basic' }); return answer; }",
    )
    has_old = f"async () => Boolean(await caches.match('{old}'))"
    assert keep(page, "/exercises/of-yesterday/")
    assert page.evaluate(has_old)
    network(page, "self.real")
    assert keep(page, EXERCISE)  # A page of today tidies up.
    assert page.evaluate(has_old)
    page.evaluate("caches.open('pages').then((pages) => pages.delete('/exercises/of-yesterday/'))")
    assert keep(page, EXERCISE)
    assert not page.evaluate(has_old)


def test_scripts_are_kept_with_all_that_they_import(kept_page):
    page = kept_page
    assert keep(page, PLAYER)
    files = page.evaluate(
        "caches.open('files').then((files) => files.keys())"
        ".then((keys) => keys.map(({ url }) => url))"
    )
    names = {re.sub(r"\.[0-9a-f]{12}\.", ".", url.rpartition("/static/")[2]) for url in files}
    player = {f"js/player/{name}.js" for name in ("player", "session", "timeline", "wording",
              "device", "cues")}  # fmt: skip
    assert player <= names
    assert "css/site.css" in names


def test_copies_with_an_older_safety_text_follow_when_there_is_a_connection(kept_page):
    page = kept_page
    visit(page, EXERCISE)
    page.evaluate(
        """
        async (path) => {
          const pages = await caches.open("pages");
          const response = await pages.match(path);
          const headers = new Headers(response.headers);
          headers.set("x-edition", "older");
          await pages.put(path, new Response("<h1>Old advice</h1>", { headers }));
        }
        """,
        EXERCISE,
    )
    worker_of(page).evaluate("() => { isRefreshed = false; }")
    page.goto("/about/")
    until(
        page,
        "async (path) => (await (await caches.match(path)).text()).includes('Bird-dog')",
        EXERCISE,
    )


def test_a_routine_is_kept_by_a_button_listed_and_removed(kept_page):
    page = kept_page
    page.goto(ROUTINE)
    page.get_by_role("button", name="Keep offline").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    expect(page.get_by_role("button", name="Keep offline")).to_be_hidden()
    page.get_by_role("link", name="What is kept").click()
    rows = page.locator("[data-kept-list] li")
    expect(rows).to_have_count(3)  # The diary and the player belong to it.
    expect(rows.nth(1)).to_contain_text("Morning loosener")
    expect(rows.first).to_contain_text("saved on")
    page.get_by_role("button", name="Remove “Morning loosener”").first.click()
    expect(rows).to_have_count(2)
    page.reload()
    expect(rows).to_have_count(2)
    assert len(kept(page)) == 2


def test_everything_kept_can_be_removed_at_once(kept_page):
    page = kept_page
    assert keep(page, ROUTINE, chosen=True)
    page.goto("/offline/")
    page.get_by_role("button", name="Remove all").click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    assert kept(page) == []


def test_keeping_without_a_connection_says_that_it_did_not_work(kept_page):
    page = kept_page
    page.goto(ROUTINE)
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep offline").click()
    expect(page.get_by_text("That did not work.")).to_be_visible()


def test_the_site_can_be_installed(open_context):
    page = open_context().new_page()
    page.goto("/")
    devtools = page.context.new_cdp_session(page)
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")
    obstacles = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # The profiles of tests are private ones, in which nothing can be installed.
    assert {found["errorId"] for found in obstacles} <= {"in-incognito"}
    data = json.loads(manifest["data"])
    for icon in data["icons"]:
        assert page.request.get(icon["src"]).ok
