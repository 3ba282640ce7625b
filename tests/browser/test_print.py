"""What comes out of a printer."""

import re

import pytest
from playwright.sync_api import expect

AWAY = "nav, form, button, .skip-link, .theme"


@pytest.mark.parametrize(
    "path", ["/articles/heat-and-cold/", "/exercises/bird-dog/", "/routines/all-round/"]
)
def test_paper_has_the_words_and_pictures_and_nothing_to_press(open_page, path):
    page = open_page(dark=True)
    page.goto(path)

    page.emulate_media(media="print")

    assert page.locator(AWAY).filter(visible=True).count() == 0
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#safety")).to_be_visible()
    pictures = page.locator("main img:not(.no-print img)")
    assert pictures.filter(visible=True).count() == pictures.count()
    style = page.evaluate("({ ...getComputedStyle(document.documentElement) })")
    assert (style["color"], style["backgroundColor"]) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


def test_an_exercise_fits_on_two_sheets(page):
    page.goto("/exercises/bird-dog/")

    pdf = page.pdf(prefer_css_page_size=True)

    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
