"""Short forms of texts, for any text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backcare.publishing.excerpts import excerpt
from backcare.publishing.lines import lines

words = st.text("aé枕1.!?,;:–-’”)", min_size=1, max_size=15)
texts = st.lists(words, max_size=40).map(" ".join)
CUT_MARKS = ",;:–-…"


@given(texts, st.integers(20, 200))
@example("One. Two three four five six seven.", 20)
@example("word-word word–word, word; word: word", 20)
def test_an_excerpt_is_short_and_ends_with_a_whole_word(text, length):
    short = excerpt(text, length)
    assert len(short) <= length
    kept, given_words = short.split(), text.split()
    assert kept[:-1] == given_words[: max(0, len(kept) - 1)]
    if kept:
        whole = given_words[len(kept) - 1]
        assert kept[-1].rstrip(CUT_MARKS) == whole.rstrip(CUT_MARKS)
    assert short.endswith((".", "!", "?", "”", "’", ")", "…")) or short == " ".join(given_words)


@given(st.text(max_size=300))
def test_a_text_that_fits_is_only_tidied(text):
    assert excerpt(text, 300) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("Walk a little now. Then rest for a while.", 30, "Walk a little now."),
        ("Walk. Then rest for a while, and walk on again.", 30, "Walk. Then rest for a while…"),
        ("“Is it serious?” Mostly it is not, say the studies.", 30, "“Is it serious?”"),
        ("Back pain, neck pain, knee pain", 22, "Back pain, neck pain…"),
        ("", 30, ""),
        (" Two\n\nparagraphs ", 30, "Two paragraphs"),
    ],
)
def test_it_ends_at_a_sentence_or_else_at_a_word(text, length, short):
    assert excerpt(text, length) == short


def test_one_endless_word_is_cut():
    assert excerpt("a" * 50, 20) == "a" * 19 + "…"


def test_lines_lose_typed_bullets_and_empty_lines():
    assert lines("• One\n\n  - Two \r\n* Three\n–\nFour-fold") == [
        "One",
        "Two",
        "Three",
        "Four-fold",
    ]
