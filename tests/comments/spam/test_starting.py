"""What a new site knows of spam, on comments that it was not taught."""

import csv
from pathlib import Path

import pytest

from backcare.comments.models import Rules
from backcare.comments.normalise import skeleton
from backcare.comments.spam.filter import classify
from backcare.comments.spam.sample import Sample
from backcare.comments.spam.starting import starting_corpus, starting_tally

with Path(__file__).with_name("held_out.csv").open(encoding="utf-8", newline="") as lines:
    HELD_OUT = [
        (Sample(row["text"], row["author"]), row["label"] == "spam")
        for row in csv.DictReader(lines)
    ]
HONEST = [sample for sample, is_spam in HELD_OUT if not is_spam]
SPAM = [sample for sample, is_spam in HELD_OUT if is_spam]


def probability(sample: Sample) -> float:
    return classify(sample, starting_tally()).probability


def test_it_starts_from_many_comments_of_both_kinds():
    labels = [is_spam for _, is_spam in starting_corpus()]
    assert labels.count(True) >= 120
    assert labels.count(False) >= 120


def test_the_held_out_comments_are_not_those_it_was_taught():
    taught = {skeleton(sample.text) for sample, _ in starting_corpus()}
    assert not taught & {skeleton(sample.text) for sample, _ in HELD_OUT}


@pytest.mark.parametrize("sample", HONEST, ids=lambda sample: sample.author)
def test_no_honest_comment_is_called_spam(sample):
    assert probability(sample) < Rules().spam_above


def test_most_honest_comments_are_not_even_held():
    below = [sample for sample in HONEST if probability(sample) < Rules().approve_below]
    assert len(below) >= 0.7 * len(HONEST)


def test_most_spam_is_called_spam_and_none_is_approved():
    probabilities = [probability(sample) for sample in SPAM]
    called = [one for one in probabilities if one >= Rules().spam_above]
    assert len(called) >= 0.85 * len(SPAM)
    assert min(probabilities) >= Rules().approve_below


@pytest.mark.parametrize(
    "trick",
    [
        pytest.param(lambda text: "\u200b".join(text), id="zero-width"),
        pytest.param(lambda text: text.replace("a", "а").replace("o", "о"), id="homoglyphs"),
        pytest.param(lambda text: text.replace("http", "ｈｔｔｐ"), id="full-width link"),
    ],
)
def test_tricks_of_writing_change_no_verdict(trick):
    latin = [sample for sample in SPAM if sample.text.isascii()]
    for sample in latin:
        assert probability(Sample(trick(sample.text), sample.author)) == probability(sample)
