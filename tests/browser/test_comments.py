"""A reader takes part: with and without scripts, by keyboard alone, and when things go wrong."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.surveying import SURVEY_SCRIPT, Survey, check_with_axe, expect_none, measure

PATH = "/articles/talked-about/"
MAKE = """
import json
from backcare.comments.models import Rules
from tests.comments.factories import make_comment
from tests.factories import make_article, make_contributor
page = make_article(title="Talked about", slug="talked-about").page_ptr
ada = make_contributor(name="Ada", slug="talked-ada", credentials="Physiotherapist")
mary = make_comment(page=page, name="Mary", text="Does it help?\\n\\nSee https://example.org/")
make_comment(mary, name="Ada", text="It does.", contributor=ada, is_helpful=True)
deep = make_comment(make_comment(mary, name="Tom"), name="Ida")
make_comment(deep, name="Jo")
removed = make_comment(page=page, name="Gone", status="removed")
make_comment(removed, name="Cem", is_pinned=True)
# All that is written comes from one address.
Rules.objects.update_or_create(pk=1, defaults={"most_from_address": 1000})
print(json.dumps({"page": page.pk, "mary": mary.pk}))
"""
CLEAR = """
from articles.models import Article
from backcare.comments.models import Rules
from backcare.jobs.models import Job
from backcare.people.models import Contributor
Article.objects.filter(slug__startswith="talked").delete()
Contributor.objects.filter(slug="talked-ada").delete()
Rules.objects.filter(pk=1).update(most_from_address=10)
Job.objects.filter(payload__to__startswith="zq-").delete()
"""


@pytest.fixture(scope="module")
def talk(site) -> dict[str, int]:
    """An article of its own with a conversation; the numbers of the page and of Mary's comment."""
    made = json.loads(site.shell(MAKE))
    yield made
    site.shell(CLEAR)


@pytest.fixture
def address(request) -> str:
    """The e-mail address that this test writes with."""
    return f"zq-{request.node.name.replace('_', '-')[5:50]}@example.org"


@pytest.fixture
def written(site, address) -> Callable[[], list[dict]]:
    """Reads what this test has written."""

    def read() -> list[dict]:
        return json.loads(
            site.shell(
                "import json; from backcare.comments.models import Comment;"
                f"rows = Comment.objects.filter(email={address!r}).order_by('pk');"
                "print(json.dumps(list(rows.values('text', 'status', 'answers', 'depth'))))"
            )
        )

    return read


@pytest.fixture
def fill(address) -> Callable[..., None]:
    """Fills the form on a page."""

    def write(page: Page, text: str, email: str = address) -> None:
        page.get_by_label("Name").fill("Ann")
        page.get_by_label("E-mail address").fill(email)
        page.locator("#comment-text").fill(text)

    return write


def send(page: Page) -> None:
    page.get_by_role("button", name="Send comment").click()


# A comment and its receipt ---------------------------------------------------------------------


def test_a_reader_comments_changes_and_withdraws(page, talk, fill, written):
    page.goto(PATH)
    fill(page, "Thank you for this.")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your comment is waiting for a moderator"
    )
    expect(page.get_by_role("status")).to_be_focused()
    receipt = page.url

    page.locator("#comment-text").fill("Thank you very much for this.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("status")).to_contain_text("Your change is saved.")
    assert [comment["text"] for comment in written()] == ["Thank you very much for this."]

    page.goto(PATH)
    expect(page.get_by_label("Name")).to_have_value("")
    page.get_by_role("link", name="See where it stands").click()
    expect(page).to_have_url(re.compile(re.escape(receipt.partition("?")[0])))
    page.get_by_text("Withdraw the comment").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have withdrawn your comment")
    assert [comment["status"] for comment in written()] == ["withdrawn"]
    page.goto(PATH)
    expect(page.get_by_role("link", name="See where it stands")).to_have_count(0)


def test_without_scripts_a_reader_answers_changes_and_withdraws(open_page, talk, fill, written):
    page = open_page(width=360, scripts=False)
    page.goto(PATH)
    page.get_by_role("link", name="Reply to Mary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reply to Mary")
    expect(page.get_by_text("Does it help?")).to_be_visible()
    fill(page, "It helped me.")
    send(page)
    expect(page.get_by_role("status")).to_be_focused()
    (comment,) = written()
    assert (comment["answers"], comment["depth"], comment["status"]) == (talk["mary"], 1, "held")

    page.locator("#comment-text").fill("It helped me a lot.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("status")).to_contain_text("Your change is saved.")
    page.get_by_text("Withdraw the comment").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have withdrawn your comment")


def test_a_danger_sign_is_answered_at_once(page, talk, fill, written):
    page.goto(PATH)
    fill(page, "I am numb between my legs since yesterday and can't pee.")
    send(page)
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("999")
    expect(page.locator(".care-emergency")).to_be_in_viewport()
    assert [comment["status"] for comment in written()] == ["held"]


def test_two_clicks_make_one_comment(page, talk, fill, written):
    page.goto(PATH)
    fill(page, "Once is enough.")
    page.get_by_role("button", name="Send comment").dblclick()
    expect(page.get_by_role("status")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Name")).to_be_visible()
    if not page.locator("#comment-text").input_value():
        fill(page, "Once is enough.")
    send(page)
    expect(page.get_by_role("status")).to_be_visible()
    assert len(written()) == 1


# In place --------------------------------------------------------------------------------------


def test_the_form_comes_to_what_is_answered_and_goes_back(page, talk, fill, written):
    page.goto(PATH)
    form = page.locator("#comment-form")
    page.get_by_label("Name").fill("Ann")
    reply = page.get_by_role("link", name="Reply to Mary")
    reply.click()
    expect(page).to_have_url(re.compile(f"{PATH}$"))
    expect(page.get_by_role("form", name="Reply to Mary")).to_be_visible()
    expect(page.locator(f"#comment-{talk['mary']} > #comment-form")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Ann")

    page.get_by_role("button", name="Cancel").click()
    expect(reply).to_be_focused()
    expect(page.locator("#comments > #comment-form")).to_be_visible()
    expect(form.get_by_role("heading")).to_have_text("Leave a comment")
    expect(page.locator("[name=answers]")).to_have_value("")

    reply.click()
    fill(page, "In place.")
    send(page)
    expect(page.get_by_role("status")).to_be_visible()
    (comment,) = written()
    assert (comment["answers"], comment["text"]) == (talk["mary"], "In place.")


def test_whoever_comes_back_to_the_page_answers_nobody_by_accident(page, talk):
    """Firefox puts back what a script wrote into a hidden field, before any script begins."""
    page.add_init_script(
        """document.addEventListener("readystatechange", () => {
          if (document.readyState !== "interactive") return;
          document.querySelector("[name=answers]").value = "1";
        });"""
    )
    page.goto(PATH)
    expect(page.locator("[data-cancel]")).not_to_have_attribute("hidden", "")  # The script is done.
    expect(page.locator("[name=answers]")).to_have_value("")


def test_the_keyboard_is_enough(page, talk, written, address):
    page.goto(PATH)
    page.get_by_role("link", name="Reply to Ida").focus()
    page.keyboard.press("Enter")
    for value in ("Ann", address, "By keyboard."):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    page.keyboard.press("Space")  # The box to tick comes next.
    expect(page.get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send comment")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("A mail is on its way")
    (comment,) = written()
    assert comment["depth"] == 2

    page.goto(PATH)
    page.get_by_role("link", name="Reply to Ida").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Reply to Ida")).to_be_focused()


# Nothing is lost -------------------------------------------------------------------------------


def test_an_error_keeps_what_was_typed(page, talk, problems, fill, written, address):
    page.goto(PATH)
    page.get_by_role("link", name="Reply to Mary").click()
    fill(page, "A long story.", email="nowhere")
    page.get_by_role("checkbox").check()
    send(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: Reply to Mary"))
    expect(page.locator("#comment-text")).to_have_value("A long story.")
    expect(page.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    problems.clear()  # The browser reports the status of the answer, 422.
    page.get_by_label("E-mail address").fill(address)
    send(page)
    expect(page.get_by_role("status")).to_be_visible()
    assert [comment["answers"] for comment in written()] == [talk["mary"]]


def test_a_look_at_an_earlier_receipt_keeps_what_is_being_typed(page, talk, fill):
    page.goto(PATH)
    fill(page, "The first one.")
    send(page)
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(PATH)
    fill(page, "The second one, not yet sent.")
    page.get_by_role("link", name="See where it stands").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your comment")
    page.goto(PATH)
    expect(page.locator("#comment-text")).to_have_value("The second one, not yet sent.")


def test_a_reload_keeps_what_was_typed_until_it_is_sent(page, talk, fill):
    page.goto(PATH)
    page.get_by_role("link", name="Reply to Mary").click()
    fill(page, "Half a thought")
    page.goto("/")
    page.goto(PATH)
    expect(page.locator("#comment-text")).to_have_value("Half a thought")
    expect(page.locator(f"#comment-{talk['mary']} > #comment-form")).to_be_visible()
    send(page)
    expect(page.get_by_role("status")).to_be_visible()
    page.wait_for_function("sessionStorage.length === 0")


def test_a_permanent_link_shows_where_it_leads(page, talk):
    page.goto(f"/comments/{talk['mary']}/")
    expect(page).to_have_url(re.compile(f"{PATH}#comment-{talk['mary']}$"))
    comment = page.locator(f"#comment-{talk['mary']} > .comment-body")
    expect(comment).to_be_in_viewport()
    expect(comment).to_have_css("outline-style", "solid")


def test_a_reader_reports_a_comment(page, talk, problems):
    page.goto(PATH)
    page.get_by_role("link", name="Report Mary’s comment").click()
    page.get_by_role("button", name="Report the comment").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_role("group", name="What is wrong with it?")).to_be_focused()
    problems.clear()  # The browser reports the status of the answer, 422.
    page.get_by_label("It is rude").check()
    page.get_by_role("button", name="Report the comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(page.get_by_role("status")).to_be_focused()


# How it looks ----------------------------------------------------------------------------------


@pytest.fixture
def checked(open_context, problems):
    """Checks the page that a reader has come to as it stands, light and dark, narrow and wide."""
    tab = open_context(reduced_motion="reduce", viewport={"width": 1280, "height": 800}).new_page()

    def check() -> None:
        tab.evaluate(SURVEY_SCRIPT)
        notes = Survey("", tab.url, axe=check_with_axe(tab))
        notes.headings = tab.evaluate("survey.headings()")
        measure(tab, notes)
        tab.set_viewport_size({"width": 1280, "height": 800})
        expect_none(notes.axe + notes.overflow + notes.small)
        assert notes.headings.count(1) == 1
        assert notes.headings[0] == 1
        problems.clear()

    return tab, check


def test_every_page_about_comments_can_be_used_by_everybody(checked, talk, fill):
    tab, check = checked
    tab.goto(PATH)
    tab.get_by_role("link", name="Reply to Mary").click()
    expect(tab.get_by_role("form", name="Reply to Mary")).to_be_visible()
    check()
    tab.goto(f"/comments/{talk['mary']}/thread/")
    check()
    tab.goto(f"/comments/{talk['mary']}/reply/")
    send(tab)
    expect(tab.get_by_role("alert")).to_be_focused()
    check()
    fill(tab, "I can't pee.")
    send(tab)
    expect(tab.get_by_text("Withdraw the comment")).to_be_visible()
    expect(tab.get_by_role("alert")).to_be_visible()
    tab.get_by_text("Withdraw the comment").click()
    check()
    tab.goto(f"/comments/{talk['mary']}/flag/")
    tab.get_by_role("button", name="Report the comment").click()
    expect(tab.get_by_role("alert")).to_be_focused()
    check()
