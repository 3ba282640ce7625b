"""The desk for people who edit with a keyboard, a screen reader, on a phone or in the dark.

Django's admin is the ground; what it leaves out is added by ``static/desk``. Nothing is excused: a
rule of axe that must be, with the place on the page, would have to stand here.
"""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.surveying import (
    PHONE,
    SETTLED,
    SURVEY_SCRIPT,
    WIDE,
    check_with_axe,
    expect_none,
    run_axe,
)

PAGES = {
    "index": "/admin/",
    "articles": "/admin/articles/article/",
    "article, live": "/admin/articles/article/{article}/change/",
    "article, to archive": "/admin/articles/article/{article}/archive/",
    "article, history": "/admin/articles/article/{article}/history/",
    "article, difference": "/admin/articles/article/{article}/history/changes/",
    "article, preview": "/admin/articles/article/{draft}/preview/",
    "draft": "/admin/articles/article/{draft}/change/",
    "draft, to schedule": "/admin/articles/article/{draft}/schedule/",
    "draft, to share": "/admin/articles/article/{draft}/links/",
    "pages due for review": "/admin/publishing/page/reviews/",
    "problems": "/admin/problems/problem/?state=all",
    "links": "/admin/linkcheck/link/",
    "draft, to discard": "/admin/articles/article/{draft}/discard/",
    "planned links": "/admin/publishing/plannedlink/for/{article}/",
    "images": "/admin/library/image/",
    "image, new": "/admin/library/image/add/",
    "image": "/admin/library/image/{image}/change/",
    "exercise, new": "/admin/exercises/exercise/add/",
    "topic, new": "/admin/topics/topic/add/",
    "site settings": "/admin/site/sitesettings/1/change/",
    "comments": "/admin/comments/comment/",
    "comments, approved": "/admin/comments/comment/?state=approved",
    "comment": "/admin/comments/comment/{comment}/change/",
    "comment rules": "/admin/comments/rules/1/change/",
    "comment rules, to try": "/admin/comments/rules/try/",
    "blocks": "/admin/comments/block/",
    "block, new": "/admin/comments/block/add/",
    "danger sign phrases": "/admin/comments/redflagphrase/",
    "danger sign phrase, new": "/admin/comments/redflagphrase/add/",
}

MAKE_DRAFT = """
from backcare.publishing.drafting import edit_as_draft
article = Article.objects.originals().get(slug="sciatica")
draft = edit_as_draft(article.page_ptr, by=User.objects.get(username="edith"))
comment = Comment.objects.filter(status="held").order_by("-has_red_flag", "pk").first()
print(article.pk, draft.pk, Image.objects.first().pk, comment.pk)
"""


@pytest.fixture(scope="module")
def keys(site, editor_session):
    """The primary keys of what the pages are about; a draft is made for them and removed."""
    article, draft, image, comment = site.shell(MAKE_DRAFT).split()
    yield {"article": article, "draft": draft, "image": image, "comment": comment}
    site.shell(f"Page.objects.filter(pk={draft}).delete()")


@pytest.fixture
def page(open_page, editor_session) -> Page:
    """A page of an editor. Without the policy, because axe tries out styles on elements."""
    return open_page(storage_state=editor_session, bypass_csp=True, reduced_motion="reduce")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page, keys, name):
    response = page.goto(PAGES[name].format(**keys))

    assert response.status == 200
    expect_none(check_with_axe(page))


def test_axe_finds_nothing_where_one_signs_in(open_page):
    page = open_page(bypass_csp=True)
    page.goto("/admin/login/")
    expect_none(check_with_axe(page))

    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".errornote")).to_be_visible()
    expect_none(check_with_axe(page))


def test_axe_finds_nothing_in_a_draft_with_everything_unfolded(page, keys):
    page.goto(f"/admin/articles/article/{keys['draft']}/change/")
    for rows in ("Source", "Author", "Related page", "Link to learn more"):
        page.get_by_role("button", name=f"Add another {rows}").click()
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")

    expect_none(check_with_axe(page))


def test_axe_finds_nothing_where_two_versions_meet(page, site, keys):
    page.goto(f"/admin/articles/article/{keys['draft']}/change/")
    site.shell(f"Page.objects.filter(pk={keys['draft']}).update(version=99)")
    page.locator("#id_summary").fill("What I say.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("button", name="Save mine")).to_be_visible()

    expect_none(check_with_axe(page))


def test_axe_finds_nothing_in_the_menu_of_actions_or_among_errors(page, keys):
    page.goto(f"/admin/articles/article/{keys['draft']}/change/")
    page.locator("#id_title").fill(" ")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".error-places")).to_be_visible()
    page.locator(".more-actions summary").click()
    expect(page.get_by_role("button", name="Schedule…")).to_be_in_viewport()

    expect_none(check_with_axe(page))


def test_axe_finds_nothing_in_the_queue_with_everything_unfolded(page, keys):
    page.goto(PAGES["comments"])
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.locator("[data-select]").first.check()
    page.locator("[data-card]").first.focus()
    expect_none(check_with_axe(page))

    page.locator("[data-card]").first.focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_none(run_axe(page))


def test_axe_finds_nothing_in_what_becomes_of_a_message(page, keys):
    page.goto(PAGES["comment rules, to try"])
    page.get_by_label("Message").fill("I can't pee. Visit www.cheap.example/pills today!")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_role("heading", name="What becomes of it")).to_be_visible()
    expect_none(check_with_axe(page))


@pytest.mark.parametrize("tool", ["Link", "Image", "Page", "Source", "Planned"])
def test_axe_finds_nothing_in_a_dialog_of_the_editor(page, keys, tool):
    page.goto(f"/admin/articles/article/{keys['draft']}/change/")
    body = page.locator(".field-body [contenteditable=true]")
    body.click()
    page.keyboard.press("Shift+ArrowRight")
    toolbar = page.locator(".field-body").get_by_role("toolbar")
    toolbar.get_by_role("button", name=re.compile(f"^{tool}")).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()

    page.evaluate(AXE_SCRIPT)
    for width, scheme in ((WIDE, "light"), (PHONE, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)
        expect_none(run_axe(page))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(body).to_be_focused()


def test_a_field_with_autocompletion_says_what_it_is_for(page, keys):
    page.goto(f"/admin/articles/article/{keys['draft']}/change/")
    expect(page.get_by_role("combobox", name="Lead image")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Topics")).to_be_visible()

    page.get_by_role("combobox", name="Reviewer").focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("searchbox", name="Reviewer")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Add another Author").click()
    expect(page.get_by_role("combobox", name="Author").last).to_be_visible()


def test_rows_are_put_in_order_with_the_keyboard(page, keys):
    page.goto(f"/admin/articles/article/{keys['draft']}/change/")
    organisations = page.locator("[id^=id_sources-][id$=-organisation]:not([id*=__prefix__])")
    before = [field.input_value() for field in organisations.all()]

    page.get_by_role("button", name="Move to last position").first.focus()
    page.keyboard.press("Enter")

    expect(organisations).to_have_count(len(before))
    for place, value in enumerate([*before[1:], before[0]]):
        expect(organisations.nth(place)).to_have_value(value)
    expect(
        page.get_by_role("button", name="Move to last position").nth(len(before) - 1)
    ).to_be_focused()


@pytest.mark.parametrize(
    ("name", "stops"),
    [("index", 12), ("articles", 12), ("article, live", 12), ("draft", 50), ("comments", 60)],
)
def test_the_focus_is_seen_and_never_covered(page, keys, name, stops):
    """In a draft as far as the text, past the actions that stick to the foot of the screen."""
    page.goto((PAGES | {"draft": "/admin/articles/article/{draft}/change/"})[name].format(**keys))
    page.evaluate(SURVEY_SCRIPT)
    for _ in range(stops):
        page.keyboard.press("Tab")
        stop = page.evaluate("survey.focused()")
        assert stop is None or (stop["ring"] >= 3 and not stop["covered"]), stop
