"""A real Chromium on a real server.

A test takes ``page`` (or ``open_page`` for another width, colour scheme or without scripts),
``editor_page`` (signed in as an editor) and ``site`` (its address and its ``manage.py``); or
``survey``, which opens every kind of page once for all tests that only look. A page
fails its test when the browser reports an error: a script that throws, a violation of the
content security policy, a file that is missing. A test that means to cause one removes it:
``problems.clear()``.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.site import Site
from tests.browser.surveying import Survey, surveyor

EDITOR = "edith"
PASSWORD = "eleven purple kettles"

# Chromium on a machine without a network, a screen or a user.
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--headless",
    "--no-first-run",
    "--no-sandbox",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """A running site with the demo content, shared by all browser tests: leave it as it was."""
    running = Site(tmp_path_factory.mktemp("site"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's event loop stays in this process, and Django would refuse its database to
    # every test that comes after on account of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What the browser complained about; whatever is left at the end fails the test."""
    found: list[str] = []
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def open_context(browser, site, problems) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a fresh browser profile whose pages are watched for problems."""
    contexts = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                message.type == "error"
                and problems.append(f"{page.url}: {message.text} {message.location.get('url', '')}")
            ),
        )

    def make(**options) -> BrowserContext:
        context = browser.new_context(base_url=site.url, **options)
        context.set_default_timeout(15_000)
        context.on("page", watch)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(open_context) -> Callable[..., Page]:
    """Opens a page of a reader: ``open_page(width=360, dark=True, scripts=False)``."""

    def make(*, width=1280, dark=False, scripts=True, **options) -> Page:
        return open_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            **options,
        ).new_page()

    return make


@pytest.fixture
def page(open_page) -> Page:
    """A page of a reader on a wide screen."""
    return open_page()


@pytest.fixture(scope="session")
def survey(browser, site) -> Callable[[str], Survey]:
    """What is known of each kind of page, by its name in ``surveying.PAGES``."""
    return surveyor(browser, site)


@pytest.fixture(scope="session")
def editor_session(browser, site):
    """The cookies of an editor who has signed in through the form."""
    site.manage("editor", "--username", EDITOR, "--password-stdin", stdin=f"{PASSWORD}\n")
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site.url}/admin/")
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture
def editor_page(open_page, editor_session) -> Page:
    """A page of an editor who has signed in."""
    return open_page(storage_state=editor_session)
