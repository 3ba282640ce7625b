"""What the filter reads from a comment."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backcare.comments.models import LearnedFeature
from backcare.comments.spam.features import MOST_FEATURES, features
from backcare.comments.spam.sample import Sample

ADVERT = "Best online casino, 200 free spins! Visit http://lucky.example now"
LONGEST = LearnedFeature._meta.get_field("feature").max_length


def of(text: str, author: str = "") -> set[str]:
    return set(features(Sample(text, author)))


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def test_words_and_their_pairs_are_features():
    found = of("My back hurts")
    assert {"word:back", "word:hurts", "pair:my back", "pair:back hurts"} <= found
    assert {"start:my", "end:hurts"} <= found


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("\u200b".join(ADVERT), id="zero-width"),
        pytest.param(ADVERT.replace("a", "а").replace("e", "е").replace("o", "о"), id="cyrillic"),
        pytest.param(full_width(ADVERT), id="full-width"),
        pytest.param(f"\u202d{ADVERT}\u202c", id="bidirectional override"),
        pytest.param(ADVERT.replace("i", "i\u0301"), id="accents"),
        pytest.param(ADVERT.replace(" ", "\u2003"), id="wide spaces"),
    ],
)
def test_the_same_words_have_the_same_features_however_they_are_written(written):
    assert of(written) == of(ADVERT)


def test_html_entities_are_read_as_what_they_stand_for():
    assert of("I can&#39;t sit") == of("I can't sit")


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("see www.cheap.example/x", "shape:links 1"),
        ("see www.cheap.example/x", "link:cheap.example"),
        ("just look at cheap.example", "shape:bare domain"),
        ("look at cheap dot com", "shape:has hidden"),
        ("write to me at a.b@mail.example", "shape:has mail"),
        ("call +44 20 7946 0000 now", "shape:has phone"),
        ("only $50 each", "shape:has money"),
        ("@anna you are right", "shape:has handle"),
        ("<a href='x'>y</a>", "shape:markup"),
        ("it is soooo good", "shape:letters repeated"),
        ("mine ---> here", "shape:row of signs"),
        ("thank you 🙏", "shape:emoji"),
        ("WHY DOES IT HURT", "shape:capitals 3"),
        ("xzcvbn qwrtp", "shape:unreadable"),
        ("Большое спасибо за статью", "shape:other script"),
        ("please subscribe to my channel", "phrase:subscribe"),
        ("please subscribe to my channel", "kind:call .. own place"),
        ("sub my chanel plz", "kind:call .. own place"),
        ("Doctor Ade cured me", "phrase:cured me"),
        ("you can earn up to 500 a day", "phrase:get paid"),
    ],
)
def test_what_spam_cannot_avoid_is_a_feature(text, feature):
    assert feature in of(text)


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("It got better.Then it came back", "shape:bare domain"),
        ("see www.cheap.example", "shape:letters repeated"),
        ("it was on www.cheap.example in May ... £££", "shape:letters repeated"),
        ("My dr said 3-4 weeks", "shape:has phone"),
        ("rhythm and lengths", "shape:unreadable"),
        ("Is L4/L5 < L5/S1?", "shape:markup"),
    ],
)
def test_what_honest_readers_write_is_not_taken_for_it(text, feature):
    assert feature not in of(text)


def test_addresses_numbers_and_names_of_people_are_not_kept():
    found = of("Write to mary.smith@mail.example or 020 7946 0000, Mary", author="John Doe")
    kept = " ".join(found)
    assert not any(part in kept for part in ("smith", "7946", "john", "doe"))


def test_texts_that_share_most_words_share_most_of_their_sketch():
    text = "my doctor cured me of this pain with herbs in only two weeks write to him on"
    first, second = of(f"{text} one"), of(f"{text} two")
    sketches = {feature for feature in first if feature.startswith("sketch:")}
    assert len(sketches) == 4
    assert len(sketches & second) >= 3


def test_of_a_long_text_the_end_counts_as_well():
    assert "word:casino" in of("It hurts when I sit down. " * 190 + "casino")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=80))
def test_every_feature_fits_into_its_column(text, author):
    found = features(Sample(text, author))
    assert len(found) == len(set(found))
    assert all(0 < len(feature) <= LONGEST for feature in found)


def test_no_comment_has_more_features_than_are_read_at_once():
    text = " ".join(f"w{number:x}y" for number in range(1200))
    assert 250 < len(features(Sample(text))) <= MOST_FEATURES + 4
