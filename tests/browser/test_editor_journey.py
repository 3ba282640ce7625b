"""An editor's way from an empty form to a page that readers find, with mouse and keyboard."""

import io
import re

from PIL import Image as Picture
from playwright.sync_api import Page, expect

TITLE = "How to carry shopping home"
WORD = "shopping"
ALT = "Two full shopping bags on a kitchen floor"


def picture() -> bytes:
    file = io.BytesIO()
    Picture.new("RGB", (1200, 800), "#98d9a9").save(file, "PNG")
    return file.getvalue()


def test_editor_writes_previews_and_publishes_an_article(editor_page, open_page, site):
    page = editor_page
    try:
        upload_image(page)
        write_article(page)
        preview_it(page)
        reader = open_page()
        assert reader.request.get("/articles/how-to-carry-shopping-home/").status == 404
        publish_it(page)
        find_it_as_a_reader(reader)
    finally:
        remove_it(site)


def upload_image(page: Page) -> None:
    page.goto("/admin/library/image/add/")
    page.locator("input[type=file]").set_input_files(
        {"name": "bags.png", "mimeType": "image/png", "buffer": picture()}
    )
    page.locator("#id_alt").fill(ALT)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def write_article(page: Page) -> None:
    page.goto("/admin/articles/article/add/")
    page.locator("#id_title").press_sequentially(TITLE)
    expect(page.locator("#id_slug")).to_have_value("how-to-carry-shopping-home")
    page.locator("#id_summary").fill("Two light bags are kinder to the back than one heavy bag.")
    choose(page, "id_topics", "Low back pain")
    page.locator("#id_key_points").fill("Two bags are better than one.\nStop and rest.")

    page.get_by_role("button", name="Add another Source").click()
    page.locator("#id_sources-0-organisation").fill("NICE")
    page.locator("#id_sources-0-title").fill("Low back pain and sciatica in over 16s")
    page.locator("#id_sources-0-year").fill("2020")
    page.locator("#id_sources-0-key").fill("nice-2020")
    page.locator("#id_sources-0-url").fill("https://www.nice.org.uk/guidance/ng59")

    body = page.locator(".field-body [contenteditable=true]")
    body.click()
    tool(page, "Heading 2 (H2)").click()
    page.keyboard.type("Before you go")
    page.keyboard.press("Enter")
    page.keyboard.type("Take two bags.")
    tool(page, re.compile("^Source")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("NICE")).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(body).to_be_focused()
    page.keyboard.press("Enter")
    tool(page, "Image").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile(ALT)).click()
    expect(body).to_contain_text(ALT)
    body.press("Control+End")
    tool(page, "Page").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("bridge")
    dialog.get_by_role("button", name=re.compile("Bridge")).click()
    expect(body).to_contain_text("Bridge")


def preview_it(page: Page) -> None:
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_role("region", name="Preview")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("heading", name="Before you go")).to_be_visible()
    expect(page.locator("main figure img")).to_have_attribute("alt", ALT)
    expect(page.locator("main").get_by_role("link", name="Bridge").first).to_be_visible()
    expect(page.locator("main").get_by_role("link", name="Source 1", exact=True)).to_be_visible()
    page.get_by_role("link", name="Back to editing").click()


def publish_it(page: Page) -> None:
    expect(page.locator(".page-state")).to_contain_text("Draft")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".messagelist .success")).to_contain_text("is published")
    expect(page.locator(".page-state")).to_contain_text("Live")


def find_it_as_a_reader(reader: Page) -> None:
    for address in ("/", "/articles/", "/topics/low-back-pain/", f"/search/?q={WORD}"):
        reader.goto(address)
        expect(reader.locator("main").get_by_role("link", name=TITLE).first).to_be_visible()
    for address in ("/feed/", "/topics/low-back-pain/feed/", "/sitemap-article.xml"):
        assert "how-to-carry-shopping-home" in reader.request.get(address).text(), address
    reader.goto("/articles/how-to-carry-shopping-home/")
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(reader.locator("main figure img")).to_have_attribute("alt", ALT)
    assert reader.context.cookies() == []


def remove_it(site) -> None:
    site.manage(
        "shell",
        "-c",
        "from articles.models import Article; from backcare.library.models import Image;"
        "Article.objects.filter(slug='how-to-carry-shopping-home').delete();"
        f"Image.objects.filter(alt={ALT!r}).delete()",
    )


def choose(page: Page, field: str, name: str) -> None:
    """Choose from a field with autocompletion."""
    page.locator(f"#{field} + .select2 .select2-selection").click()
    page.locator(".select2-search__field").last.press_sequentially(name[:8])
    page.locator(".select2-results__option", has_text=name).first.click()


def tool(page: Page, name: str | re.Pattern[str]):
    """A button of the editor's toolbar."""
    toolbar = page.locator(".field-body").get_by_role("toolbar")
    exact = isinstance(name, str)
    return toolbar.get_by_role("button", name=name, exact=exact)
