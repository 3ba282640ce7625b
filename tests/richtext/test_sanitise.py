import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.richtext.grammar import RULES, TAGS, link_target
from backcare.richtext.sanitise import sanitise

from .payloads import PAYLOADS
from .strategies import hostile_html, texts

CANONICAL = (
    "<h2>What helps</h2>"
    '<p>Keep <strong>moving</strong>, <em>gently</em>.<sup data-source="nice-2016"></sup> See '
    '<a href="/articles/sciatica/">sciatica</a>, '
    '<a href="https://www.nhs.uk/a?b=1&amp;c=2#d">NHS</a>, '
    '<a href="mailto:help@example.org">write</a> or <a href="tel:111">call</a>.<br>Bye.</p>'
    '<figure data-image="12"></figure>'
    "<h3>Lists</h3><ul><li>one</li><li>two<ol><li>deep</li></ol></li></ul>"
    "<h4>More</h4><blockquote><p>Said <strong><em>so</em></strong></p></blockquote>"
    '<div data-page="34"></div>'
    '<aside data-care="urgent"><p>Go now if:</p><ul><li>numb</li></ul></aside>'
    '<p>Read <span data-planned="Nerve pain at night">on nerves</span>&nbsp;5.</p>'
    '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
    '<tbody><tr><th scope="row">1</th><td>2</td></tr></tbody></table>'
)


class Inventory(HTMLParser):
    """Collects every tag, attribute and address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_comment(self, data):
        self.comments.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_in_grammar(html: str) -> None:
    found = Inventory(html)
    assert found.tags <= TAGS
    assert not found.comments
    for tag, name, value in found.attributes:
        assert value == RULES[tag, name](value)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", html)


def test_grammar_passes_unchanged():
    assert sanitise(CANONICAL) == CANONICAL


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_executable_survives(payload):
    html = sanitise(payload)
    assert_in_grammar(html)
    assert sanitise(str(html)) == html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_executable_survives_in_a_plain_text(payload):
    html = sanitise(payload, plain=True)
    assert_in_grammar(html)
    assert Inventory(html).tags <= {"p", "ul", "ol", "li", "a", "strong", "em", "br"}


@given(hostile_html)
def test_result_is_in_the_grammar_and_stays_the_same(html):
    once = sanitise(html)
    assert_in_grammar(once)
    assert sanitise(str(once)) == once


@given(hostile_html)
def test_plain_result_stays_the_same_in_both_grammars(html):
    once = sanitise(html, plain=True)
    assert sanitise(str(once), plain=True) == once
    assert sanitise(str(once)) == once


@given(st.text(st.characters(codec=None)))
def test_any_text_is_accepted(text):
    assert_in_grammar(sanitise(text))


@given(texts)
def test_words_are_never_lost(words):
    html = sanitise(f"<center>{words}</center><font><u>{words}</u></font>")
    assert re.sub(r"<[^>]*>", " ", html).split() == [*words.split(), *words.split()]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("<p>&nbsp;</p><p><br></p><img src=''>", ""),
        ("plain words", "<p>plain words</p>"),
        ("<p>a</p>\n  <p>b\n c</p>", "<p>a</p><p>b c</p>"),
        ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<h1>a</h1><h5>b</h5><h6>c</h6>", "<h2>a</h2><h4>b</h4><h4>c</h4>"),
        ("<p>a&nbsp;&nbsp; b 5&nbsp;kg</p>", "<p>a b 5&nbsp;kg</p>"),
        ("<p>a<br><br>b<br>c<br></p>", "<p>a</p><p>b<br>c</p>"),
        ("<div>a<div>b</div></div>c", "<p>a</p><p>b</p><p>c</p>"),
        ("<p><strong> </strong>a<strong></strong></p>", "<p>a</p>"),
        ("<em><strong>a</strong></em>", "<p><strong><em>a</em></strong></p>"),
        ("<strong>a</strong><strong>b</strong>", "<p><strong>ab</strong></p>"),
        ("<a href='/x'>a <b>b</b></a>", '<p><a href="/x">a <strong>b</strong></a></p>'),
        ("<a href='/x'> </a>a", "<p>a</p>"),
        ("<a>a</a>", "<p>a</p>"),
        ("<h2>a<br>b</h2>", "<h2>a b</h2>"),
        ("10<sup>2</sup>", "<p>102</p>"),
        ("<ul><li><p>a</p></li></ul>", "<ul><li>a</li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li></li></ul>", ""),
        ("<ol start=3 type=a><li value=4>a</ol>", "<ol><li>a</li></ol>"),
        ("<blockquote><h2>a</h2></blockquote>", "<blockquote><p>a</p></blockquote>"),
        (
            "<ul><li>a<figure data-image=3></figure></li></ul><p>b</p>",
            '<ul><li>a</li></ul><figure data-image="3"></figure><p>b</p>',
        ),
        ("<p>a<sup data-source=x>[1]</sup></p>", '<p>a<sup data-source="x"></sup></p>'),
        (
            "<a href='/x'>a<sup data-source=x></sup>b</a>",
            '<p><a href="/x">a</a><sup data-source="x"></sup><a href="/x">b</a></p>',
        ),
        ("<aside data-care=other><p>a</p></aside>", "<p>a</p>"),
        ("<aside data-care=tip></aside>", ""),
        ("<span data-planned=' '>a</span>", "<p>a</p>"),
    ],
)
def test_one_form_for_everything(written, stored):
    assert sanitise(written) == stored


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        ("<p>· one</p><p>·&nbsp;&nbsp;&nbsp;two</p>", "<ul><li>one</li><li>two</li></ul>"),
        ("<p>• one</p>", "<ul><li>one</li></ul>"),
        ("<p>1. one</p><p>2.&nbsp; two</p>", "<ol><li>one</li><li>two</li></ol>"),
        ("<p>1) one</p><p>2) two</p>", "<ol><li>one</li><li>two</li></ol>"),
        ("<p>- one</p><p>– two</p>", "<ul><li>one</li><li>two</li></ul>"),
        ("<p>– said she</p>", "<p>– said she</p>"),
        ("<p>1. only</p>", "<p>1. only</p>"),
        ("<p>3. a</p><p>4. b</p>", "<p>3. a</p><p>4. b</p>"),
        ("<p>2016. A year</p><p>2017. Another</p>", "<p>2016. A year</p><p>2017. Another</p>"),
        ("<p>·</p>", "<p>·</p>"),
        (
            "<p><b>·&nbsp; </b>with <i>marks</i></p>",
            "<ul><li>with <em>marks</em></li></ul>",
        ),
        (
            "<p class=MsoListParagraphCxSpFirst style='mso-list:l0'><![if !supportLists]>"
            "<span style='font-family:Symbol'><span>·<span style='font:7.0pt \"Times\"'>"
            "&nbsp;&nbsp;</span></span></span><![endif]>one<o:p></o:p></p>",
            "<ul><li>one</li></ul>",
        ),
    ],
)
def test_lists_pasted_from_word(pasted, stored):
    assert sanitise(pasted) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (
            "<table><tr><th><p>A</p></th></tr><tr><td><p>1</p></td></tr></table>",
            '<table><thead><tr><th scope="col">A</th></tr></thead>'
            "<tbody><tr><td>1</td></tr></tbody></table>",
        ),
        (
            "<table><thead><tr><td>A</td></tr></thead></table>",
            '<table><thead><tr><th scope="col">A</th></tr></thead></table>',
        ),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>",
            "<table><tbody><tr><td>a</td><td>b</td></tr>"
            '<tr><th scope="row">c</th><td></td></tr></tbody></table>',
        ),
        ("<table><caption>C</caption></table>", "<p>C</p>"),
        (
            "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table>"
            "<table><tbody><tr><td>b</td></tr></tbody></table>",
        ),
    ],
)
def test_tables(written, stored):
    assert sanitise(written) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (CANONICAL, None),
        ("<h2>a</h2><p>b</p>", "<p>a</p><p>b</p>"),
        ("<figure data-image=1></figure><div data-page=1></div>a", "<p>a</p>"),
        ("<aside data-care=tip><p>a</p></aside>", "<p>a</p>"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "<p>a</p><p>b</p>"),
        ("<span data-planned=x>a</span><sup data-source=y></sup>", "<p>a</p>"),
    ],
)
def test_plain_grammar(written, stored):
    html = sanitise(written, plain=True)
    assert stored is None or html == stored
    assert not re.search("<(h2|table|aside|div|figure|sup|span|blockquote)", html)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("https://www.nhs.uk", "https://www.nhs.uk"),
        ("HTTPS://WWW.NHS.UK/Conditions/", "https://www.nhs.uk/Conditions/"),
        (" https://a.example/b c?d=é ", "https://a.example/b%20c?d=%C3%A9"),
        ("https://a.example/50%", "https://a.example/50%25"),
        ("https://a.example:8443/x#y", "https://a.example:8443/x#y"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("www.nhs.uk/x", "https://www.nhs.uk/x"),
        ("mailto:help@example.org?subject=Hello%20there", None),
        ("tel:+44 20 7946 0000", "tel:+442079460000"),
        ("/articles/sciatica/", "/articles/sciatica/"),
        ("#what-helps", "#what-helps"),
    ],
)
def test_addresses_that_may_be_linked_to(written, stored):
    assert link_target(written) == (stored or written)
    assert link_target(stored or written) == (stored or written)


@pytest.mark.parametrize(
    "address",
    [
        *("", "#", "articles/sciatica", "?q=1", "//evil.example", "/\\evil.example", "x" * 3000),
        *("ftp://a.example", "https://", "https://a@b.example", "https://a.example:99999"),
        *("https://-", "https://a\u2028.example", "https://a\\b", "mailto:", "tel:12"),
        "javascript:alert(1)",
    ],
)
def test_addresses_that_may_not(address):
    assert link_target(address) is None


@given(st.text())
def test_an_address_has_one_form(address):
    target = link_target(address)
    assert target is None or link_target(target) == target


def test_deep_nesting_keeps_its_words():
    assert sanitise("<div>" * 5000 + "x") == "<p>x</p>"
    assert "x" in sanitise("<ul><li>" * 2000 + "x")


def test_a_sanitised_text_does_not_go_through_again():
    html = sanitise("<p>a</p>")
    assert sanitise(html) is html
    assert sanitise(sanitise("<h2>a</h2>"), plain=True) == "<p>a</p>"
