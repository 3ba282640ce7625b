"""Signing in to the desk, as the fixtures of the other browser tests do."""

from tests.browser.conftest import EDITOR


def test_an_editor_who_was_made_by_the_command_reaches_the_desk(editor_page):
    editor_page.goto("/admin/")

    assert EDITOR in editor_page.locator("#user-tools").inner_text().lower()


def test_a_reader_is_asked_to_sign_in(page):
    page.goto("/admin/")

    assert page.get_by_label("Username").is_visible()
    assert page.context.cookies() != []


def test_what_the_browser_complains_about_is_noticed(page, problems):
    page.goto("/")
    page.evaluate("console.error('seen')")
    page.evaluate(
        "addEventListener('click', () => undefinedThing()), document.documentElement.click()"
    )

    assert any("seen" in problem for problem in problems)
    assert any("undefinedThing" in problem for problem in problems)
    problems.clear()
