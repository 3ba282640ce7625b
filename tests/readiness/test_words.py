"""Phrases as editors write them, in texts as people write them."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.readiness.words import Phrases


@dataclass(frozen=True)
class Phrase:
    phrase: str


def found(text, *phrases):
    read = Phrases(Phrase(phrase) for phrase in phrases)
    return [text[place.start : place.end] for place in read.find(text)]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("cure", "A cure"),
        ("cure", "CURES, they say"),
        ("remedy", "old remedies"),
        ("dose", "two doses"),
        ("box", "boxes"),
        ("painkillers", "a painkiller"),
        ("co-codamol", "co codamol"),
        ("co-codamol", "Co‑codamol"),
        ("café", "CAFE"),
        ("cafe", "cafe\u0301s"),
        ("don't stop", "Don’t stop"),
        ("click here", "click\u00a0here"),
        ("Voltarol", "Voltarol's leaflet"),
        ("100% safe", "100% safe"),
    ],
)
def test_a_phrase_is_found_in_every_form(phrase, text):
    assert found(text, phrase)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("cure", "secure"),
        ("cure", "curette"),
        ("go", "ago"),
        ("click here", "click it here"),
        ("Lyrica", "lyrical"),
        ("bus", "bu"),
    ],
)
def test_a_part_of_a_word_or_of_a_phrase_is_not_the_phrase(phrase, text):
    assert not found(text, phrase)


def test_the_longest_of_several_phrases_counts_once():
    assert found("Click here now", "here", "click", "click here") == ["Click here"]


def test_phrases_are_found_in_the_order_of_the_text():
    assert found("naproxen and ibuprofen", "ibuprofen", "naproxen") == ["naproxen", "ibuprofen"]


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_can_be_searched_for_any_phrases(text, phrases):
    for words in found(text, *phrases):
        assert words in text
