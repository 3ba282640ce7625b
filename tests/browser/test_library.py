"""An editor's way from a folder of photos to a picture on a page, with mouse and keyboard."""

import base64
import io
import re

import pytest
from PIL import Image as Picture
from playwright.sync_api import Page, expect

from tests.browser.surveying import check_with_axe, expect_none

ALT = "Two full shopping bags on a kitchen floor"
TITLE = "How to carry shopping, with a picture"

DROP = """(files) => {
  const transfer = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const target = document.querySelector("[data-drop]");
  for (const event of ["dragover", "drop"]) {
    target.dispatchEvent(
      new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
  }
}"""

USE = f"""
from articles.models import Article
from backcare.publishing.drafting import publish
image = Image.objects.get(alt={ALT!r})
page = Article.objects.create(title={TITLE!r}, slug="library-journey", summary="Two light bags.",
    lead_image=image)
publish(page, by=None)
"""

REMOVE = """
from articles.models import Article
Article.objects.filter(slug="library-journey").delete()
Image.objects.filter(pk__gt={last}).delete()
"""


def photo(colour: str) -> str:
    """A photo of 1,200 × 800 pixels, as base64."""
    file = io.BytesIO()
    Picture.new("RGB", (1200, 800), colour).save(file, "JPEG")
    return base64.b64encode(file.getvalue()).decode()


FILES = [
    ["bags.jpg", "image/jpeg", photo("#cc9977")],
    ["drawing.svg", "image/svg+xml", base64.b64encode(b"<svg onload=alert(1)>").decode()],
    ["IMG_0002.jpg", "image/jpeg", photo("#7799cc")],
]


@pytest.fixture
def cleared(site):
    """Takes what the journey has made away again."""
    last = site.shell("print(Image.objects.order_by('pk').last().pk)").strip()
    yield
    site.shell(REMOVE.format(last=last))


def test_an_editor_drops_files_describes_them_and_shows_one(editor_page, open_page, site, cleared):
    page = editor_page
    drop(page)
    describe(page)
    set_focal_point(page)
    site.shell(USE)
    site.manage("renditions", "--missing")
    see_it_as_a_reader(open_page())


def drop(page: Page) -> None:
    page.goto("/admin/library/image/upload/")
    page.evaluate(DROP, FILES)
    expect(page.get_by_role("status")).to_have_text("3 of 3 done, 1 refused.")
    refused = page.get_by_role("list", name="Files").get_by_role("listitem").nth(1)
    expect(refused).to_contain_text("drawing.svg")
    expect(refused).to_contain_text("SVG drawings can carry programs")
    expect(page.get_by_role("group", name=re.compile("^Image "))).to_have_count(2)


def describe(page: Page) -> None:
    cards = page.get_by_role("group", name=re.compile("^Image "))
    # They arrive in no order that could be relied on: two are on their way at a time.
    cards.first.get_by_label("Alternative text").fill(ALT)
    cards.last.get_by_label("Alternative text").fill("IMG_0002.jpg")
    cards.last.get_by_label("Credit").fill("Ada Example")
    page.get_by_role("button", name="Save descriptions").click()

    expect(page.locator(".messagelist .success")).to_contain_text("1 image is described")
    expect(cards).to_have_count(1)
    expect(cards.first).to_contain_text("This is the name of a file.")
    expect(cards.first.get_by_label("Credit")).to_have_value("Ada Example")
    cards.first.get_by_label("Alternative text").fill("")
    page.get_by_role("button", name="Save descriptions").click()
    expect(page.locator(".messagelist .warning")).to_contain_text("still waits")

    page.goto("/admin/library/image/?description=waiting")
    tiles = page.get_by_role("list", name="Images").get_by_role("listitem")
    expect(tiles).to_have_count(1)
    expect(tiles).to_contain_text("Waits for a description")


def set_focal_point(page: Page) -> None:
    page.goto("/admin/library/image/")
    page.get_by_role("link", name=ALT).press("Enter")
    picture = page.locator("[data-focus-picture]")
    box = picture.bounding_box()
    assert box is not None
    picture.click(position={"x": box["width"] * 0.2, "y": box["height"] * 0.7})
    left = page.get_by_role("spinbutton", name="From the left")
    top = page.get_by_role("spinbutton", name="From the top")
    expect(left).to_have_value("20")
    expect(top).to_have_value("70")

    marker = page.get_by_role("button", name="Focal point")
    expect(marker).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(left).to_have_value("21")
    expect(top).to_have_value("80")
    expect(marker).to_have_accessible_name("Focal point: 21 % from the left, 80 % from the top")
    expect(page.locator("[data-focus-crop]").first).to_have_css("object-position", "21% 80%")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def see_it_as_a_reader(page: Page) -> None:
    page.goto("/articles/library-journey/")
    image = page.locator("main figure img").first
    expect(image).to_have_attribute("alt", ALT)
    expect(image).to_have_attribute("fetchpriority", "high")
    # Both are Chromium's choice and the stylesheet's work, under the site's own policy.
    expect(image).to_have_js_property("complete", True)
    expect(image).to_have_css("object-position", "20% 80%")
    assert image.evaluate("image => image.currentSrc").endswith(".avif")


def test_without_a_script_the_files_go_together(open_page, editor_session, cleared):
    page = open_page(storage_state=editor_session, scripts=False)
    page.goto("/admin/library/image/upload/")
    page.locator("#uploads").set_input_files(
        [
            {"name": name, "mimeType": kind, "buffer": base64.b64decode(content)}
            for name, kind, content in FILES
        ]
    )
    page.get_by_role("button", name="Upload", exact=True).click()

    messages = page.locator(".messagelist")
    expect(messages).to_contain_text("2 images are uploaded.")
    expect(messages).to_contain_text("“drawing.svg”: SVG drawings can carry programs")
    cards = page.get_by_role("group", name=re.compile("^Image "))
    expect(cards).to_have_count(2)
    cards.first.get_by_label("Alternative text").fill(ALT)
    cards.last.get_by_label("Decorative").check()
    page.get_by_role("button", name="Save descriptions").click()
    expect(messages).to_contain_text("2 images are described and can be used.")

    page.get_by_role("link", name=ALT).click()
    page.get_by_label("From the left").fill("30")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_axe_finds_nothing_where_images_are_uploaded(open_page, editor_session, cleared):
    # Without the policy, because axe tries out styles on elements.
    page = open_page(storage_state=editor_session, bypass_csp=True, reduced_motion="reduce")
    page.goto("/admin/library/image/upload/")
    page.evaluate(DROP, FILES)
    expect(page.get_by_role("status")).to_have_text("3 of 3 done, 1 refused.")
    expect_none(check_with_axe(page))
