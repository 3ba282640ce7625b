"""The site for browsers without JavaScript: everything can be read, found and sent."""

import re

import pytest
from playwright.sync_api import expect

ADDRESS = "no-script@example.org"


@pytest.fixture
def plain_page(open_page):
    """A page of a reader whose browser runs no scripts."""
    return open_page(width=360, scripts=False)


def test_an_article_is_complete_and_its_contents_unfold(plain_page):
    page = plain_page
    page.goto("/articles/sciatica/")
    expect(page.get_by_role("group", name="Colours")).to_be_hidden()
    for place in (".prose", "#safety", "#sources", ".byline", ".key-points", ".dates"):
        expect(page.locator(place)).to_be_visible()

    contents = page.get_by_role("navigation", name="On this page")
    link = contents.get_by_role("link").first
    expect(link).to_be_hidden()
    contents.locator("summary").click()
    link.click()
    expect(page.locator(f"{link.get_attribute('href')}:target")).to_be_in_viewport()


def test_the_contents_stand_open_beside_the_text(open_page):
    page = open_page(scripts=False)
    page.goto("/articles/sciatica/")

    expect(
        page.get_by_role("navigation", name="On this page").get_by_role("link").first
    ).to_be_visible()


def test_folds_open(plain_page):
    page = plain_page
    page.goto("/")
    fold = page.locator(".alert-strip details")
    fold.locator("summary").click()
    expect(fold.locator(".care").last).to_be_visible()

    page.goto("/routines/all-round/")
    fold = page.locator(".coverage-note").first
    fold.locator("summary").click()
    expect(fold.locator("p")).to_be_visible()


def test_search_finds_from_the_home_page_and_narrows(plain_page):
    page = plain_page
    page.goto("/")
    page.get_by_role("searchbox").fill("sciatica")
    page.get_by_role("search").get_by_role("button").click()

    expect(page).to_have_title(re.compile("results for “sciatica”"))
    results = page.locator(".results h2")
    expect(results.nth(1)).to_be_visible()
    page.get_by_role("navigation", name="Narrow the results").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("kind="))
    expect(results.first).to_be_visible()


def test_exercises_are_narrowed(plain_page):
    page = plain_page
    page.goto("/exercises/")
    page.get_by_label("Level").select_option(index=1)
    page.get_by_role("button", name="Show").click()

    expect(page).to_have_url(re.compile("level=1"))
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page).to_have_url(re.compile("/exercises/$"))


def test_the_contact_form_says_what_is_wrong_keeps_what_was_written_and_sends(
    plain_page, site, problems
):
    page = plain_page
    page.goto("/contact/")
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("E-mail address").fill("nowhere")
    page.get_by_role("button", name="Send message").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Error: Contact")
    first = page.locator("main :is(input, .error-summary)").filter(visible=True).first
    expect(first).to_have_role("alert")
    for field in ("email", "message"):
        entry = page.locator(f"#id_{field}")
        error = page.locator(f"#id_{field}_error")
        expect(error).to_be_visible()
        expect(entry).to_have_attribute("aria-invalid", "true")
        assert f"id_{field}_error" in (entry.get_attribute("aria-describedby") or "")
        expect(summary.locator(f"a[href='#id_{field}']")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("Ann")
    expect(page.locator("#id_email")).to_have_value("nowhere")
    summary.locator("a[href='#id_email']").click()
    expect(page.locator("#id_email")).to_be_in_viewport()
    problems.clear()  # The browser reports the status of the answer, 422.

    try:
        page.locator("#id_email").fill(ADDRESS)
        page.locator("#id_message").fill("Thank you for the page on sciatica.")
        page.get_by_role("button", name="Send message").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    finally:
        sent = site.shell(
            "from backcare.site.models import ContactMessage;"
            f"print(ContactMessage.objects.filter(email={ADDRESS!r}).delete()[0])"
        )
    assert sent.strip() == "1"
