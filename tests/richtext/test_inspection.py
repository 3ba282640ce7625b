import pytest
from hypothesis import given

from backcare.richtext.rendering import (
    link_planned,
    plain_text,
    planned_links,
    referenced_images,
    referenced_pages,
    word_count,
)
from backcare.richtext.sanitise import sanitise

from .strategies import hostile_html

BODY = (
    '<h2>Head</h2><p>One<br>two <strong>th</strong>ree.<sup data-source="a"></sup></p>'
    '<figure data-image="5"></figure><div data-page="9"></div><div data-page="2"></div>'
    '<div data-page="9"></div>'
    "<ul><li>four<ul><li>five</li></ul></li></ul>"
    '<p><span data-planned="Night pain">nights <em>off</em></span> &amp; '
    '<span data-planned="night pain">again</span></p>'
)


def test_references_in_order_each_once():
    assert referenced_pages(BODY) == [9, 2]
    assert referenced_images(BODY) == [5]
    assert referenced_images("<p>a</p>") == []


def test_planned_links():
    assert planned_links(BODY) == [("Night pain", "nights off"), ("night pain", "again")]
    assert planned_links("<p>a</p>") == []


def test_linking_what_was_planned():
    html = link_planned(BODY, " night PAIN", "/articles/night-pain/")
    assert planned_links(html) == []
    assert html.count('<a href="/articles/night-pain/">') == 2
    assert "nights <em>off</em></a>" in html
    assert link_planned(BODY, "Other", "/x/") == sanitise(BODY)


def test_words_of_neighbouring_blocks_never_run_together():
    assert plain_text(BODY) == "Head\nOne two three.\nfour\nfive\nnights off & again"
    table = "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    assert plain_text(table) == "a\nb"
    assert word_count(BODY) == 10


@pytest.mark.parametrize("html", ["", "<p></p>", '<figure data-image="1"></figure>'])
def test_a_text_without_words(html):
    assert plain_text(html) == ""
    assert word_count(html) == 0


@given(hostile_html)
def test_any_sanitised_text_can_be_inspected(html):
    text = sanitise(html)
    plain_text(text)
    assert link_planned(text, "no such title", "/x/") == text
    assert set(referenced_images(text)) <= {3}
    assert set(referenced_pages(text)) <= {4}
