"""What editors type stays, whatever becomes of the tab; and two at one page lose nothing."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import EDITOR

ANNA = "anna"
STATUS = "[data-editing-status]"
OWN_DRAFTS = "Article.objects.filter(slug__startswith='typed-')"


@pytest.fixture  # First among the arguments of a test: tabs must be closed before it goes.
def draft(site) -> Iterator[Callable[[str], str]]:
    """Makes a draft of an article; gives the address of its form."""

    def make(slug: str) -> str:
        pk = site.shell(
            "from articles.models import Article;"
            f"print(Article.objects.create(slug='typed-{slug}', title='Before', status='draft',"
            " summary='What it says.', body='<p>Words.</p>').pk)"
        )
        return f"/admin/articles/article/{pk.strip()}/change/"

    yield make
    site.shell(f"from articles.models import Article; {OWN_DRAFTS}.delete()")


@pytest.fixture(scope="session")
def anna_session(browser, site):
    """The cookies of a second editor, signed in without the form."""
    key = site.shell(
        "from importlib import import_module;"
        "from django.conf import settings;"
        "from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY;"
        "from django.contrib.auth.models import Group;"
        "from backcare.people.models import User;"
        f"user, _ = User.objects.get_or_create(username={ANNA!r}, is_staff=True,"
        " first_name='Anna', last_name='Rossi');"
        "user.groups.add(Group.objects.get(name='editor'));"
        "session = import_module(settings.SESSION_ENGINE).SessionStore();"
        "session[SESSION_KEY] = str(user.pk);"
        "session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0];"
        "session[HASH_SESSION_KEY] = user.get_session_auth_hash();"
        "session.save(); print(session.session_key)"
    ).strip()
    cookie = {"name": "session", "value": key, "domain": "127.0.0.1", "path": "/"}
    return {"cookies": [cookie], "origins": []}


def type_body(page: Page, text: str) -> None:
    body = page.locator(".field-body [contenteditable=true]")
    body.press("Control+End")
    body.press_sequentially(text)


def test_text_survives_the_tab_and_so_do_rows_and_emptied_fields(
    draft, editor_page, editor_session, open_page
):
    page, url = editor_page, draft("survives")
    page.goto(url)
    type_body(page, " Typed for an hour.")
    page.get_by_role("button", name="Add another Source").click()
    page.locator("#id_sources-0-organisation").fill("NICE")
    page.locator("#id_sources-0-title").fill("A guideline")
    expect(page.locator(STATUS)).to_contain_text("Saved")
    expect(page.locator("#id_sources-0-key")).to_have_value("nice")
    page.locator("#id_sources-0-title").fill("Another guideline")
    expect(page.locator("[name=version]").first).to_have_value("2")
    # Nothing that a title could be, and the tab is gone.
    page.locator("#id_title").fill("")
    expect(page.locator(STATUS)).to_contain_text("“Title” is missing")
    page.context.close()

    page = open_page(storage_state=editor_session)
    page.goto(url)
    expect(page.locator(".field-body [contenteditable=true]")).to_contain_text("for an hour")
    expect(page.locator("#id_sources-0-title")).to_have_value("Another guideline")
    expect(page.locator("#id_title")).to_have_value("Before")
    page.get_by_role("link", name="Use it").click()
    expect(page.locator("#id_title")).to_have_value("")
    page.locator("#id_title").fill("After")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("After")
    expect(page.locator("#id_sources-TOTAL_FORMS")).to_have_value("1")
    expect(page.get_by_text("didn’t save it")).to_have_count(0)


def test_two_see_each_other_and_neither_loses_a_word(draft, editor_page, anna_session, open_page):
    mine, url = editor_page, draft("two")
    hers = open_page(storage_state=anna_session)
    mine.goto(url)
    hers.goto(url)
    expect(hers.get_by_text(f"{EDITOR} is editing this page, too.")).to_be_visible()
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hers.locator("#id_summary").fill("Her summary.")
    expect(hers.locator(STATUS)).to_contain_text("Saved")
    expect(mine.get_by_text("Anna Rossi is editing this page, too.")).to_be_visible(timeout=30_000)

    mine.locator("#id_title").fill("My title")
    expect(mine.locator(STATUS)).to_contain_text("Anna Rossi has changed this page")
    mine.get_by_role("button", name="Save draft").click()
    expect(mine.get_by_role("heading", level=1)).to_contain_text("has been changed meanwhile")
    expect(mine.locator("ins", has_text="My title")).to_be_visible()
    expect(mine.locator("del", has_text="Her")).to_be_visible()
    mine.get_by_role("button", name="Save mine").click()
    expect(mine.locator(".messagelist .success")).to_be_visible()
    expect(mine.locator("#id_title")).to_have_value("My title")


def test_text_that_is_typed_without_a_connection_arrives_later(draft, editor_page, site, problems):
    page, url = editor_page, draft("offline")
    page.goto(url)
    expect(page.locator("#id_title")).to_have_value("Before")
    page.context.set_offline(True)
    page.locator("#id_title").fill("Typed in a tunnel")
    expect(page.locator(STATUS)).to_contain_text("Kept in this browser")

    page.context.set_offline(False)

    expect(page.locator(STATUS)).to_contain_text("Saved")
    assert "Typed in a tunnel" in site.shell(
        f"from articles.models import Article; print({OWN_DRAFTS}.get().title)"
    )
    problems.clear()  # The requests that could not be sent.


def test_what_was_typed_signed_out_is_offered_after_signing_in(
    draft, editor_page, editor_session, problems
):
    page, url = editor_page, draft("signed-out")
    page.goto(url)
    page.context.clear_cookies(name="session")
    page.locator("#id_title").fill("Typed too late")
    expect(page.locator(STATUS)).to_contain_text("You are signed out")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.context.add_cookies(editor_session["cookies"])

    page.goto(url)

    page.get_by_role("link", name="Use it").click()
    expect(page.locator("#id_title")).to_have_value("Typed too late")
    problems.clear()  # 401, and the token of the form that was sent signed out.


def test_form_goes_on_after_signing_in_elsewhere(draft, editor_page, editor_session, problems):
    page, url = editor_page, draft("goes-on")
    page.goto(url)
    page.context.clear_cookies()
    page.locator("#id_title").fill("Typed signed out")
    expect(page.locator(STATUS)).to_contain_text("You are signed out")

    page.context.add_cookies(editor_session["cookies"])
    page.evaluate("dispatchEvent(new Event('focus'))")

    expect(page.locator(STATUS)).to_contain_text(re.compile("^Saved"))
    problems.clear()
