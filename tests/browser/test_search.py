"""The search field as a combobox: by keyboard, by pointer, by ear; and when it gets no answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.surveying import AXE_SCRIPT, run_axe


@pytest.fixture
def field(page):
    """The field of the search page, with the focus in it."""
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search this site")
    field.focus()
    return field


def options(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def test_places_are_offered_and_said(page, field):
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("sciat")

    expect(options(page).filter(has_text="Sciatica: pain that runs down the leg")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ suggestions\. Press the"))
    listed = page.get_by_role("listbox").get_attribute("id")
    expect(field).to_have_attribute("aria-controls", listed)


def test_arrows_choose_and_enter_goes_there(page, field):
    field.press_sequentially("sciat")
    expect(options(page).first).to_be_visible()

    field.press("ArrowDown")
    first = options(page).first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    expect(field).to_be_focused()
    field.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    field.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    field.press("Enter")

    expect(page).to_have_url(re.compile("/topics/sciatica/$"))


def test_enter_without_a_choice_searches(page, field):
    field.press_sequentially("sciat")
    expect(options(page).first).to_be_visible()
    field.press("Enter")

    expect(page).to_have_url(re.compile(r"/search/\?q=sciat$"))


def test_escape_closes_and_then_empties(page, field):
    field.press_sequentially("sciat")
    expect(options(page).first).to_be_visible()

    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("sciat")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(options(page).first).to_be_visible()
    field.press("Escape")
    field.press("Escape")
    expect(field).to_have_value("")


def test_leaving_the_field_closes_the_list(page, field):
    field.press_sequentially("sciat")
    expect(options(page).first).to_be_visible()
    field.press("Tab")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_an_option_can_be_pressed_on_the_home_page(open_page):
    page = open_page(width=390)
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("knot")
    options(page).filter(has_text="Trigger points (knots)").click()

    expect(page).to_have_url(re.compile("/topics/trigger-points/$"))


def test_nothing_to_offer_is_said(page, field):
    field.press_sequentially("zqzq")

    expect(page.get_by_role("status")).to_have_text("No suggestions.")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_without_an_answer_the_form_stays_a_form(page, field, problems):
    page.route("**/search/suggest/**", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        field.press_sequentially("sciatica")
    field.press("Enter")

    expect(page).to_have_title(re.compile("results for “sciatica”"))
    problems.clear()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_while_places_are_offered(open_page, width, dark):
    page = open_page(width=width, dark=dark)
    page.goto("/search/?q=stretch")
    page.locator("summary", has_text="More ways to narrow").click()
    field = page.get_by_role("combobox")
    field.fill("")
    field.press_sequentially("sl")
    expect(options(page).first).to_be_visible()
    field.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.evaluate(AXE_SCRIPT)

    assert run_axe(page) == []


def test_a_slip_can_be_insisted_on_without_scripts(open_page):
    page = open_page(width=390, scripts=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("siatica")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_text("Showing results for sciatica")).to_be_visible()
    expect(page.locator(".results mark").first).to_have_text(re.compile("^sciatica$", re.I))
    page.get_by_role("link", name="Search for “siatica” instead").click()
    expect(page).to_have_title(re.compile("0 results for “siatica”"))
    expect(page.get_by_role("link", name="All topics from A to Z")).to_be_visible()


def test_results_are_narrowed_twice_and_widened_without_scripts(open_page):
    page = open_page(width=390, scripts=False)
    page.goto("/search/?q=stretch")
    narrow = page.get_by_role("navigation", name="Narrow the results")
    narrow.get_by_role("link", name=re.compile("^Exercises")).click()
    narrow.locator("summary").click()
    narrow.get_by_role("link", name=re.compile("^Medium")).click()

    expect(page).to_have_url(re.compile("kind=exercise&level=2"))
    chosen = narrow.get_by_role("link", name=re.compile("^Medium .*is chosen"))
    expect(chosen).to_be_visible()
    chosen.click()
    expect(page).to_have_url(re.compile("kind=exercise$"))
    narrow.get_by_role("link", name="Show all results").click()
    expect(page).to_have_url(re.compile("q=stretch$"))
