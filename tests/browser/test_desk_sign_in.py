"""The way in to the desk: signing in, the second factor, an invitation, what a browser shows."""

import re
import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from tests.browser.conftest import EDITOR, PASSWORD
from tests.browser.surveying import check_with_axe, expect_none

NEWCOMER = "nora"


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def give_code(page: Page, code: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Log in").click()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log out")).to_have_count(0)
    page.goto("/admin/")


def app_with(secret: str, steps: int) -> str:
    """What an app with this secret (base 32) shows so many steps from now."""
    key = b32decode(secret.replace(" ", ""))
    totp = TOTP(key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def test_an_editor_who_was_made_by_the_command_reaches_the_desk(editor_page):
    editor_page.goto("/admin/")

    assert EDITOR in editor_page.locator("#user-tools").inner_text().lower()


def test_a_reader_is_asked_to_sign_in(page):
    page.goto("/admin/")

    assert page.get_by_label("Username").is_visible()
    assert page.context.cookies() != []


def test_what_the_browser_complains_about_is_noticed(page, problems):
    page.goto("/")
    page.evaluate("console.error('seen')")
    page.evaluate(
        "addEventListener('click', () => undefinedThing()), document.documentElement.click()"
    )

    assert any("seen" in problem for problem in problems)
    assert any("undefinedThing" in problem for problem in problems)
    problems.clear()


@pytest.fixture
def invitation(site):
    """The link of an invitation; whoever came of it is deleted afterwards."""
    said = site.manage("editor", "--invite", "Nora", "--email", "nora@example.org")
    yield said.splitlines()[-1]
    site.shell(f"User.objects.filter(username='{NEWCOMER}').delete()")


@pytest.fixture
def otto(site):
    """An editor who is there for one test."""
    site.manage("editor", "--username", "otto", "--password-stdin", stdin=f"{PASSWORD}\n")
    yield
    site.shell("User.objects.filter(username='otto').delete()")


def test_from_an_invitation_to_a_second_factor_and_back_again(page, invitation, problems):
    page.goto(invitation)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.get_by_label("Username").fill(NEWCOMER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("link", name="Your account")).to_be_visible()

    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Set up your second factor").click()
    expect(page.get_by_role("img", name="QR code for the app")).to_be_visible()
    secret = page.locator(".account-secret").inner_text()
    page.get_by_label("Code", exact=True).fill(app_with(secret, 0))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".account-codes li")).to_have_count(10)
    codes = page.locator(".account-codes li").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_text().splitlines() == codes
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()

    # A wrong password, then the app's next code.
    log_out(page)
    sign_in(page, NEWCOMER, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("correct username and password")
    expect(page.get_by_label("Username")).to_have_value(NEWCOMER)
    sign_in(page, NEWCOMER)
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    give_code(page, "000000")
    expect(page.locator(".errorlist")).to_contain_text("not right")
    give_code(page, app_with(secret, 1))
    expect(page.get_by_role("link", name="Your account")).to_be_visible()

    # A recovery code.
    log_out(page)
    sign_in(page, NEWCOMER)
    give_code(page, codes[0])
    page.get_by_role("link", name="Your account").click()
    expect(page.get_by_text("9 recovery codes are left")).to_be_visible()

    page.goto(invitation)
    expect(page.get_by_role("heading", name="This invitation cannot be used")).to_be_visible()
    assert all("410" in problem for problem in problems), problems
    problems.clear()


def test_a_password_is_changed_without_a_script(open_page, otto):
    page = open_page(scripts=False, width=320)
    page.goto("/admin/password_change/")
    sign_in(page, "otto")
    page.get_by_label("Old password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("seven quiet lanterns")
    page.get_by_label("New password confirmation").fill("seven quiet lanterns")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("Your password is changed")).to_be_visible()
    expect(page.get_by_text(re.compile("Chrome on .*"))).to_be_visible()


def test_axe_finds_nothing_on_the_way_in(open_page, editor_session, site):
    """Without the policy, because axe tries out styles on elements."""
    outside = open_page(bypass_csp=True)
    link = site.manage("editor", "--invite", "Axel").splitlines()[-1]
    for url in ("/admin/login/", "/admin/password-reset/", "/admin/password-reset/sent/", link):
        outside.goto(url)
        expect_none(check_with_axe(outside))
    inside = open_page(storage_state=editor_session, bypass_csp=True, reduced_motion="reduce")
    for url in (
        "/admin/account/",
        "/admin/account/email/",
        "/admin/account/second-factor/",
        "/admin/password_change/",
        "/admin/accounts/invitation/",
        "/admin/accounts/invitation/add/",
    ):
        inside.goto(url)
        expect_none(check_with_axe(inside))
    site.shell(
        "from backcare.accounts.models import Invitation; "
        "Invitation.objects.filter(name='Axel').delete()"
    )
