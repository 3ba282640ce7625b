"""Whatever stands on a page, the checks answer, and their work grows with the text alone."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backcare.publishing.kinds import kinds
from backcare.readiness.checking import check
from backcare.readiness.drafts import Draft
from backcare.readiness.findings import LONGEST_QUOTE
from backcare.readiness.panel import Panel
from backcare.readiness.passages import of_body
from backcare.richtext.sanitise import sanitise
from backcare.richtext.tree import parse
from tests.richtext.strategies import hostile_html

from .drafts import WATCHED, article

pytestmark = pytest.mark.django_db

words = st.lists(
    st.sampled_from(
        [
            *("cure", "no", "in", "7", "seconds", "gone", "80%", "two in ten", "Studies show", "."),
            *("ibuprofen", "“", "”", "?", "e.g.", "A.", "\ue000", "ﬁ", "ß", "İ", "\u0301", "—"),
            *("forever", "'", "’s", "1,785", "http://", "://[", "%zz", "\U0001f600"),
        ]
    )
    | st.text(max_size=6),
    max_size=25,
).map(" ".join)
links = st.sampled_from(
    [
        *("/", "//", "/%", "/%00", "/articles/x/", "/articles/x", "/topics/é/", "#", "#x", "#%C3"),
        *("http://testserver", "http://testserver/x", "/\ud83d", "/a//b", "/?q", "https://[", "/…"),
        *("/people/" + "x" * 300 + "/", "/sitemap-x.xml", "/media/images/x.jpg", "/admin/x/"),
    ]
)
bodies = st.one_of(
    hostile_html,
    words,
    st.builds("<p>{}</p><p><a href='{}'>{}</a></p>".format, words, links, words),
    st.builds(
        "<figure data-image='{0}'></figure><div data-page='{0}'></div>".format,
        st.integers(0, 10**18),
    ),
)


@settings(max_examples=60)
@given(body=bodies, title=words, summary=words, description=words)
def test_no_page_makes_a_check_fail(body, title, summary, description):
    draft = article(
        body=body.encode(errors="ignore").decode(),
        title=title.replace("\x00", ""),
        summary=summary,
        search_description=description,
        key_points=summary,
    )

    findings = check(draft)

    shown = Panel(draft, findings, lambda name: True)
    assert shown.summary
    assert shown.address
    for finding in findings:
        assert finding.message
        assert finding.advice
        assert len(finding.quote) <= LONGEST_QUOTE


@settings(max_examples=20)
@given(kind=st.sampled_from([kind.name for kind in kinds]))
def test_a_page_of_any_kind_can_be_checked_before_anything_is_written(kind):
    assert check(Draft(kinds[kind].model(), watched=WATCHED))


@given(bodies)
def test_quoted_words_are_those_of_the_text(body):
    root = parse(sanitise(body.encode(errors="ignore").decode()))
    for passage in of_body(root, "body", frozenset()):
        joined = "".join(sentence.text for sentence in passage.sentences)
        assert "".join(joined.split()) == "".join(passage.text.split())


@pytest.mark.parametrize(
    "piece",
    [
        *("cure ", "No cure. ", "“cure” ", "in 7 seconds ", "one in ", "“", "word ", ". ", "a"),
        *("<p>80% of it.</p>", "<h2>A</h2><h4>B</h4>", "<ul><li>It works.</li></ul>"),
        *('<a href="/articles/x/">here</a> ', '<a href="#x">x</a> ', "e.g. A. "),
    ],
)
def test_the_work_grows_with_the_text_and_no_faster(piece):
    few, many = (_calls(f"<p>{piece * count}</p>") for count in (200, 800))

    assert many < 5 * few + 5_000


def _calls(html):
    """How many functions are called to check a text."""
    draft = article(body=html)
    check(article())  # What is read once is not the text's.
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        check(draft)
    finally:
        sys.setprofile(before)
    return calls
