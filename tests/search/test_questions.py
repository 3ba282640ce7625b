import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.search.questions import LONGEST_QUESTION, MOST_PHRASES, understand


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("trigger points", [("trigger",), ("point",)]),
        ('"trigger points" massage', [("trigger", "point"), ("massag",)]),
        ("“trigger points”", [("trigger", "point")]),
        ('knots "and the end', [("knot",), ("end",)]),
        ("back Back backs", [("back",)]),
        ("what helps with sciatica at night", [("help",), ("sciatica",), ("night",)]),
        ("the", [("the",)]),
        ('"the the"', [("the", "the")]),
        ("NEAR(back pain) AND * -hip ^", [("near",), ("back",), ("pain",), ("hip",)]),
        ("", []),
        (' "" * \x00 🙂', []),
    ],
)  # fmt: skip
def test_phrases(text, phrases):
    assert list(understand(text).phrases) == phrases


def test_the_question_keeps_what_was_typed():
    assert understand("  Siatica? ").text == "Siatica?"


def test_a_long_question_is_cut():
    question = understand(" ".join(f"word{number}" for number in range(5000)))
    assert len(question.text) <= LONGEST_QUESTION
    assert len(question.phrases) == MOST_PHRASES


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_understood(text):
    question = understand(text)
    assert bool(question) == bool(question.words)
    assert all(word.isalnum() for word in question.words)
