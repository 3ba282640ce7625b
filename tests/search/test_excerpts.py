import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.search.analysis import normal, words
from backcare.search.excerpts import LENGTH, answer, marked
from backcare.search.models import Document

FILLING = "Nothing in this sentence is about what was asked. "


def singles(found):
    """Words as phrases of one word each."""
    return frozenset((word,) for word in found)


def shown(text, question, summary="What the page is about."):
    document = Document(text=normal(text), body=" ".join(words(text)))
    return answer(document, summary, singles(words(question)))


def test_the_words_are_marked_in_all_their_forms():
    assert marked("Knots? A knot, knotted; not.", {("knot",)}) == (
        "<mark>Knots</mark>? A <mark>knot</mark>, <mark>knotted</mark>; not."
    )


@pytest.mark.parametrize("text", ["<script>knot</script>", "a & b < knot", "<mark>knot</mark>"])
def test_what_is_in_the_text_stays_text(text):
    excerpt = marked(text, {("knot",)})
    assert re.sub("</?mark>", "", excerpt) == html.escape(text)
    assert excerpt.count("<") == excerpt.count("<mark>knot</mark>") * 2


@given(st.text(), st.sets(st.text()))
def test_marks_change_nothing_else(text, question):
    text = normal(text)
    found = {word for part in question for word in words(part)} | set(words(text)[::2])
    excerpt = marked(text, singles(found))
    assert html.unescape(re.sub("</?mark>", "", excerpt)) == text


def test_phrases_are_marked_whole_and_nowhere_else():
    assert marked("Back pain, a bad back, bad backs.", {("bad", "back"), ("pain",)}) == (
        "Back <mark>pain</mark>, a <mark>bad back</mark>, <mark>bad backs</mark>."
    )


def test_a_phrase_does_not_go_on_behind_a_heading():
    document = Document(text="Pain in the leg\nPain that runs down", body="pain in the leg pain")
    assert answer(document, "", {("leg", "pain"), ("leg",)}) == (
        "Pain in the <mark>leg</mark> · Pain that runs down"
    )


def test_the_line_that_has_most_of_the_words_is_shown():
    text = (
        "Pressure on a knot can help for a while, some people say.\n"
        "Pressure and heat on a knot: no trial has compared them."
    )
    assert "heat" in shown(text, "pressure knot heat")


def test_the_summary_is_shown_when_it_has_as_many_of_the_words():
    assert shown("A line with a knot in it, and long enough.", "knot", "About a knot.") == (
        "About a <mark>knot</mark>."
    )


def test_the_summary_is_shown_when_the_words_are_elsewhere():
    assert shown("Nothing here.", "knot") == "What the page is about."


def test_a_heading_is_shown_with_what_follows():
    assert shown("Knots\nPress them for a minute.", "knot") == (
        "<mark>Knots</mark> · Press them for a minute."
    )


def test_a_long_line_is_shown_from_the_sentence_that_has_the_word():
    excerpt = shown(FILLING * 20 + "Then comes a knot. " + FILLING * 20, "knot")
    assert excerpt.startswith("Then comes a <mark>knot</mark>.")
    assert len(excerpt) <= LENGTH + len("<mark></mark>")


def test_an_endless_sentence_is_cut_at_words():
    excerpt = shown("word " * 200 + "knot " + "word " * 200, "knot")
    assert excerpt.startswith("…word word")
    assert "<mark>knot</mark>" in excerpt
    assert excerpt.endswith("word…")


def test_a_line_without_spaces_does_no_harm():
    assert len(shown("x" * 5000, "x" * 5000)) <= LENGTH + len("<mark></mark>")
