"""A comment's text as HTML: whatever is typed, readers get paragraphs and safe links."""

from html import unescape
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tinyhtml5 import parse

from backcare.comments.markup import LONGEST_SHOWN, excerpt, links_in, to_html
from tests.browser.hostile import TAGS
from tests.richtext.payloads import PAYLOADS

XHTML = "{http://www.w3.org/1999/xhtml}"

PARTS = [
    *(
        "a",
        "word",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        ".",
        ",",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
    ),
    *(
        "<",
        ">",
        "&",
        "&lt;",
        "&#60;",
        "&amp",
        "@",
        ":",
        "//",
        "/",
        "\\",
        "?",
        "#",
        "%",
        "%zz",
        "=",
        "…",
    ),
    *(
        "http://",
        "https://",
        "HTTP://",
        "www.",
        "WWW.",
        "javascript:",
        "data:",
        "mailto:",
        "ftp://",
    ),
    *("example.org", "a.b", "пример.рф", "раypal.com", "xn--a.com", "localhost", "127.0.0.1"),
    *("user@host.org", ":80", "\u202e", "\u2067", "\u200b", "\u200d", "\x00", "\x1b", "\u2028"),
    *("<b>", "</p>", "</a>", "<br>", "<script>", "-->", "<!--", "]]>", "onerror=hit()", "\ud800"),
]
texts = st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=25).map("".join)


def elements(html):
    """Every element below the body, as a browser's parser sees it."""
    body = next(node for node in parse(html).iter() if node.tag == f"{XHTML}body")
    return list(body.iter())[1:], "".join(body.itertext())


def assert_harmless(text):
    html = to_html(text)
    html.encode()
    found, _ = elements(html)
    for element in found:
        tag = element.tag.removeprefix(XHTML)
        assert tag in {"p", "br", "a"}
        if tag != "a":
            assert not element.attrib
            continue
        assert set(element.attrib) == {"href", "rel"}
        assert element.attrib["rel"] == "ugc nofollow"
        assert element.attrib["href"].startswith(("http://", "https://"))
        assert "@" not in element.attrib["href"].split("/")[2]


def links(text):
    found, _ = elements(to_html(text))
    return [
        (node.attrib["href"], node.text) for node in found if node.tag.removeprefix(XHTML) == "a"
    ]


def hrefs(text):
    return [href for href, _ in links(text)]


@pytest.mark.parametrize("text", [*PAYLOADS, *TAGS])
def test_hostile_markup_is_text(text):
    assert_harmless(text)
    if "://" not in text and "\x00" not in text:
        assert unescape(to_html(text)).count("<a ") == text.count("<a ")


ADDRESSES = [
    "https://example.org/",
    "www.example.org",
    "http://",
    "https://a@b.org/",
    "javascript:",
]


@pytest.mark.parametrize(("hostile", "address"), list(product(TAGS, ADDRESSES)))
def test_hostile_markup_around_an_address_is_text(hostile, address):
    assert_harmless(address + hostile)
    assert_harmless(hostile + address)
    assert_harmless(f"{address}?q={hostile.replace(' ', '/')}")


@given(texts)
@example("http://example.org/<script>")
@example('http://example.org/"onmouseover="hit()')
def test_any_text_yields_nothing_but_paragraphs_and_links(text):
    assert_harmless(text)


@given(texts.filter(lambda text: "://" not in text.lower() and "www." not in text.lower()))
def test_readers_see_what_was_typed(text):
    _, seen = elements(to_html(text))
    kept = [char for char in text if char.isprintable() and not char.isspace()]
    assert [char for char in seen if char.isprintable() and not char.isspace()] == kept


def test_an_empty_line_parts_paragraphs_and_a_new_line_is_one():
    assert to_html("a\nb\n\n \n\nc & d") == "<p>a<br>b</p><p>c &amp; d</p>"


def test_no_text_is_no_paragraph():
    assert to_html(" \n\n ") == ""


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("see http://example.org now", "http://example.org"),
        ("see HTTPS://Example.org/Path now", "https://Example.org/Path"),
        ("see www.example.org/a now", "https://www.example.org/a"),
        ("at https://example.org.", "https://example.org"),
        ("at https://example.org/a?b=c&d=e#f!", "https://example.org/a?b=c&d=e#f"),
        ("(at https://example.org/a)", "https://example.org/a"),
        ("[https://example.org/a], so", "https://example.org/a"),
        ("“https://example.org/a”", "https://example.org/a"),
        ("'https://example.org/a'", "https://example.org/a"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("https://example.org/Back_(anatomy)", "https://example.org/Back_(anatomy)"),
        ("(https://example.org/Back_(anatomy))", "https://example.org/Back_(anatomy)"),
        ("https://example.org/Bell's_palsy", "https://example.org/Bell's_palsy"),
        ("https://example.org:8080/a", "https://example.org:8080/a"),
        ("https://example.org/caf\u00e9", "https://example.org/caf%C3%A9"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/a\u3002", "https://example.org/a"),
        ("https://m\u00fcller.de/", "https://m\u00fcller.de/"),
        ("https://пример.рф/", "https://пример.рф/"),
        ("https://उदाहरण.भारत/", "https://उदाहरण.भारत/"),
        ("https://例え.jp/", "https://例え.jp/"),
        ("https://example.org\u200b/evil", "https://example.org"),
    ],
)
def test_an_address_becomes_a_link(text, href):
    assert hrefs(text) == [href]


@pytest.mark.parametrize(
    "text",
    [
        "https://nhs.uk@evil.example/",
        "https://user:password@evil.example/",
        "http://localhost/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://",
        "http://.org",
        "http://-a.org",
        "http://a..org",
        "http://a.org:port/",
        "http://%65vil.example/",
        "http://ｅｘａｍｐｌｅ.org/",
        "http://a.1/",
        "ftp://example.org/",
        "javascript://www.example.org/%0ahit()",
        "data:text/html,www",
        "somebody@www.example.org",
        "example.org",
        "www.",
        f"https://{'a' * 64}.org/",
        f"https://example.org/{'a' * 2000}",
    ],
)
def test_what_is_no_safe_address_stays_text(text):
    assert links(text) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://раypal.com/", "https://xn--ypal-43d9g.com/"),  # Cyrillic р and а
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),  # Cyrillic as a whole
        ("https://ɡoogle.com/", "https://xn--oogle-qmc.com/"),
    ],
)
def test_a_host_that_imitates_another_is_linked_and_shown_in_punycode(text, shown):
    assert links(text) == [(shown, shown)]


def test_a_long_address_is_shown_shortened_and_linked_whole():
    address = f"https://example.org/{'a' * 100}"
    [(href, shown)] = links(address)
    assert href == address
    assert len(shown) == LONGEST_SHOWN
    assert shown.startswith("https://example.org/aaa")
    assert shown.endswith("…")


def test_a_long_host_is_shown_with_its_end():
    [(_, shown)] = links(f"https://www.nhs.uk.{'login.' * 15}evil.example/a")
    assert len(shown) <= LONGEST_SHOWN
    assert shown.endswith("evil.example/…")


def test_two_addresses_are_two_links():
    assert hrefs("www.a.org, www.b.org\nhttp://c.org") == [
        *("https://www.a.org", "https://www.b.org", "http://c.org")
    ]


@pytest.mark.parametrize("control", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_controls_of_direction_are_not_shown(control):
    assert to_html(f"a{control}b") == "<p>ab</p>"


def test_marks_of_direction_that_hebrew_texts_need_are_kept():
    assert to_html("א\u200f!") == "<p>א\u200f!</p>"


@pytest.mark.parametrize(
    "part", ["(", ")", "http://", "www.", "a.", "a-", "http://a.b(", "http://a.b ", "<", "\n", " "]
)
def test_repetition_is_no_trap(part):
    text = part * 2000
    assert_harmless(text)
    assert len(links_in(text)) <= 2000


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org/a",
        "hxxp://example.org",
        "www.example.org",
        "example.com",
        "Buy at EXAMPLE.com/pills today",
        "bit.ly/3xYz",
        "[url=http://example.org]pills[/url]",
        '<a href="http://example.org">pills</a>',
        "ｈｔｔｐ：／／ｅｘａｍｐｌｅ．ｏｒｇ",
        "ht\u200btp://exa\u00admple.org",
        "еxample.соm",
        "http://user@example.org",
    ],
)
def test_an_address_is_counted_however_it_is_written(text):
    assert len(links_in(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "My back.It hurts, e.g. in bed at 10.30am/pm, i.e. a lot.",
        "Mail me: somebody@example.com",
        "5.5 kg and/or 3 m... it hurts",
    ],
)
def test_what_only_resembles_an_address_is_not_counted(text):
    assert links_in(text) == []


@given(st.text(max_size=300), st.integers(min_value=10, max_value=200))
def test_an_excerpt_is_one_short_line(text, length):
    short = excerpt(text, length)
    assert len(short) <= length
    assert short == " ".join(short.split())


def test_a_short_text_is_its_own_excerpt():
    assert excerpt("My back\n\nhurts.", 30) == "My back hurts."


def test_an_excerpt_ends_with_a_sentence_if_it_can():
    assert excerpt("My back hurts. It began on Monday.", 20) == "My back hurts."


def test_an_excerpt_ends_with_a_word_otherwise():
    assert excerpt("It began on Monday, when I lifted a box.", 25) == "It began on Monday, when…"
    assert excerpt("It began on Monday, when I lifted a box.", 22) == "It began on Monday…"


def test_a_single_long_word_is_cut():
    assert excerpt("a" * 50, 10) == "a" * 9 + "…"
