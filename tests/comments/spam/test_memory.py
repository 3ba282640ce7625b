"""What is learned stays, in the database, and does not grow without bound."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from backcare.comments.models import LearnedFeature
from backcare.comments.spam import Sample, classify, forget_rare, learn, sample_of, unlearn
from backcare.comments.spam.filter import Counts
from backcare.comments.spam.memory import StoredMemory
from tests.comments.factories import make_comment, make_submission

ADVERT = Sample("Cheap lawnmowers delivered everywhere, ring Lawnmower Larry")
QUESTION = Sample("Which mattress for lawnmower back?")


def rows() -> dict[str, tuple[int, int]]:
    return {row.feature: (row.spam, row.honest) for row in LearnedFeature.objects.all()}


@pytest.mark.django_db
def test_what_moderators_decide_changes_the_judgement():
    before = classify(ADVERT).probability
    for _ in range(5):
        learn(ADVERT, is_spam=True)
    after = classify(ADVERT).probability
    assert before < 0.9 <= after
    assert ("pair:cheap lawnmowers") in dict(classify(ADVERT).evidence)


@pytest.mark.django_db
def test_learned_counts_are_added_to_those_of_the_start():
    start = StoredMemory().recall(["word:casino", ""])
    learn(Sample("casino"), is_spam=False)
    after = StoredMemory().recall(["word:casino", ""])
    for feature in start:
        assert after[feature] == Counts(start[feature].spam, start[feature].honest + 1)


@pytest.mark.django_db
def test_unlearning_leaves_nothing_of_a_comment():
    learn(QUESTION, is_spam=False)
    before = rows()
    learn(ADVERT, is_spam=True)
    assert rows() != before
    unlearn(ADVERT, is_spam=True)
    assert rows() == before


@pytest.mark.django_db
def test_unlearning_what_was_forgotten_meanwhile_takes_nothing_from_others():
    learn(QUESTION, is_spam=True)
    unlearn(ADVERT, is_spam=True)
    unlearn(ADVERT, is_spam=True)
    assert all(spam >= 0 and honest >= 0 for spam, honest in rows().values())
    assert rows()["word:mattress"] == (1, 0)


@pytest.mark.django_db
def test_a_comment_and_what_comes_in_are_seen_alike():
    comment = make_comment(name="Ann", text="It still hurts")
    submission = make_submission(page=comment.page, name="Ann", text="It still hurts")
    assert sample_of(comment) == sample_of(submission) == Sample("It still hurts", "Ann")


@pytest.mark.django_db
def test_a_judgement_takes_one_query(django_assert_num_queries):
    classify(ADVERT)
    with django_assert_num_queries(1):
        classify(Sample(" ".join(f"w{number:x}y" for number in range(900))))


@pytest.mark.django_db
def test_learning_takes_few_statements_however_long_the_text(django_assert_num_queries):
    learn(QUESTION, is_spam=True)
    with django_assert_num_queries(4):
        learn(ADVERT, is_spam=True)
    with django_assert_num_queries(3):
        learn(ADVERT, is_spam=True)
    long = Sample(" ".join(f"w{number:x}y" for number in range(900)))
    batches = 2 if connection.vendor == "sqlite" else 1
    with django_assert_num_queries(3 + batches):
        learn(long, is_spam=True)
    with django_assert_num_queries(4):
        unlearn(long, is_spam=True)


@pytest.mark.django_db
def test_copies_are_one_lesson_until_the_last_is_taken_back():
    learn(ADVERT, is_spam=True)
    once = rows()
    learn(ADVERT, is_spam=True)
    assert {name for name in once if once[name] != rows()[name]} == {
        name for name in once if name.startswith("text:")
    }
    unlearn(ADVERT, is_spam=True)
    assert rows() == once
    unlearn(ADVERT, is_spam=True)
    assert set(rows().values()) == {(0, 0)}


def test_no_lesson_is_lost_when_several_moderators_decide_at_once(for_threads):
    samples = [ADVERT, QUESTION, *(Sample(f"Lawnmower {n} here") for n in "abcdefgh")]

    def teach(number: int) -> None:
        learn(samples[number % 10], is_spam=True)
        if number % 10 == 1:
            unlearn(QUESTION, is_spam=True)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(teach, range(30)))
    assert rows()[""] == (9, 0)
    assert rows()["start:lawnmower"] == (8, 0)
    assert rows()["pair:cheap lawnmowers"] == (1, 0)
    assert "word:mattress" not in rows()


@pytest.mark.django_db
def test_what_was_seen_once_is_forgotten_first_and_the_oldest_of_it():
    learn(QUESTION, is_spam=False)
    learn(ADVERT, is_spam=True)
    learn(Sample("Newest words"), is_spam=False)
    most = LearnedFeature.objects.count() - 3
    once = LearnedFeature.objects.filter(spam=0, honest=1).exclude(feature__startswith="text:")
    oldest = once.order_by("pk")[:3]
    gone = [row.feature for row in oldest]
    assert forget_rare(most) == 3
    assert LearnedFeature.objects.count() == most
    assert not rows().keys() & set(gone)


@pytest.mark.django_db
def test_the_count_of_comments_and_what_was_seen_often_are_never_forgotten():
    learn(ADVERT, is_spam=True)
    learn(Sample("Larry rings at night"), is_spam=True)
    learn(QUESTION, is_spam=False)
    forget_rare(most=1)
    assert rows()[""] == (2, 1)
    assert rows()["word:larry"] == (2, 0)
    assert "word:mattress" not in rows()
    assert forget_rare(most=1) == 0
    unlearn(QUESTION, is_spam=False)
    assert rows()[""] == (2, 0)
