"""A routine of one's own in a browser: pressed, dragged, by keys alone, without scripts, shared."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.surveying import SETTLED, SURVEY_SCRIPT, expect_none, run_axe

BUILD = "/routines/build/"
ROUTINE = "[data-list] > li"


@pytest.fixture(scope="module")
def link(site) -> str:
    """The address of a routine of three: cat-cow, bridge with 5 repetitions, a walk."""
    ids = site.shell(
        "from exercises.models import Exercise\n"
        "for slug in ('cat-cow', 'bridge'): print(Exercise.objects.get(slug=slug).pk)"
    ).split()
    cat_cow, bridge = (in_base_36(int(pk)) for pk in ids)
    return f"{BUILD}?r=1.{cat_cow}.{bridge}R5.W10"


def in_base_36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def expect_titles(page: Page, titles: list[str]) -> None:
    names = page.locator(f"{ROUTINE} h3")
    if titles:
        expect(names).to_have_text(titles, use_inner_text=True)
    else:
        expect(names).to_have_count(0)


def said(page: Page):
    return page.locator("[data-builder-status]")


def test_exercises_are_added_without_a_new_page_and_the_link_follows(page):
    page.goto(BUILD)
    page.evaluate("window.same = true")

    page.get_by_role("button", name="Add “Bridge”").click()
    expect(page.locator(ROUTINE)).to_have_count(1)
    expect(said(page)).to_contain_text("“Bridge” was added.")
    expect(said(page)).to_contain_text("minutes in all")
    expect(page.get_by_role("button", name="Add “Bridge”")).to_be_focused()
    page.get_by_role("button", name="Add “Bird-dog”").click()
    expect(page.locator(ROUTINE)).to_have_count(2)

    assert page.evaluate("window.same")
    expect(page.get_by_label("Link to this routine")).to_have_value(page.url)
    page.reload()
    expect_titles(page, ["Bridge", "Bird-dog"])


def test_what_was_pressed_stays_under_the_finger(open_page):
    page = open_page(width=390)
    page.goto(BUILD)
    button = page.get_by_role("button", name="Add “Wall sit”")
    button.scroll_into_view_if_needed()
    before = button.bounding_box()["y"]

    button.click()
    expect(page.locator(ROUTINE)).to_have_count(1)

    page.wait_for_function(
        "([button, y]) => Math.abs(button.getBoundingClientRect().y - y) <= 2",
        arg=[button.element_handle(), before],
    )


def test_everything_is_done_with_keys_alone(page, link):
    page.goto(link)
    page.get_by_role("button", name="Move “Bridge” up").focus()
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("“Bridge” is now number 1 of 3.")
    expect_titles(page, ["Bridge", "Cat-cow", "Walk"])
    # At the top there is no way further up: the focus goes to the way down.
    expect(page.get_by_role("button", name="Move “Bridge” down")).to_be_focused()
    page.keyboard.press("Space")
    expect(said(page)).to_contain_text("“Bridge” is now number 2 of 3.")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("“Bridge” is now number 3 of 3.")
    expect_titles(page, ["Cat-cow", "Walk", "Bridge"])

    page.get_by_role("button", name="Remove “Walk”").focus()
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("“Walk” was removed.")
    expect(page.get_by_role("button", name="Remove “Bridge”")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove “Cat-cow”")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#routine")).to_be_focused()
    expect(page).to_have_url(re.compile(f"{BUILD}$"))


def test_a_dose_is_changed_and_the_minutes_with_it(page, link):
    page.goto(link)
    total = page.locator("[data-total]")
    before = total.inner_text()
    item = page.locator(ROUTINE).nth(2)
    item.get_by_text("Change").click()
    item.get_by_label("Minutes").select_option("30")
    item.get_by_role("button", name="Use this").click()

    expect(said(page)).to_contain_text("The dose of “Walk” was changed.")
    expect(total).not_to_have_text(before)
    expect(item.locator("summary")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\.W30$"))


def test_quick_presses_are_all_heard(page):
    page.goto(BUILD)
    page.evaluate(
        """() => {
            for (const slug of ["bridge", "wall-sit", "chin-tuck"])
                document.querySelector(`#choose [name=add][value=${slug}]`).click();
        }"""
    )

    expect(page.locator(ROUTINE)).to_have_count(3)
    expect_titles(page, ["Bridge", "Wall sit", "Chin tuck"])


def drag_first_to_last(page: Page) -> None:
    page.locator("[data-list]").scroll_into_view_if_needed()
    grip = page.locator("[data-grip]").first.bounding_box()
    last = page.locator(ROUTINE).last.bounding_box()
    page.mouse.move(grip["x"] + 20, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(grip["x"] + 20, last["y"] + last["height"] - 5, steps=20)
    page.mouse.up()


@pytest.mark.parametrize("width", [390, 1280])
def test_an_item_is_dragged_to_its_place(open_page, link, width):
    page = open_page(width=width)
    page.goto(link)
    drag_first_to_last(page)

    expect(said(page)).to_contain_text("“Cat-cow” is now number 3 of 3.")
    expect_titles(page, ["Bridge", "Walk", "Cat-cow"])
    page.reload()
    expect_titles(page, ["Bridge", "Walk", "Cat-cow"])


def test_the_list_is_narrowed_in_place_and_limits_say_what_they_change(page, link):
    page.goto(link)
    page.get_by_label("I can’t kneel").check()
    page.get_by_role("button", name="Show what fits").click()

    expect(said(page)).to_contain_text("“Cat-cow” was left out: no version of it fits.")
    expect_titles(page, ["Bridge", "Walk"])
    expect(page.get_by_role("button", name="Add “Cat-cow”")).to_have_count(0)
    page.get_by_role("link", name="Undo this").click()
    expect_titles(page, ["Cat-cow", "Bridge", "Walk"])


def test_a_gap_is_filled_with_one_press(page, link):
    page.goto(link)
    gap = page.locator(".builder-gaps dd").first
    gap.get_by_role("button").first.click()

    expect(page.locator(ROUTINE)).to_have_count(4)


def test_without_a_connection_nothing_is_lost_and_it_is_said(page, link, problems):
    page.goto(link)
    page.context.set_offline(True)
    page.get_by_role("button", name="Remove “Walk”").click()

    expect(said(page)).to_contain_text("That did not work.")
    expect_titles(page, ["Cat-cow", "Bridge", "Walk"])
    drag_first_to_last(page)
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect_titles(page, ["Cat-cow", "Bridge", "Walk"])
    page.context.set_offline(False)
    problems.clear()  # The browser reports the request that failed, as is meant.


def test_a_shared_link_opens_identically_in_a_fresh_browser(open_page, page):
    page.goto(f"{BUILD}?from=all-round")
    page.get_by_role("button", name="Move “Bridge” up").click()
    expect(said(page)).to_contain_text("“Bridge” is now")
    page.get_by_role("button", name="Add “Chin tuck”").click()
    expect(said(page)).to_contain_text("was added")
    shared = page.get_by_label("Link to this routine").input_value()

    other = open_page()
    other.goto(shared)
    plain = open_page(scripts=False)
    plain.goto(shared)
    page.goto(shared)

    seen = [p.locator("[data-builder]").inner_html() for p in (page, other)]
    assert seen[0] == seen[1]
    words = [re.sub(r"\s+", " ", p.locator("#routine").inner_text()) for p in (page, plain)]
    assert words[0].replace("⠿ ", "") == words[1]


def test_the_link_is_copied(open_page, link, site):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(link)
    page.get_by_role("button", name="Copy the link").click()

    expect(said(page)).to_contain_text("The link was copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}{link}"


def test_the_last_routine_is_offered_again_and_an_exercise_can_join_it(page, link):
    page.goto(link)
    offer = page.locator("[data-remembered]")
    expect(offer).to_be_hidden()
    page.get_by_role("button", name="Remove “Walk”").click()
    expect(said(page)).to_contain_text("was removed")

    page.goto("/exercises/chin-tuck/")
    page.get_by_role("link", name="Add to a routine of your own").click()
    expect(offer).to_be_visible()
    expect_titles(page, ["Chin tuck"])
    offer.get_by_role("link", name="Add this exercise to it").click()
    expect_titles(page, ["Cat-cow", "Bridge", "Chin tuck"])
    page.goto(BUILD)
    offer.get_by_role("button", name="Forget it").click()
    expect(offer).to_be_hidden()
    page.reload()
    expect(offer).to_be_hidden()


def test_a_routine_of_ours_is_changed_and_played(page):
    page.goto("/routines/desk-break/")
    page.get_by_role("link", name="Change this routine").click()
    expect(page.locator(ROUTINE)).to_have_count(4)
    page.get_by_role("link", name="Play it, guided").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A routine of your own")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()


def test_without_scripts_it_is_a_form(open_page):
    page = open_page(width=360, scripts=False)
    page.goto("/routines/")
    page.get_by_role("link", name="Build one of your own").click()
    page.get_by_role("button", name="Add “Bridge”").click()
    expect(page).to_have_url(re.compile("#choose$"))
    expect(page.locator(ROUTINE)).to_have_count(1)
    page.get_by_role("button", name="Add “Wall sit”").click()
    expect(page.locator(ROUTINE)).to_have_count(2)
    page.get_by_role("button", name="Add Walk").click()
    expect(page.locator(ROUTINE)).to_have_count(3)
    page.get_by_role("button", name="Move “Walk” up").click()
    expect_titles(page, ["Bridge", "Walk", "Wall sit"])
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()

    item = page.locator(ROUTINE).first
    item.get_by_text("Change").click()
    item.get_by_label("Repetitions").select_option("5")
    item.get_by_role("button", name="Use this").click()
    expect(page.locator(ROUTINE).first).to_contain_text("of 5")
    page.get_by_label("Chair only").check()
    page.get_by_role("button", name="Show what fits").click()
    expect_titles(page, [])
    page.get_by_role("link", name="Undo this").click()
    page.get_by_role("button", name="Remove “Wall sit”").click()
    expect_titles(page, ["Bridge", "Walk"])


@pytest.mark.parametrize(
    "state", ["", "?from=all-round", "?r=junk", "LINK&chair_only=on", "LINK&no_kneeling=on"]
)
def test_every_state_is_fit_for_everybody(open_page, link, state):
    page = open_page()
    page.goto(state.replace("LINK", link) if "LINK" in state else f"{BUILD}{state}")
    for fold in page.locator("main details > summary").all():
        if fold.is_visible():
            fold.click()
    page.evaluate(AXE_SCRIPT)
    page.evaluate(SURVEY_SCRIPT)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            expect_none(run_axe(page))
        expect_none(page.evaluate("survey.overflow()"))
        expect_none(page.evaluate("survey.smallTargets(24)"))
        expect_none(page.evaluate("survey.smallTargets(48, 'main :is(.button, input, select)')"))


def test_the_page_is_light(page):
    sizes = {"script": 0, "all": 0}

    def note(request) -> None:
        size = request.sizes()["responseBodySize"]
        sizes["all"] += size
        if "/js/builder/" in request.url:
            sizes["script"] += size

    page.on("requestfinished", note)
    page.goto(f"{BUILD}?from=all-round", wait_until="networkidle")

    assert 0 < sizes["script"] < 6_000
    assert sizes["all"] < 60_000
