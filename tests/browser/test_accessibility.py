"""What people need who read with a keyboard, a screen reader, large letters or little light."""

import itertools

import pytest
from playwright.sync_api import Page, expect

from tests.browser.surveying import PAGES, STOPS, expect_none

each_page = pytest.mark.parametrize("name", PAGES)

DARK_GROUND = "rgb(18, 24, 22)"
LIGHT_GROUND = "rgb(255, 255, 255)"

# Notes whether the theme is set while the browser has read no more than the head of the page.
WATCH_THEME = """
new MutationObserver((records) => {
  for (const record of records)
    if (record.attributeName === "data-theme") window.themeBeforeBody ??= document.body === null;
}).observe(document, { attributes: true, subtree: true });
"""


@each_page
def test_axe_finds_nothing_in_light_and_dark_narrow_and_wide(survey, name):
    expect_none(survey(name).axe)


@each_page
def test_nothing_sticks_out_of_a_phone_nor_is_cut_off_when_letters_are_spaced(survey, name):
    expect_none(survey(name).overflow)


@each_page
def test_links_and_buttons_can_be_hit_on_a_phone(survey, name):
    expect_none(survey(name).small)


@each_page
def test_one_h1_and_no_level_left_out(survey, name):
    levels = survey(name).headings

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels


@each_page
def test_focus_is_seen_at_each_of_the_first_stops(survey, name):
    stops = survey(name).stops

    assert len(stops) == STOPS
    expect_none([stop for stop in stops if stop["ring"] < 3 or stop["covered"]])


# The summary of the errors has the focus from the start.
@pytest.mark.parametrize("name", [name for name in PAGES if name != "contact, with errors"])
def test_the_skip_link_comes_first(survey, name):
    assert survey(name).stops[0]["name"].startswith("a.skip-link")


@each_page
def test_nothing_moves_for_those_who_want_no_motion(survey, name):
    expect_none(survey(name).motion)


def test_the_skip_link_leads_to_the_words(page):
    page.goto("/articles/sciatica/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_a_theme_is_chosen_with_the_keyboard_and_remembered_before_anything_is_painted(page):
    page.add_init_script(WATCH_THEME)
    page.goto("/about/")
    expect_ground(page, LIGHT_GROUND)
    expect(theme_button(page, "As my device")).to_have_attribute("aria-pressed", "true")

    theme_button(page, "Dark").focus()
    page.keyboard.press("Enter")

    expect_ground(page, DARK_GROUND)
    expect(theme_button(page, "Dark")).to_have_attribute("aria-pressed", "true")
    expect(theme_button(page, "As my device")).to_have_attribute("aria-pressed", "false")
    page.goto("/")
    expect_ground(page, DARK_GROUND)
    assert page.evaluate("themeBeforeBody") is True
    assert page.context.cookies() == []


def test_a_theme_can_be_left_to_the_device_again(open_page):
    page = open_page(dark=True)
    page.goto("/about/")
    expect_ground(page, DARK_GROUND)
    theme_button(page, "Light").click()
    expect_ground(page, LIGHT_GROUND)

    theme_button(page, "As my device").focus()
    page.keyboard.press("Space")

    expect_ground(page, DARK_GROUND)
    page.reload()
    expect_ground(page, DARK_GROUND)
    page.emulate_media(color_scheme="light")
    expect_ground(page, LIGHT_GROUND)
    expect(theme_button(page, "As my device")).to_have_attribute("aria-pressed", "true")


def expect_ground(page: Page, colour: str) -> None:
    """Wait until this is the colour behind the words."""
    expect(page.locator("html")).to_have_css("background-color", colour)


def theme_button(page: Page, name: str):
    return page.get_by_role("group", name="Colours").get_by_role("button", name=name, exact=True)
