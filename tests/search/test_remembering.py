"""What each process knows of names and topics by heart is never older than the last change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backcare.search import names
from backcare.search.facets import TOPIC
from backcare.search.models import Name
from backcare.topics.models import Topic, TopicSynonym
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def topic():
    topic = make_topic(name="Lumbago")
    make_article(topics=[topic])
    return topic


def others(text):
    return names.other_names([text]).get(text, [])


def test_they_are_read_once(topic):
    TopicSynonym.objects.create(topic=topic, name="Witch's shot")
    first = others("witch shot"), TOPIC.labels([str(topic.pk)])
    with CaptureQueriesContext(connection) as queries:
        again = others("witch shot"), TOPIC.labels([str(topic.pk)])
    assert first == again == ([("lumbago",)], {str(topic.pk): "Lumbago"})
    assert not queries


def test_a_new_name_is_known_at_once(topic):
    assert others("hexenschuss") == []
    synonym = TopicSynonym.objects.create(topic=topic, name="Hexenschuss")
    assert others("hexenschuss") == [("lumbago",)]
    synonym.delete()
    assert others("hexenschuss") == []


def test_a_topic_that_has_gone_is_called_nothing(topic):
    assert TOPIC.labels([str(topic.pk)]) == {str(topic.pk): "Lumbago"}
    Topic.objects.get(pk=topic.pk).delete()
    assert TOPIC.labels([str(topic.pk)]) == {}


def test_names_that_are_made_anew_are_known(topic):
    TopicSynonym.objects.create(topic=topic, name="Hexenschuss")
    Name.objects.all().delete()  # Behind the back of everybody, who are told so by the next line.
    Topic.objects.get(pk=topic.pk).save()
    assert others("hexenschuss") == [("lumbago",)]


def test_topics_appear_and_disappear_with_their_pages():
    topic = make_topic(name="Lumbago")
    assert TOPIC.labels([str(topic.pk)]) == {}
    page = make_article(topics=[topic])
    assert TOPIC.labels([str(topic.pk)]) == {str(topic.pk): "Lumbago"}
    page.delete()
    assert TOPIC.labels([str(topic.pk)]) == {}
