"""Other names of topics, in questions; on either database."""

import pytest

from backcare.search import documents, names
from backcare.search.finding import find
from backcare.search.models import Beginning, Name
from backcare.topics.models import Topic, TopicSynonym
from tests.factories import make_article, make_term, make_topic

pytestmark = pytest.mark.django_db


def indexed(title, **overrides):
    page = make_article(title=title, body="<p>x</p>", summary="x", **overrides)
    documents.index(page)
    return page


@pytest.fixture
def points():
    """A topic with other names, on a live page that has none of them itself."""
    topic = make_topic(name="Trigger points", slug="points")
    for name in ("knots", "sore spots"):
        TopicSynonym.objects.create(topic=topic, name=name)
    indexed("About the topic", topics=[topic])
    return topic


def titles(text):
    return {result.page.title for result in find(text)[0:20]}


def test_another_name_finds_pages_that_only_have_the_first(points):
    indexed("Trigger points in the hip")
    assert titles("knots hip") == {"Trigger points in the hip"}
    assert titles("sore spots hip") == {"Trigger points in the hip"}


def test_the_first_name_finds_pages_that_only_have_another(points):
    indexed("A knot in the hip")
    assert titles("trigger points hip") == {"A knot in the hip"}
    assert titles("sore spots hip") == set()


def test_a_glossary_word_leads_to_its_topic_and_not_back(points):
    make_term(name="Myofascial band", topic=points)
    indexed("Trigger points in the hip")
    indexed("A myofascial band in the knee")
    assert titles("myofascial band hip") == {"Trigger points in the hip"}
    assert titles("trigger points knee") == set()


def test_what_was_typed_comes_before_its_other_names(points):
    indexed("Knots")
    indexed("Trigger points")
    assert [result.page.title for result in find("knots")[0:2]] == ["Knots", "Trigger points"]
    first = find("trigger points")[0:1][0]
    assert first.page.title == "Trigger points"


def test_the_names_of_a_topic_without_live_pages_lead_nowhere():
    topic = make_topic(name="Trigger points")
    TopicSynonym.objects.create(topic=topic, name="knots")
    indexed("Trigger points in the hip")
    assert titles("knots") == set()


def test_names_follow_the_topic(points):
    indexed("Trigger points in the hip")
    TopicSynonym.objects.filter(name="knots").get().delete()
    assert titles("knots hip") == set()
    points.name = "Tender places"
    points.save()
    assert titles("sore spots hip") == set()
    points.delete()
    assert not Name.objects.exists()
    assert not Beginning.objects.exclude(topic=None).exists()


def test_names_that_were_made_in_bulk_come_in_with_the_first_page():
    Topic.objects.bulk_create([Topic(name="Trigger points", slug="bulk")])
    topic = Topic.objects.get(slug="bulk")
    TopicSynonym.objects.bulk_create([TopicSynonym(topic=topic, name="knots")])
    indexed("Trigger points in the hip", topics=[topic])
    assert set(names.other_names(["knot"])) == {"knot"}


def test_a_name_without_words_is_none():
    make_topic(name="???")
    assert not Name.objects.exists()
