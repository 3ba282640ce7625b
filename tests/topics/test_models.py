"""Topics and words: which of them readers may learn of."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from backcare.publishing.drafting import edit_as_draft
from backcare.topics.models import Topic
from tests.factories import (
    make_article,
    make_information_page,
    make_page,
    make_term,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["article", "exercise", "routine"])
def test_a_topic_is_visible_once_a_live_page_is_about_it(kind):
    topic = make_topic()
    make_topic()
    assert list(Topic.objects.visible()) == []
    make_page(kind, topics=[topic])
    make_page(kind, topics=[topic])
    assert list(Topic.objects.visible()) == [topic]


@pytest.mark.parametrize(
    "state",
    [
        {"status": "draft"},
        {"status": "archived"},
        {"live_at": datetime(2999, 1, 1, tzinfo=UTC)},
        {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
    ids=["draft", "archived", "scheduled", "expired"],
)
def test_pages_that_are_not_live_make_no_topic_visible(state):
    make_article(topics=[make_topic()], **state)
    assert not Topic.objects.visible().exists()


def test_a_topic_that_only_a_draft_of_a_live_page_has_is_not_visible():
    draft = edit_as_draft(make_article(), by=None)
    draft.topics.set([make_topic()])
    assert not Topic.objects.visible().exists()


def test_a_topic_of_information_pages_alone_is_not_visible():
    make_information_page(topics=[make_topic()])
    assert not Topic.objects.visible().exists()


def test_a_visible_topic_of_hidden_and_shown_pages_stays_visible():
    topic = make_topic()
    make_article(topics=[topic], status="archived")
    make_page("exercise", topics=[topic])
    assert list(Topic.objects.visible()) == [topic]


def test_topics_get_an_address_from_their_name():
    assert Topic.objects.create(name="Trigger points").slug == "trigger-points"
    assert make_topic(slug="sleep").get_absolute_url() == "/topics/sleep/"


def test_a_synonym_belongs_to_one_topic():
    one, two = make_topic(), make_topic()
    one.synonyms.create(name="knots")
    with pytest.raises(IntegrityError), transaction.atomic():
        two.synonyms.create(name="knots")


def test_a_word_has_an_anchor_in_the_glossary_and_survives_its_topic():
    topic = make_topic()
    term = make_term(slug="fascia", topic=topic)
    assert term.get_absolute_url() == "/glossary/#fascia"
    topic.delete()
    term.refresh_from_db()
    assert term.topic is None
