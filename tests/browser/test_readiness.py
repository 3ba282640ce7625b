"""What stands in a page's way, said while an editor writes it."""

import re

from playwright.sync_api import Page, expect

LONG = (
    "This sentence goes on because nobody has told its writer that a reader who is tired and in "
    "pain will lose the thread long before the full stop at the very end arrives at last."
)


def test_an_editor_is_led_to_what_is_to_be_put_right(editor_page, problems):
    page = editor_page
    page.goto("/admin/articles/article/add/")
    panel = page.get_by_role("region", name="Before publishing")
    count = panel.get_by_role("status")
    expect(count).to_contain_text("1 thing to put right")

    page.locator("#id_title").fill("How to sit")
    page.locator("#id_summary").fill("Change how you sit, often, and walk a little in between.")
    expect(count).not_to_contain_text("to put right")
    expect(panel.locator(".readiness-result")).to_contain_text("How to sit")

    body = page.locator(".field-body [contenteditable=true]")
    body.click()
    page.keyboard.type(f"It may help. {LONG}")
    follow(panel, "words in one sentence")
    expect(body).to_be_focused()
    assert selected(page) == LONG

    follow(panel, "no topic")
    expect(page.locator(".field-topics .select2-search__field")).to_be_focused()

    follow(panel, "no lead image")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")  # It is a field like any other.

    page.route("**/checks/", lambda route: route.abort())
    page.locator("#id_title").fill("How to sit at work")
    expect(panel.get_by_text("can’t be checked at the moment")).to_be_visible()
    problems.clear()
    page.unroute("**/checks/")
    page.locator("#id_title").fill("How to sit at a desk")
    expect(panel.get_by_text("can’t be checked at the moment")).to_be_hidden()


def follow(panel, words: str) -> None:
    panel.get_by_role("link", name=re.compile(words)).first.click()


def selected(page: Page) -> str:
    return page.evaluate("String(getSelection())")
