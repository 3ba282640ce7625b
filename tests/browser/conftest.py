"""A real Chromium on a real server.

A test takes ``page`` (or ``open_page`` for another width, colour scheme or without scripts),
``editor_page`` (signed in as an editor), ``site`` (its address and its ``manage.py``) and
``mail_server`` (what the site has mailed); or ``survey``, which opens every kind of page once for
all tests that only look. A page fails its test when the browser reports an error: a script that
throws, a violation of the content security policy, a file that is missing. A test that means to
cause one removes it: ``problems.clear()``.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.site import Site
from tests.browser.surveying import Survey, surveyor
from tests.smtp import MailServer

EDITOR = "edith"
PASSWORD = "eleven purple kettles"

# What comes true at all comes true within this time, on a machine with too much to do as well.
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)

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
def mail_server() -> Iterator[MailServer]:
    """The mail server of the site. ``taken`` has the mail of all tests: look for your own."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def site(tmp_path_factory, mail_server) -> Iterator[Site]:
    """A running site with the demo content, shared by the browser tests: leave it as it was.

    Each process of pytest-xdist has its own; the first one makes what the others copy.
    """
    running = Site(tmp_path_factory.mktemp("site"), mail_url=mail_server.url)
    made = Path(os.environ["BACKCARE_TEST_FOLDER"], "site")
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        is_first = not made.exists()
        if is_first:
            running.start()
            running.save(made)
    if not is_first:
        running.start_from(made)
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
        context.set_default_timeout(PATIENCE)
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


@pytest.fixture(scope="session")
def session_of(site) -> Callable[[str], dict]:
    """The cookies of a person of a role ("author", "reviewer" …), whose name is the role's too.

    Each is a contributor, under the name in upper case, and has an address for mail.
    """
    made: dict[str, dict] = {}

    def sign_in(role: str) -> dict:
        if role not in made:
            key = site.shell(SIGN_IN.format(role=role)).strip()
            cookie = {"name": "session", "value": key, "url": site.url}
            made[role] = {"cookies": [cookie], "origins": []}
        return made[role]

    return sign_in


SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from backcare.people.models import Contributor, User
user = User.objects.create_user("{role}", "{role}@example.org", is_staff=True)
user.groups.add(Group.objects.get(name="{role}"))
Contributor.objects.create(name="{role}".upper(), slug="demo-{role}", user=user)
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key)
"""


@pytest.fixture
def desk_page(open_page, session_of) -> Callable[..., Page]:
    """A page of a person of a role who has signed in: ``desk_page("reviewer", width=390)``."""

    def make(role: str, **options) -> Page:
        page = open_page(**options)
        page.context.add_cookies(session_of(role)["cookies"])
        return page

    return make
