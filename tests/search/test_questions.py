import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.search.questions import LONGEST_QUESTION, MOST_CLAUSES, understand


def typed(text):
    """What is wanted, without other names."""
    return [phrase for clause in understand(text).clauses for phrase in clause.typed]


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
        ("NEAR(back pain) AND * ^", [("near",), ("back",), ("pain",)]),
        ("knee-to-chest", [("knee",), ("chest",)]),
        ("15-30 - hip", [("15",), ("30",), ("hip",)]),
        ("", []),
        (' "" * \x00 🙂', []),
    ],
)  # fmt: skip
def test_phrases(text, phrases):
    assert typed(text) == phrases
    assert understand(text).excluded == ()


@pytest.mark.parametrize(
    ("text", "phrases", "excluded"),
    [
        ("pain -neck", [("pain",)], [("neck",)]),
        ("-neck pain", [("pain",)], [("neck",)]),
        ('pain -"low back"', [("pain",)], [("low", "back")]),
        ("pain −neck", [("pain",)], [("neck",)]),
        ("pain -knee-to-chest", [("pain",)], [("knee", "to", "chest")]),
        ("pain -the", [("pain",)], [("the",)]),
        ("-neck", [], [("neck",)]),
        ("pain --neck", [("pain",), ("neck",)], []),
        ("low-back", [("low",), ("back",)], []),
    ],
)
def test_a_hyphen_before_a_word_leaves_it_out(text, phrases, excluded):
    assert typed(text) == phrases
    assert list(understand(text).excluded) == excluded


NAMES = {
    "knot": [("trigger", "point")],
    "low back pain": [("backach",), ("bad", "back")],
    "back pain": [("sore", "back")],
    "the pain": [("hurt",)],
}


def ways(text):
    return [clause.ways for clause in understand(text, lambda texts: NAMES).clauses]


def test_other_names_stand_for_what_was_typed():
    assert ways("knots night") == [
        ((("knot",),), (("trigger", "point"),)),
        ((("night",),),),
    ]


def test_the_longest_name_counts():
    assert ways("low back pain") == [
        ((("low",), ("back",), ("pain",)), (("backach",),), (("bad", "back"),)),
    ]


def test_names_are_words_in_a_row():
    assert ways("back of low pain") == ways("back low pain") == [
        ((("back",),),), ((("low",),),), ((("pain",),),),
    ]  # fmt: skip


def test_what_stands_in_quotes_has_no_other_names():
    assert ways('"knots"') == [((("knot",),),)]
    assert ways("pain -knots") == [((("pain",),),)]


def test_names_are_looked_up_as_groups_of_words():
    asked = []
    understand('low back "pain" night', lambda texts: asked.append(set(texts)) or {})
    assert asked == [{"low", "back", "low back", "night"}]


def test_the_question_keeps_what_was_typed():
    assert understand("  Siatica? ").text == "Siatica?"


def test_a_long_question_is_cut():
    question = understand(" ".join(f"word{number}" for number in range(5000)))
    assert len(question.text) <= LONGEST_QUESTION
    assert len(question.clauses) == MOST_CLAUSES
    question = understand(" ".join(f"-word{number}" for number in range(5000)))
    assert len(question.excluded) == MOST_CLAUSES


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_understood(text):
    question = understand(text)
    assert bool(question) == bool(question.typed)
    words = [word for phrase in (*question.phrases, *question.excluded) for word in phrase]
    assert all(word.isalnum() for word in words)
