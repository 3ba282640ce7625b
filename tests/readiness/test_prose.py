"""Sentences, syllables, and the age at which a text can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.readiness.prose import SOURCE_MARK, reading_age, reading_grade, sentences, syllables


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" . ", ["."]),
        ("One. Two? Three! Four", ["One.", "Two?", "Three!", "Four"]),
        ("Rest 1.5 hours. Go on.", ["Rest 1.5 hours.", "Go on."]),
        (
            "Dr. Smith, e.g. J. Smith, came. We left.",
            ["Dr. Smith, e.g. J. Smith, came.", "We left."],
        ),
        ("Heat, rest, etc. Then walk.", ["Heat, rest, etc.", "Then walk."]),
        ("“Stop!” she said. He did.", ["“Stop!” she said.", "He did."]),
        ("He said “stop.” He did.", ["He said “stop.”", "He did."]),
        ("Wait … and go.", ["Wait … and go."]),
        (
            f"It helps.{SOURCE_MARK} It may not.",
            [f"It helps.{SOURCE_MARK}", "It may not."],
        ),
    ],
)
def test_a_paragraph_falls_into_its_sentences(text, parts):
    assert sentences(text) == parts


@given(st.text(alphabet=st.sampled_from("aB .!?…”e.g"), max_size=80))
def test_sentences_lose_nothing_but_white_space(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("back", 1), ("knees", 1), ("moved", 1), ("hopes", 1), ("the", 1), ("die", 1)),
        *(("muscle", 2), ("muscles", 2), ("being", 2), ("needed", 2), ("movement", 2)),
        *(("stretches", 2), ("sometimes", 2), ("patient", 2), ("special", 2), ("quiet", 2)),
        *(("area", 3), ("exercise", 3), ("medicine", 3), ("serious", 3), ("opioid", 3)),
        *(("sciatica", 4), ("ibuprofen", 4), ("paracetamol", 5), ("physiotherapist", 6)),
        *(("1,785", 1), ("", 1), ("ñandú", 2)),
    ],
)
def test_syllables_of_words_about_backs(word, count):
    assert syllables(word) == count


def test_the_grade_is_that_of_flesch_and_kincaid():
    # Two sentences of five words and seven syllables each, reckoned by hand.
    text = ["Most people get better soon.", "Gentle walking can help too."]
    assert reading_grade(text) == pytest.approx(0.39 * 5 + 11.8 * 14 / 10 - 15.59)
    assert reading_age(text) == pytest.approx(reading_grade(text) + 5)


def test_a_text_without_words_has_no_grade():
    with pytest.raises(ValueError, match="words"):
        reading_grade(["…", ""])


def test_long_words_and_long_sentences_read_older():
    easy = ["You can walk.", "It will help.", "Rest when it hurts."]
    hard = [
        "Considerable uncertainty characterises physiotherapeutic recommendations, regrettably."
    ]
    assert reading_age(easy) < 9 < 16 < reading_age(hard)
