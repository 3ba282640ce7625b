"""From counts to a probability, and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backcare.comments.spam.evidence import describe
from backcare.comments.spam.filter import Counts, classify, spam_probability
from backcare.comments.spam.sample import Sample
from backcare.comments.spam.starting import starting_tally
from backcare.comments.spam.tally import Tally

WORDS = "my back hurts when i sit please visit casino channel free http://a.example".split()
samples = st.builds(
    Sample,
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.sampled_from(["", "Ann", "SEO service"]),
)
lessons = st.lists(st.tuples(samples, st.booleans()), max_size=8)


def taught(*lessons) -> Tally:
    tally = Tally()
    for text, is_spam in lessons:
        tally.learn(Sample(text), is_spam=is_spam)
    return tally


def test_without_anything_learned_it_does_not_know():
    assert classify(Sample("Does this help?"), Tally()).probability == 0.5


def test_what_stood_in_spam_makes_spam_and_the_rest_does_not():
    memory = taught(
        *[(f"win money at our casino in {place}", True) for place in "abcdef"],
        *[(f"my back hurts at night {name}", False) for name in "abcdef"],
    )
    assert classify(Sample("win money at our casino"), memory).probability > 0.9
    assert classify(Sample("my back hurts"), memory).probability < 0.3


def test_a_class_of_which_there_is_less_is_not_thought_rarer():
    spam = [(f"win money {place}", True) for place in "abcde"]
    honest = [(f"my back hurts {number:x}", False) for number in range(10, 60)]
    few, many = taught(*spam, *honest[:5]), taught(*spam, *honest)
    assert classify(Sample("win money"), many).probability == pytest.approx(
        classify(Sample("win money"), few).probability, abs=0.05
    )


def test_a_hundred_copies_teach_little_more_than_one():
    question = ("my back hurts", False)
    once = taught(question, ("win money here", True))
    often = taught(question, *[("win money here", True)] * 100)
    other = Sample("win money there")
    assert classify(other, often) == classify(other, once)
    copy = Sample("win money here")
    assert classify(copy, often).probability > classify(copy, once).probability


@given(lessons, samples, st.booleans())
@settings(deadline=None)
def test_unlearning_takes_back_exactly_what_was_learned(before, sample, is_spam):
    tally, other = Tally(), Tally()
    for one, label in before:
        tally.learn(one, is_spam=label)
        other.learn(one, is_spam=label)
    tally.learn(sample, is_spam=is_spam)
    assert tally != other
    tally.unlearn(sample, is_spam=is_spam)
    assert tally == other


@given(lessons, st.randoms())
@settings(deadline=None)
def test_the_order_of_learning_does_not_matter(lessons, random):
    shuffled = random.sample(lessons, len(lessons))
    tallies = [Tally(), Tally()]
    for tally, order in zip(tallies, (lessons, shuffled), strict=True):
        for sample, is_spam in order:
            tally.learn(sample, is_spam=is_spam)
    assert tallies[0] == tallies[1]


@given(*[st.integers(0, 300)] * 2, *[st.integers(300, 1000)] * 2, st.floats(0.1, 5))
def test_a_feature_seen_once_more_in_spam_is_no_less_telling(
    spam, honest, all_spam, all_honest, doubt
):
    total = Counts(all_spam, all_honest)
    before = spam_probability(Counts(spam, honest), total, doubt)
    after = spam_probability(Counts(spam + 1, honest), total, doubt)
    assert 0 < before < 1
    # Where it is rarer in spam than elsewhere, a sight more also makes that surer.
    assert (
        after >= before - 0.5 * doubt / (doubt + spam + honest) / (doubt + spam + honest + 1) - 1e-9
    )


@given(samples)
@settings(deadline=None)
def test_a_judgement_is_a_probability_with_what_decided(sample):
    judgement = classify(sample, starting_tally())
    assert 0 <= judgement.probability <= 1
    assert len(judgement.evidence) <= 12
    assert all(0 < probability < 1 for _, probability in judgement.evidence)


def test_the_evidence_names_what_decided_in_words():
    judgement = classify(
        Sample("Hey guys, subscribe to my channel! www.music.example"), starting_tally()
    )
    words = [describe(feature) for feature, _ in judgement.evidence]
    assert judgement.evidence[0][1] > 0.8
    assert {"a link at the end", "begins with “hey”"} <= set(words)
    assert not any(":" in word and word.split(":")[0] in ("kind", "phrase") for word in words)


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        ("word:casino", "“casino”"),
        ("pair:visit <link>", "“visit [a link]”"),
        ("start:hey", "begins with “hey”"),
        ("end:<phone>", "ends with “[a telephone number]”"),
        ("link:a.example", "a link to a.example"),
        (
            "kind:call .. own place",
            "asking to do something, then “my” and “our”, then a site or channel",
        ),
        ("kind:call first", "begins with asking to do something"),
        ("kind:2 calls", "times it asks to do something: 2"),
        ("phrase:2 of them", "phrases of that sort: 2"),
        ("shape:links 2", "number of links: 2"),
        ("shape:! 3", "exclamation marks: 3"),
        ("shape:emoji", "emoji or symbols"),
        ("author:trade", "the name advertises"),
        ("text:00ff00ff", "the same as a comment decided before"),
        ("sketch:00ff00ff", "turns of phrase as in an earlier comment"),
        ("gone:in this release", "gone:in this release"),
    ],
)
def test_every_kind_of_feature_can_be_read(feature, words):
    assert describe(feature) == words
