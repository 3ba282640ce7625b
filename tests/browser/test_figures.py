"""The figures of exercises in a browser: still, moving, small and on paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.surveying import expect_none

PATH = "/exercises/bird-dog/"
SHAPES = "[...document.querySelectorAll('[data-movement] g path')].map(p => p.getAttribute('d'))"


def test_a_movement_is_shown_when_asked_and_can_be_paused(page):
    page.goto(PATH)
    figure = page.locator("[data-movement]").first
    still = page.evaluate(SHAPES)
    ghost = figure.locator(".ghost")
    expect(ghost).to_be_visible()

    figure.get_by_role("button", name="Show the movement").click()

    pause = figure.get_by_role("button", name="Pause")
    expect(pause).to_be_focused()
    expect(ghost).to_be_hidden()
    page.wait_for_function(
        f"still => JSON.stringify({SHAPES}) !== JSON.stringify(still)", arg=still
    )
    pause.click()
    expect(figure.get_by_role("button", name="Show the movement")).to_be_visible()
    shapes = page.evaluate(SHAPES)
    page.wait_for_timeout(150)
    assert page.evaluate(SHAPES) == shapes


def test_one_figure_moves_at_a_time_and_the_other_stands_as_before(page):
    page.goto(PATH)
    first, second = (page.locator("[data-movement]").nth(number) for number in (0, 1))
    first.get_by_role("button").click()
    second.get_by_role("button").click()

    expect(page.get_by_role("button", name="Pause")).to_have_count(1)
    expect(second.get_by_role("button", name="Pause")).to_be_visible()
    expect(first.locator(".ghost")).to_be_visible()


def test_readers_who_want_less_motion_are_offered_none(open_page):
    page = open_page(reduced_motion="reduce")
    page.goto(PATH)

    expect(page.locator("[data-movement] svg").first).to_be_visible()
    expect(page.get_by_role("button", name="Show the movement")).to_have_count(0)


def test_without_scripts_every_figure_is_complete(open_page):
    page = open_page(scripts=False)
    page.goto(PATH)

    expect(page.get_by_role("img", name=re.compile("^On hands and knees"))).to_have_count(5)
    expect(page.locator(".steps .ghost").first).to_be_visible()
    expect(page.locator(".steps .arrow").first).to_be_visible()
    expect(page.get_by_role("button", name="Show the movement")).to_have_count(0)


def test_a_figure_fits_the_narrowest_telephone(open_page):
    page = open_page(width=320)
    page.goto(PATH)

    box = page.locator(".steps svg").first.bounding_box()

    assert 240 < box["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_figures_are_printed_in_greys(page):
    page.goto(PATH)
    page.emulate_media(media="print")

    fills = page.evaluate(
        "[...document.querySelectorAll('.steps svg :is(.skin, .shirt, .trousers)')]"
        ".map(p => getComputedStyle(p).fill)"
    )

    assert len(set(fills)) >= 3
    for fill in fills:
        red, green, blue = re.findall(r"\d+", fill)[:3]
        assert red == green == blue


@pytest.mark.parametrize("name", ["exercise", "exercises", "routine"])
def test_pages_with_figures_are_light(survey, name):
    sent = survey(name)

    images = sent.size("image")

    assert sent.size() - images < 60_000, [(each.url, each.size) for each in sent.sent]
    expect_none(sent.axe)
