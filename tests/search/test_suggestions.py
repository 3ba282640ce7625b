import pytest

from backcare.publishing.models import Page
from backcare.search.questions import understand
from backcare.search.suggestions import MOST, near_topics
from backcare.topics.models import TopicSynonym
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db


def near(text):
    return [topic.name for topic in near_topics(understand(text))]


def live_topic(name, *synonyms):
    topic = make_topic(name=name)
    make_article(topics=[topic])
    for synonym in synonyms:
        TopicSynonym.objects.create(topic=topic, name=synonym)
    return topic


def test_topics_that_share_words_are_near_the_most_shared_first():
    live_topic("Neck pain")
    live_topic("Low back pain")
    live_topic("Sleep")
    assert near("low back pains when it rains") == ["Low back pain", "Neck pain"]


def test_a_slip_of_the_keyboard_is_forgiven():
    live_topic("Sciatica")
    assert near("siattica") == ["Sciatica"]


def test_other_names_count():
    live_topic("Trigger points", "knots")
    assert near("knotts") == ["Trigger points"]


def test_topics_without_live_pages_are_not_suggested():
    make_article(topics=[make_topic(name="Sciatica")], status=Page.Status.DRAFT)
    assert near("sciatica") == []


def test_there_are_never_many():
    for number in range(MOST + 3):
        live_topic(f"Pain {number}")
    assert len(near("pain")) == MOST


def test_it_takes_three_queries(django_assert_num_queries):
    for number in range(9):
        live_topic(f"Pain {number}", f"ache {number}")
    with django_assert_num_queries(3):
        near("pain")
