"""What a reader's browser gets: light pages that ask nothing of others and say what they are."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.surveying import PAGES, STATUS, WITHOUT_ADDRESS, expect_none
from tests.markup import parsed

KB = 1000
# Where a page says it belongs when that isn't its own path without the query.
ADDRESS = {
    "contact, sent": "/contact/",
    "hand-out of a routine": "/routines/all-round/",
    "hand-out of an exercise": "/exercises/bird-dog/",
    "player": "/routines/all-round/",
}
each_page = pytest.mark.parametrize("name", PAGES)

# What the structured data of a kind of page must say: type, and what it needs beside a name.
DATA = {
    "home": ("WebSite", {"url", "potentialAction"}),
    "article": (
        "MedicalWebPage",
        {"author", "citation", "dateModified", "datePublished", "description", "publisher"},
    ),
    "exercise": ("ExercisePlan", {"activityDuration", "author", "citation", "intensity"}),
    "routine": ("ExercisePlan", {"activityDuration", "author", "hasPart"}),
    "person": ("Person", {"url"}),
}


@each_page
def test_a_page_answers_with_its_status_and_without_complaints_of_the_browser(survey, name):
    page = survey(name)

    assert page.status == STATUS.get(name, 200)
    expect_none(page.complaints)


@each_page
def test_a_page_asks_nothing_of_others_and_leaves_no_cookie(survey, site, name):
    page = survey(name)

    expect_none([sent.url for sent in page.sent if not sent.url.startswith(f"{site.url}/")])
    assert page.cookies == []


@each_page
def test_a_page_is_light_and_stands_still(survey, name):
    page = survey(name)
    images = page.size("image")

    # The player is a tool, whose modules come side by side; its figures, which are its pictures,
    # stand in the page, for both sides of the body.
    assert len(page.sent) <= (16 if name == "player" else 12)
    assert page.size() - images <= (75 if name == "player" else 60) * KB
    assert page.size() <= 250 * KB
    assert page.size("stylesheet") <= 15 * KB
    assert page.size("script") <= 15 * KB
    assert page.shift <= 0.02


@pytest.mark.parametrize("name", [name for name in PAGES if name not in WITHOUT_ADDRESS])
def test_a_page_says_what_and_where_it_is(survey, site, name):
    head = survey(name).head

    assert len(head["title"]) <= 65
    assert 50 <= len(head["description"]) <= 165
    assert head["canonical"] == f"{site.url}{ADDRESS.get(name, PAGES[name].partition('?')[0])}"


@pytest.mark.parametrize("name", WITHOUT_ADDRESS)
def test_a_page_that_is_not_there_has_no_address(survey, name):
    head = survey(name).head

    assert head["robots"] == "noindex"
    assert head["canonical"] == ""


def test_no_two_pages_have_the_same_title_or_description(survey):
    heads = [
        survey(name).head
        for name in PAGES
        # Which are other forms of a page that is there.
        if name not in {*WITHOUT_ADDRESS, *ADDRESS, "exercises, narrowed to none"}
        and not name.startswith(("search, with", "search, corr", "search, narr", "contact, "))
    ]

    for key in ("title", "description", "canonical"):
        values = [head[key] for head in heads]
        assert len(set(values)) == len(values), key


@pytest.mark.parametrize("name", DATA)
def test_structured_data_says_what_the_kind_needs(survey, site, name):
    kind, keys = DATA[name]
    node = parsed(survey(name).html).node(kind)

    assert {"@id", "name"} | keys <= node.keys()
    assert all(node.values())
    assert node["url"] == f"{site.url}{PAGES[name]}"


@pytest.mark.parametrize("name", ["about", "article", "exercise", "routine"])
def test_structured_data_has_the_breadcrumbs(survey, site, name):
    items = parsed(survey(name).html).node("BreadcrumbList")["itemListElement"]

    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert items[0]["item"] == f"{site.url}/"


def test_a_source_is_reached_from_the_text_and_leads_back(page):
    page.goto("/articles/sciatica/")
    reference = page.locator(".prose .ref a").first
    mark = reference.get_attribute("id")

    reference.click()
    source = page.locator("#sources li:target")
    expect(source).to_be_in_viewport()
    expect(page).to_have_url(re.compile(f"{reference.get_attribute('href')}$"))
    source.locator(f"a[href='#{mark}']").click()
    expect(page.locator(f"#{mark}:target")).to_be_in_viewport()


def test_the_contents_are_a_list_beside_the_text_and_a_fold_above_it_on_a_phone(page):
    page.goto("/articles/sciatica/")
    contents = page.get_by_role("navigation", name="On this page")
    link = contents.locator("a").last
    link.click()
    expect(page.locator(f"{link.get_attribute('href')}:target")).to_be_in_viewport()

    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/articles/sciatica/")
    expect(link).to_be_hidden()
    contents.locator("summary").focus()
    page.keyboard.press("Enter")
    link.click()
    expect(page.locator(f"{link.get_attribute('href')}:target")).to_be_in_viewport()
    expect(link).to_be_hidden()


def test_a_long_list_is_turned_page_by_page(page):
    page.goto("/search/?q=pain")
    results = page.locator(".results h2")
    first = results.all_inner_texts()
    pages = page.get_by_role("navigation", name="Pages of this list")

    pages.get_by_role("link", name="Next").click()
    expect(pages.locator("[aria-current=page]")).to_have_text("Page 2")
    page.wait_for_load_state()
    assert not set(first) & set(results.all_inner_texts())
    pages.get_by_role("link", name="Page 1").click()
    expect(pages.locator("[aria-current=page]")).to_have_text("Page 1")
    expect(results).to_have_text(first, use_inner_text=True)
