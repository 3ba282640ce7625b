"""The HTML of every kind of page is right, so that every browser makes the same of it."""

import pytest

from tests.browser.surveying import PAGES, expect_none
from tests.browser.validity import mistakes

PAGE = "<!doctype html><html lang='en'><head><title>x</title></head><body>{}</body></html>"


@pytest.mark.parametrize("name", PAGES)
def test_the_html_of_a_page_is_right(survey, name):
    expect_none(mistakes(survey(name).html))


@pytest.mark.parametrize("path", ["/search/?page=x", "/articles/?page=999"])
def test_the_html_of_a_refusal_is_right(page, path):
    expect_none(mistakes(page.request.get(path).text()))


def test_the_html_of_the_page_of_a_broken_server_is_right(site):
    html = site.shell(
        "from backcare.http.errors import server_error; print(server_error(None).text)"
    )

    expect_none(mistakes(html.strip()))


def test_the_html_of_a_preview_is_right(editor_page, site):
    pk = site.shell("print(Article.objects.originals().get(slug='sciatica').pk)").strip()
    response = editor_page.request.get(f"/admin/articles/article/{pk}/preview/")

    assert response.status == 200
    expect_none(mistakes(response.text()))


@pytest.mark.parametrize(
    "wrong",
    [
        "<p><div>x</div></p>",
        "<b><i>x</b></i>",
        "<p id=a id=b>x</p>",
        "<p id=a>x</p><p id=a>y</p>",
        "<div>x",
        "a &amp b",
        "<table><p>x</p></table>",
        "<a href='#nowhere'>x</a>",
        "<label for='nothing'>x</label>",
        "<p aria-describedby='nothing'>x</p>",
        "<img src='x.png'>",
        "<p style='color:red'>x</p>",
        "<p onclick='x()'>x</p>",
        "<ul><p>x</p></ul>",
        "<span><div>x</div></span>",
        "<a href='/'><button>x</button></a>",
    ],
)
def test_what_is_wrong_is_found(wrong):
    expect_none(mistakes(PAGE.format("<p>x</p>")))
    assert mistakes(PAGE.format(wrong))
