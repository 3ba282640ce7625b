import pytest

from backcare.publishing.models import Page
from backcare.search import documents
from backcare.search.suggestions import MOST, MOST_OFFERED, near_topics, suggest
from backcare.topics.models import TopicSynonym
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db


def offered(text):
    return [suggestion.title for suggestion in suggest(text)]


def indexed(title, **overrides):
    page = make_article(title=title, **overrides)
    documents.index(page)
    return page


def test_a_title_is_offered_from_any_of_its_words_on():
    indexed("How to sleep with sciatica")
    for typed in ("ho", "how to sl", "SLEEP  w", "sciática", "with sciatica"):
        assert offered(typed) == ["How to sleep with sciatica"], typed
    for typed in ("leep", "sleep sciatica", "sciatica how"):
        assert offered(typed) == [], typed


def test_what_begins_so_comes_first_then_what_is_shorter():
    for title in ("A word on sleep", "Sleep and mattresses", "Sleep"):
        indexed(title)
    assert offered("sle") == ["Sleep", "Sleep and mattresses", "A word on sleep"]


def test_another_name_of_a_topic_says_which_topic():
    live_topic("Trigger points", "knots", "muscle knots")
    assert offered("kno") == ["Trigger points (knots)"]
    assert offered("trig") == ["Trigger points"]


def test_few_are_offered():
    for number in range(20):
        indexed(f"Sleep {number}")
    assert len(offered("sleep")) == MOST_OFFERED


def test_what_is_renamed_or_withdrawn_is_not_offered():
    page = indexed("Sleep")
    page.title = "Rest"
    page.save()
    documents.index(page)
    assert offered("sleep") == []
    assert offered("rest") == ["Rest"]
    documents.remove(page.pk)
    assert offered("rest") == []


def test_offers_take_two_queries(django_assert_num_queries):
    live_topic("Sleep", "Sleeping")
    for number in range(9):
        indexed(f"Sleep {number}")
    with django_assert_num_queries(2):
        assert len(offered("sle")) == MOST_OFFERED
    with django_assert_num_queries(0):
        assert offered("s") == []


def near(text):
    return [topic.name for topic in near_topics(text.split())]


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
    assert near("low back pains") == ["Low back pain", "Neck pain"]


def test_a_different_ending_is_forgiven():
    live_topic("Sciatica")
    assert near("sciatic nerve") == ["Sciatica"]


def test_other_names_count():
    live_topic("Trigger points", "knots")
    assert near("knotted") == ["Trigger points"]


def test_topics_without_live_pages_are_not_suggested():
    make_article(topics=[make_topic(name="Sciatica")], status=Page.Status.DRAFT)
    assert near("sciatica") == []


def test_there_are_never_many():
    for number in range(MOST + 3):
        live_topic(f"Pain {number}")
    assert len(near("pain")) == MOST


def test_it_takes_two_queries(django_assert_num_queries):
    for number in range(9):
        live_topic(f"Pain {number}", f"ache {number}")
    with django_assert_num_queries(2):
        near("pain")
