"""The hand-outs as they leave the printer, on both kinds of paper."""

import re

import pytest
from playwright.sync_api import Page, expect

ROUTINES = ["all-round", "desk-break", "knots-and-hips", "morning-loosener", "strength-base"]
PAPER = {"A4": (210, 297), "Letter": (216, 279)}  # millimetres
LEAST_POINTS = 12

# Every piece of text that is seen on paper, smaller than the least; and whatever sticks out.
SMALL = """least => [...document.querySelectorAll("main *")]
  .filter((element) => [...element.childNodes].some(({ data }) => data && data.trim()))
  .filter((element) => element.checkVisibility() && !element.closest("svg, .visually-hidden"))
  .filter((element) => parseFloat(getComputedStyle(element).fontSize) * 0.75 < least)
  .map((element) => `${element.className || element.localName}: ${element.textContent.trim()}`)"""
OUTSIDE = """() => [...document.querySelectorAll("main *")]
  .filter((element) => element.checkVisibility() && !element.closest("svg *, .visually-hidden"))
  .filter((element) => getComputedStyle(element).position !== "absolute")
  .filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width && (left < -1 || right > innerWidth + 1);
  })
  .map((element) => element.outerHTML.slice(0, 100))"""


def sheets(page: Page, paper: str) -> int:
    """How many pages the browser prints on this paper, whatever paper the style sheet prefers."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper)))


def lay_out(page: Page, paper: str) -> None:
    """Show the page as wide as the paper between its margins, in the style of print."""
    width, height = PAPER[paper]
    page.set_viewport_size({"width": round((width - 20) / 25.4 * 96), "height": height * 4})
    page.emulate_media(media="print")


@pytest.mark.parametrize("paper", PAPER)
def test_every_exercise_fits_on_two_sides_and_most_on_one(page, paper):
    page.goto("/exercises/")
    paths = page.locator(".card-title a").evaluate_all("links => links.map((a) => a.pathname)")
    counts = {}
    for path in paths:
        page.goto(f"{path}handout/")
        counts[path] = sheets(page, paper)
    assert len(counts) == 20
    assert set(counts.values()) <= {1, 2}
    if paper == "A4":
        assert sum(count == 1 for count in counts.values()) > 10


@pytest.mark.parametrize("slug", ROUTINES)
def test_a_routine_fits_on_one_sheet_of_two_sides(page, slug):
    page.goto(f"/routines/{slug}/handout/")
    assert sheets(page, "A4") <= 2
    # The longest has nine items; Letter is shorter than A4.
    assert sheets(page, "Letter") <= (3 if slug == "all-round" else 2)


@pytest.mark.parametrize("paper", PAPER)
@pytest.mark.parametrize("path", ["/exercises/cat-cow/", "/routines/all-round/"])
def test_nothing_is_cut_off_or_small(open_page, path, paper):
    page = open_page(dark=True)
    page.goto(f"{path}handout/")
    lay_out(page, paper)

    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(SMALL, LEAST_POINTS) == []
    for gone in (".site-header", ".site-footer", ".handout-tools"):
        expect(page.locator(gone)).to_be_hidden()
    for seen in (".handout-code svg", ".handout-ticks td", ".handout-imprint"):
        expect(page.locator(seen).first).to_be_visible()
    style = page.evaluate("({ ...getComputedStyle(document.documentElement) })")
    assert (style["color"], style["backgroundColor"]) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


def test_a_figure_stands_beside_each_exercise(page):
    for path, places in (("/exercises/bird-dog/", ".handout-steps > li"),):
        page.goto(f"{path}handout/")
        assert page.locator(places).count() > 3
        for place in page.locator(places).all():
            expect(place.locator("svg, img").first).to_be_visible()
    page.goto("/routines/all-round/handout/")
    exercises = page.locator(".handout-items > li", has=page.locator(".handout-figure"))
    assert exercises.count() == 8
    for place in exercises.all():
        expect(place.locator("svg").first).to_be_visible()


def test_the_code_is_large_enough_for_a_telephone(page):
    page.goto("/routines/all-round/handout/")
    lay_out(page, "A4")
    box = page.locator(".handout-code svg").bounding_box()
    modules = float(page.locator(".handout-code svg").get_attribute("viewBox").split()[2])
    # A module of half a millimetre is read from an arm's length by any camera.
    assert box["width"] / 96 * 25.4 / modules >= 0.5
    assert box["width"] == pytest.approx(box["height"], abs=1)


def test_the_button_prints(page):
    page.goto("/exercises/bird-dog/")
    page.get_by_role("link", name="Print as a hand-out").click()
    expect(page).to_have_url(re.compile("/handout/$"))
    page.wait_for_load_state()
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("window.printed")


def test_without_scripts_the_sheet_is_complete_and_says_how_to_print(open_page):
    page = open_page(width=360, scripts=False)
    page.goto("/exercises/bird-dog/handout/")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_text("Print it with your browser’s menu.")).to_be_visible()
    expect(page.locator(".handout-imprint")).to_be_visible()


def test_a_reminder_is_asked_for_without_scripts(open_page):
    page = open_page(width=360, scripts=False)
    page.goto("/routines/desk-break/")
    page.locator(".tools-reminder summary").click()
    page.get_by_label("Monday").uncheck()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the calendar file").click()
    assert download.value.suggested_filename == "desk-break.ics"
    assert "BYDAY=WE,FR" in download.value.path().read_text()
