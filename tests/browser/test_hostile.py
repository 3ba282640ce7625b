"""Nothing that anybody wrote runs, whether or not the content policy would stop it.

``hostile`` fills the shared site with strings that try, in every field of every kind of row, and
takes them out again. Every page that shows them is opened in a browser that reports what runs.
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.hostile import ATTRIBUTES, ENDS, SCRIPTS, SHORT, STRINGS, TAGS, packed
from tests.browser.surveying import expect_none

LISTS = ["/", "/articles/", "/articles/?page=2", "/exercises/", "/exercises/?factor=hostile"]
LISTS += ["/routines/", "/topics/", "/glossary/", "/search/?q=hit", "/contact/", "/nowhere/"]

# What no page of the site has, and what an escape would bring in.
FOREIGN = """() => {
  const foreign =
    "iframe:not(#preview iframe), frame, object, embed, base, portal, marquee, meta[http-equiv]";
  const found = [...document.querySelectorAll(foreign)].map((element) => element.outerHTML);
  for (const element of document.querySelectorAll("*"))
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) found.push(`${element.localName} ${name}=${value}`);
      if (["href", "src", "action", "formaction", "data", "xlink:href"].includes(name)) {
        const { protocol, host } = new URL(value, document.baseURI);
        if (!/^(https?|mailto|tel):$/.test(protocol) || /evil/.test(host))
          found.push(`${element.localName} ${name}=${value}`);
      }
    }
  for (const script of document.scripts)
    if (!script.src && script.type !== "application/ld+json" && /hit|evil/.test(script.text))
      found.push(script.outerHTML);
  return found.map((complaint) => complaint.slice(0, 200));
}"""
# On pages for readers no element has a style of its own, and no script stands in the page.
INLINE = """() => [
  ...document.querySelectorAll("style, [style], script:not([src], [type='application/ld+json'])"),
].map((element) => element.outerHTML.slice(0, 200))"""
STRUCTURED = """() => [...document.querySelectorAll("script[type='application/ld+json']")]
  .flatMap((script) => JSON.parse(script.text)["@graph"])"""
KINDS = {"BreadcrumbList", "ExercisePlan", "MedicalWebPage", "WebPage", "WebSite"}
REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  report(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""


@pytest.fixture(scope="module")
def hostile(site):
    """Where the hostile rows show, and how to sign in to see those of the desk."""
    where = json.loads(site.shell("from tests.browser.hostile import fill; fill()"))
    yield where
    site.shell(f"from tests.browser.hostile import clear; clear({where['undo']!r})")


@pytest.fixture(params=[False, True], ids=["without policy", "with policy"])
def policy(request) -> bool:
    """Whether the content policy is in force. What it would stop must not even try."""
    return request.param


@pytest.fixture
def context(policy, browser, site, hostile):
    """A profile that reports what runs."""
    context = browser.new_context(base_url=site.url, bypass_csp=not policy)
    yield context
    context.close()


@pytest.fixture
def ran(context) -> list[str]:
    """What ran, or was kept from it by the policy alone."""
    happened: list[str] = []
    context.expose_function("hit", lambda *_: happened.append("hit()"))
    context.expose_function("report", lambda what: happened.append(what))
    context.add_init_script(REPORT_VIOLATIONS)
    context.on("dialog", lambda dialog: (happened.append("dialog"), dialog.dismiss()))
    return happened


def lighten(context: BrowserContext, *kinds: str) -> None:
    """Leave out what the page asks for of these kinds; a failing image runs its handler at once."""
    context.route(
        "**/*",
        lambda route: route.abort() if route.request.resource_type in kinds else route.continue_(),
    )


def chosen(paths: list[str], policy: bool) -> list[str]:
    """All paths where nothing stands in the way; some where the policy reports what it stopped."""
    return paths[::5] if policy else paths


def visit(tab: Page, paths: Iterable[str], ran: list[str], *checks: str) -> list[str]:
    """Open each path; returns what ran there or does not belong there."""
    found = []
    for path in paths:
        tab.goto(path, wait_until="load")
        for check in checks:
            ran += tab.evaluate(check)
        found += [f"{path}: {what}" for what in ran]
        ran.clear()
    return found


def test_nothing_runs_on_pages_for_readers(context, ran, hostile, policy):
    lighten(context, "image", "stylesheet")
    paths = [*LISTS, *hostile["articles"][:9], *hostile["pages"]]

    expect_none(visit(context.new_page(), chosen(paths, policy), ran, FOREIGN, INLINE))


def test_nothing_runs_that_readers_say(context, ran, hostile, policy):
    lighten(context, "image", "stylesheet")
    tab = context.new_page()
    paths = chosen(hostile["comments"][:-1], policy)

    expect_none(visit(tab, paths, ran, FOREIGN, INLINE))
    for string in (ENDS[0] + ENDS[3], ATTRIBUTES[0] + ATTRIBUTES[3]):
        tab.goto(hostile["articles"][1])
        for name in ("name", "email", "text"):
            tab.locator(f"#comment-{name}").fill(string)
        tab.get_by_role("link", name="Reply to").first.click()  # Moves the form, by script.
        assert tab.evaluate(FOREIGN) == tab.evaluate(INLINE) == ran == []
        tab.get_by_role("button", name="Send comment").click()
        expect(tab.get_by_role("alert")).to_be_visible()
        assert tab.evaluate(FOREIGN) == tab.evaluate(INLINE) == ran == []


def test_what_readers_say_is_shown_as_it_was_written(browser, site, hostile):
    """The hostile comments are there, in all parts together, so that the others have seen them."""
    page = browser.new_context(base_url=site.url, java_script_enabled=False).new_page()
    try:
        shown = ""
        for path in hostile["comments"]:
            if "?comments=" in path:
                page.goto(path)
                shown += " ".join(page.locator("#comments").inner_text().split())
        missing = [s for s in TAGS + ATTRIBUTES if " ".join(s.split()) not in shown]
        assert missing == []
    finally:
        page.context.close()


def test_a_feed_of_comments_brings_paragraphs_and_links_only(page, hostile):
    response = page.request.get(hostile["comments"][-1])
    entries = ElementTree.fromstring(response.body()).findall("{*}entry")
    assert len(entries) > 20
    page.goto("/contact/")
    for entry in entries:
        found = page.evaluate(
            "html => [...new DOMParser().parseFromString(html, 'text/html').body"
            ".querySelectorAll('*')].map(e => e.localName + [...e.attributes].map(a => a.name))",
            entry.findtext("{*}summary"),
        )
        assert set(found) <= {"p", "br", "ahref,rel"}


def test_nothing_runs_where_a_reader_s_own_words_are_shown(context, ran, policy):
    lighten(context, "image", "stylesheet", "script")
    tab = context.new_page()
    searches = [f"/search/?{urlencode({'q': words})}" for words in packed(200)]
    missing = [f"/{quote(string)}/" for string in [*SHORT, *ENDS[:5], *ATTRIBUTES[:5]]]
    missing += [f"/search/?{urlencode({'kind': string, 'page': string})}" for string in SHORT]

    expect_none(visit(tab, chosen(searches + missing, policy), ran, FOREIGN, INLINE))
    for string in (ENDS[0] + ENDS[3], ATTRIBUTES[0] + ATTRIBUTES[3]):
        tab.goto("/contact/")
        for name in ("name", "email", "message"):
            tab.locator(f"#id_{name}").fill(string)
        tab.get_by_role("button", name="Send message").click()
        expect(tab.get_by_role("alert")).to_be_visible()
        assert tab.evaluate(FOREIGN) == tab.evaluate(INLINE) == ran == []


def test_nothing_runs_at_the_desk(context, ran, hostile, site, policy):
    lighten(context, "image", "stylesheet")
    context.add_cookies([{"name": "session", "value": hostile["session"], "url": site.url}])
    tab = context.new_page()

    expect_none(visit(tab, chosen(hostile["desk"], policy), ran, FOREIGN))
    tab.goto("/admin/library/image/add/")
    tab.locator("input[type=file]").set_input_files(
        {"name": f"{ATTRIBUTES[2]}.svg", "mimeType": "image/svg+xml", "buffer": TAGS[20].encode()}
    )
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.locator(".errorlist").first).to_be_visible()
    assert tab.evaluate(FOREIGN) == ran == []


def test_words_are_shown_as_they_were_written(browser, site, hostile):
    """The hostile strings are there, so that the other tests have seen them."""
    page = browser.new_context(base_url=site.url, java_script_enabled=False).new_page()
    try:
        page.goto(hostile["articles"][0])
        shown = page.locator("#sources").inner_text()
        missing = [s for s in STRINGS if s.isprintable() and " ".join(s.split()) not in shown]
        assert missing == []
        assert page.title() == ENDS[2] + ATTRIBUTES[2]
    finally:
        page.context.close()


def test_structured_data_stays_what_it_is(page, hostile, problems):
    lighten(page.context, "image")
    for path in [*hostile["articles"][:9], *hostile["pages"][:3]]:
        page.goto(path)
        nodes = page.evaluate(STRUCTURED)

        assert {"BreadcrumbList"} < {node["@type"] for node in nodes} <= KINDS
        for node in nodes:
            for citation in node.get("citation", []):
                assert citation.get("url", "https://").startswith(("http://", "https://"))
    page.goto(hostile["articles"][0])
    [article] = [node for node in page.evaluate(STRUCTURED) if "citation" in node]
    names = [source["name"] for source in article["citation"]]
    assert names[: len(TAGS)] == TAGS
    assert set(SCRIPTS) <= set(names)
    page.goto("about:blank")
    problems.clear()  # of the images, which have no files


def test_feeds_and_sitemaps_are_well_formed(page, hostile):
    paths = ["/feed/", "/topics/hostile/feed/", "/sitemap.xml"]
    index = page.request.get("/sitemap.xml").text()
    paths += re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", index)

    for path in paths:
        response = page.request.get(path)
        assert response.status == 200, path
        tree = ElementTree.fromstring(response.body())
        for element in tree.iter():
            assert not re.match(r"\s*(javascript|data|vbscript):", element.get("href", ""), re.I)
    assert "hit()" in response.text() or "hit()" in page.request.get("/feed/").text()


@pytest.mark.parametrize(
    "path", ["/", "/nowhere/", "/admin/login/", "/search/?page=x", "/site.css"]
)
def test_the_policy_allows_nothing_inline(page, path):
    policy = page.request.get(path).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
