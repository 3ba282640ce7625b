"""The preview beside the form, links for people without an account, and the history of a page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.surveying import check_with_axe, expect_none

MAKE = """
from backcare.publishing import drafting
user = User.objects.get(username="edith")
draft = Article.objects.create(
    title="How to sit on a train", slug="how-to-sit-on-a-train", summary="Move every half hour.",
    body="<p>Sit with your back against the seat.</p>" + "<p>Stand up now and then.</p>" * 60,
    created_by=user,
)
drafting.remember(draft, user, "saved")
print(draft.pk)
"""
SAVE = """
from backcare.publishing import drafting
draft = Article.objects.get(pk={pk})
draft.title = {title!r}
draft.save()
drafting.touch(draft, None)
"""
# What the script of the form says once it has saved by itself.
SAVED = "document.dispatchEvent(new CustomEvent('draft-saved', {detail: {version: 9}}))"


@pytest.fixture
def draft(site, editor_session):
    """The primary key of a draft, with one version in its history."""
    pk = site.shell(MAKE).strip()
    yield pk
    site.shell(f"Page.objects.filter(pk={pk}).delete()")


def form(pk: str) -> str:
    return f"/admin/articles/article/{pk}/change/"


def test_the_preview_follows_what_is_saved_and_keeps_its_place(editor_page, site, draft):
    page = editor_page
    page.goto(form(draft))
    frame = page.frame_locator("#preview iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("How to sit on a train")
    expect(frame.get_by_role("region", name="Preview")).to_be_hidden()
    element = page.locator("#preview iframe")
    element.evaluate("frame => frame.contentWindow.scrollTo(0, 900)")

    site.shell(SAVE.format(pk=draft, title="How to stand on a train"))
    page.evaluate(SAVED)

    expect(frame.get_by_role("heading", level=1)).to_have_text("How to stand on a train")
    page.wait_for_function(
        "() => document.querySelector('#preview iframe').contentWindow.scrollY > 800"
    )
    expect(frame.locator("a[href='/contact/']").first).to_have_attribute("target", "_blank")


def test_the_preview_has_widths_and_colours_and_can_be_hidden(editor_page, draft):
    page = editor_page
    page.goto(form(draft))
    panel = page.get_by_role("complementary", name="Preview")
    frame = page.frame_locator("#preview iframe")
    expect(frame.get_by_role("heading", level=1)).to_be_visible()

    for name, width in (("Phone", 390), ("Tablet", 768), ("Desktop", 1280)):
        panel.get_by_role("button", name=name).click()
        expect(panel.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        page.wait_for_function(
            "width => document.querySelector('#preview iframe').contentWindow.innerWidth === width",
            arg=width,
        )
    box, room = (
        page.locator(f"#preview {name}").bounding_box() for name in ("iframe", ".preview-room")
    )
    assert box["width"] <= room["width"] + 1
    panel.get_by_role("button", name="Dark").click()
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")

    panel.get_by_role("button", name="Hide").press("Enter")
    expect(page.locator("#preview iframe")).to_be_hidden()
    page.reload()
    expect(panel.get_by_role("button", name="Show")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#preview iframe")).to_be_hidden()
    panel.get_by_role("button", name="Show").press("Enter")
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")


def test_on_a_small_screen_the_preview_is_a_page(open_page, editor_session, draft):
    page = open_page(width=390, storage_state=editor_session)
    page.goto(form(draft))
    expect(page.locator("#preview iframe")).to_be_hidden()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Open as a page").click()
    expect(popup.value.get_by_role("region", name="Preview")).to_be_visible()
    popup.value.close()


def test_a_draft_is_shared_and_no_longer(editor_page, open_page, draft, problems):
    page = editor_page
    page.goto(form(draft))
    page.get_by_role("link", name="Share…").click()
    page.get_by_label("For whom").fill("Dr Hall")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Address").input_value()

    guest = open_page()
    guest.goto(address)
    expect(guest.get_by_role("region", name="Preview")).to_contain_text("Shared with you until")
    expect(guest.get_by_role("heading", level=1)).to_have_text("How to sit on a train")
    assert guest.context.cookies() == []
    assert (
        guest.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )
    assert guest.evaluate("localStorage.length") == 0

    page.goto(f"/admin/articles/article/{draft}/links/")
    expect(page.get_by_role("listitem").filter(has_text="Dr Hall")).to_contain_text("Opened once")
    page.get_by_role("button", name=re.compile("Revoke")).click()
    expect(page.locator(".messagelist")).to_contain_text("opens no more")
    response = guest.goto(address)
    assert response.status == 404
    expect(guest.get_by_role("heading", level=1)).to_have_text("This link shows nothing")
    problems.clear()  # The 404, which was meant.


def test_a_version_is_compared_and_restored(editor_page, site, draft):
    page = editor_page
    site.shell(SAVE.format(pk=draft, title="How to stand on a train"))
    page.goto(form(draft))
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Compare the chosen versions").click()
    expect(page.locator(".difference del").first).to_have_text("[removed: sit]")
    expect(page.locator(".difference ins").first).to_have_text("[added: stand]")

    page.go_back()
    page.get_by_role("link", name=re.compile("^Preview")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How to sit on a train")
    page.get_by_role("link", name="Back to the history").click()
    page.get_by_role("button", name=re.compile("^Restore")).first.click()

    expect(page.locator("#id_title")).to_have_value("How to sit on a train")
    page.get_by_role("link", name="History").click()
    expect(page.locator(".history-list")).to_contain_text("An earlier version restored")


def test_axe_finds_nothing(open_page, editor_session, site, draft):
    site.shell(SAVE.format(pk=draft, title="How to stand on a train"))
    page: Page = open_page(storage_state=editor_session, bypass_csp=True, reduced_motion="reduce")
    found = []
    for path in ("history/", "history/changes/", "links/"):
        page.goto(f"/admin/articles/article/{draft}/{path}")
        found += check_with_axe(page)
    expect_none(found)
