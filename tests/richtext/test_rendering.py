from dataclasses import dataclass

import pytest
from hypothesis import given

from backcare.library.models import Image
from backcare.richtext.rendering import RESERVED_IDS, Heading, render
from backcare.richtext.sanitise import sanitise
from tests.markup import parsed

from .payloads import PAYLOADS
from .strategies import hostile_html


@dataclass
class Source:
    key: str


def image(**overrides):
    values = {"file": "images/aa/aa.jpg", "alt": "A bridge", "width": 1200, "height": 800}
    small = {"name": "images/aa/aa-400.webp", "width": 400, "height": 267}
    return Image(**(values | {"renditions": [small]} | overrides))


CARE = {"emergency": "Call 999 if:", "urgent": "Today if:", "doctor": "See a GP if:", "tip": "Tip"}


def html_of(html, **options):
    return str(render(html, **options).html)


def test_running_text_stays_as_it_is():
    html = "<p>a <strong>b</strong><br>c</p><ul><li>d<ol><li>e</li></ol></li></ul>"
    assert html_of(html) == html


def test_words_are_escaped():
    assert html_of("<p>1 &lt; 2 &amp; 3</p>") == "<p>1 &lt; 2 &amp; 3</p>"


def test_headings_get_anchors_that_nothing_else_has():
    rendered = render("<h2>What helps</h2><h3>Sources</h3><h2>What helps</h2><h2>Боль</h2>")
    assert rendered.headings == [
        Heading(2, "What helps", "what-helps"),
        Heading(3, "Sources", "section-sources"),
        Heading(2, "What helps", "what-helps-2"),
        Heading(2, "Боль", "section"),
    ]
    assert '<h2 id="what-helps-2">What helps</h2>' in rendered.html


@pytest.mark.parametrize("words", ["Main", "Ref a 1", "Source NICE", "Comments"])
def test_anchor_keeps_out_of_the_way_of_the_page(words):
    (heading,) = render(f"<h2>{words}</h2>").headings
    assert heading.id.startswith("section-")


def test_a_fourth_level_is_not_in_the_list_of_contents():
    rendered = render("<h2>a</h2><h3>b</h3><h4>c</h4>")
    assert [heading.text for heading in rendered.headings] == ["a", "b"]
    assert '<h4 id="c">c</h4>' in rendered.html


def test_no_heading_level_is_skipped():
    levels = [
        element.tag
        for element in parsed(html_of("<h4>a</h4><h4>b</h4><h2>c</h2><h4>d</h4>")).elements
    ]
    assert levels == ["h2", "h3", "h2", "h3"]


def test_figure():
    figure = parsed(html_of('<figure data-image="7"></figure>', images={7: image(caption="Two")}))
    attributes = figure.one("img").attributes
    assert attributes["alt"] == "A bridge"
    assert attributes["loading"] == "lazy"
    assert (attributes["width"], attributes["height"]) == ("1200", "800")
    assert "400w" in figure.one("source").attributes["srcset"]
    assert figure.one("figcaption").text.split() == ["Two"]


def test_figure_with_hostile_words():
    hostile = '"><script>alert(1)</script>'
    html = html_of(
        '<figure data-image="7"></figure>',
        images={7: image(alt=hostile, caption=hostile, credit=hostile)},
    )
    assert "<script" not in html


def test_missing_image_and_page_leave_no_trace():
    html = '<p>a</p><figure data-image="7"></figure><div data-page="8"></div><p>b</p>'
    assert html_of(html) == "<p>a</p><p>b</p>"


def test_embedded_page_is_what_the_caller_has():
    embeds = {8: "<article>card</article>"}
    assert html_of('<div data-page="8"></div>', embeds=embeds) == embeds[8]


@pytest.mark.parametrize(
    ("before", "level"),
    [("", "h2"), ("<h2>a</h2>", "h3"), ("<h2>a</h2><h3>b</h3>", "h3")],
)
def test_care_box(before, level):
    html = html_of(before + '<aside data-care="urgent"><p>Go.</p></aside>', care_headings=CARE)
    box = parsed(html)
    assert box.one("section").attributes == {"class": "care care-urgent"}
    assert box.one(level, **{"class": "care-heading"}).text == "Today if:"
    assert "<p>Go.</p>" in html


def test_source_references_are_numbered_and_linked_both_ways():
    rendered = render(
        '<p>a<sup data-source="b-2"></sup><sup data-source="a"></sup></p>'
        '<p>b<sup data-source="b-2"></sup><sup data-source="gone"></sup></p>',
        sources=[Source("a"), Source("b-2")],
    )
    assert rendered.cited == {"b-2": ["ref-b-2-1", "ref-b-2-2"], "a": ["ref-a-1"]}
    assert (
        '<sup class="ref"><a id="ref-b-2-1" href="#source-b-2" aria-label="Source 2">2</a></sup>'
        in rendered.html
    )
    assert "gone" not in rendered.html


def test_paragraph_of_an_unknown_source_disappears():
    assert html_of('<p><sup data-source="gone"></sup></p>') == ""


def test_planned_link_is_plain_text():
    assert html_of('<p>a <span data-planned="T">b</span></p>') == "<p>a b</p>"


def test_links_to_elsewhere_are_marked():
    html = html_of(
        '<p><a href="https://a.example/">a</a><a href="/b/">b</a>'
        '<a href="https://own.example/c">c</a><a href="mailto:d@a.example">d</a></p>',
        own_hosts=["own.example"],
    )
    links = {link.text: link.attributes for link in parsed(html).all("a")}
    assert links["a"]["rel"] == "external noopener"
    assert all("rel" not in links[name] for name in "bcd")
    assert "target" not in html


def test_table_scrolls_by_itself():
    html = html_of(
        '<table><thead><tr><th scope="col">A</th><th scope="col">"B"</th></tr></thead>'
        "<tbody><tr><td>1</td><td></td></tr></tbody></table>"
    )
    region = parsed(html).one("div").attributes
    assert region["class"] == "table-scroll"
    assert region["tabindex"] == "0"
    assert region["role"] == "region"
    assert region["aria-label"] == 'Table 1: A, "B"'
    assert "<td></td>" in html


@given(hostile_html)
def test_whatever_was_sanitised_can_be_rendered(html):
    rendered = render(
        sanitise(html),
        sources=[Source("nice-2016")],
        embeds={4: "<b>page</b>"},
        images={3: image()},
        care_headings=CARE,
    )
    markup = parsed(str(rendered.html))
    ids = markup.ids
    assert len(ids) == len(set(ids))
    assert not RESERVED_IDS & set(ids)
    levels = [int(e.tag[1]) for e in markup.elements if e.tag in {"h2", "h3", "h4"}]
    assert all(level <= above + 1 for above, level in zip([1, *levels], levels, strict=False))
    assert "data-" not in rendered.html


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if not p.startswith("<![")])
def test_rendering_is_safe_even_without_sanitising(payload):
    markup = parsed(html_of(payload, embeds={1: "x"}, images={1: image()}, care_headings=CARE))
    assert not [e.tag for e in markup.elements if e.tag in {"script", "style", "svg", "iframe"}]
    for element in markup.elements:
        assert not [name for name in element.attributes if name.startswith("on")]
        assert not element.attributes.get("href", "").lower().startswith(("javascript", "data"))
