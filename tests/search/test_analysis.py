import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.search.analysis import LONGEST_WORD, normal, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trigger points!", ["trigger", "point"]),
        ("Child’s pose", ["child", "pose"]),
        ("child's childs", ["child", "child"]),
        ("don't", ["dont"]),
        ("knee-to-chest", ["knee", "to", "chest"]),
        ("snake_case", ["snake", "case"]),
        ("15–30 s", ["15", "30", "s"]),
        ("Café CAFE\u0301 cafe", ["cafe", "cafe", "cafe"]),
        ("Straße STRASSE", ["strass", "strass"]),
        ("ＢＡＣＫ ﬁt", ["back", "fit"]),
        ("背中 спина", ["背中", "спина"]),
        ("", []),
        ("🙂 ... \x00 \ud800 ́", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_becomes_letters_and_digits_and_stays_so(text):
    found = words(text)
    assert all(word.isalnum() and len(word) <= LONGEST_WORD for word in found)
    assert [token.word for token in tokens(normal(text))] == found


@given(st.text())
def test_tokens_say_where_their_words_stand(text):
    text = normal(text)
    assert [words(text[token.start : token.end]) for token in tokens(text)] == [
        [token.word] for token in tokens(text)
    ]
