"""What is found follows what is published, on either database."""

import pytest
from django.db import transaction

from articles.models import Article
from backcare.publishing.drafting import archive, edit_as_draft, publish
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.search import documents
from backcare.search.finding import find
from backcare.search.models import Document
from backcare.topics.models import TopicSynonym
from tests.factories import make_article, make_exercise, make_routine, make_topic

pytestmark = pytest.mark.django_db


def titles(text):
    return [result.page.title for result in find(text)[0:20]]


def indexed(**overrides):
    page = make_article(**overrides)
    documents.index(page)
    return page


def test_a_page_is_found_once_it_is_published():
    draft = make_article(title="Curious knots", status=Page.Status.DRAFT)
    assert titles("curious") == []
    publish(draft, by=None)
    assert titles("curious") == ["Curious knots"]


def test_what_is_rolled_back_is_not_found():
    draft = make_article(title="Curious knots", status=Page.Status.DRAFT)
    with transaction.atomic():
        publish(draft, by=None)
        transaction.set_rollback(True)
    assert titles("curious") == []
    assert not Document.objects.exists()


def test_a_change_is_found_when_its_draft_is_published():
    page = publish(make_article(title="Curious", status=Page.Status.DRAFT), by=None)
    draft = edit_as_draft(page, by=None)
    draft.title = "Remarkable"
    draft.save()
    assert titles("remarkable") == []
    publish(draft, by=None)
    assert titles("remarkable") == ["Remarkable"]
    assert titles("curious") == []


def test_an_archived_page_leaves_nothing_behind():
    page = publish(make_article(title="Curious", status=Page.Status.DRAFT), by=None)
    archive(page, by=None)
    assert titles("curious") == []
    assert not Document.objects.exists()


def test_a_deleted_page_leaves_nothing_behind():
    indexed(title="Curious").delete()
    assert titles("curious") == []
    assert not Document.objects.exists()


def test_a_removed_page_is_not_found():
    documents.remove(indexed(title="Curious").pk)
    assert titles("curious") == []


@pytest.mark.parametrize(
    ("overrides", "word"),
    [
        ({"title": "About zebras"}, "zebra"),
        ({"summary": "All about zebras."}, "zebra"),
        ({"key_points": "It is about zebras."}, "zebra"),
        ({"body": "<h2>Stripes</h2><p>A <strong>zebra</strong> has them.</p>"}, "zebras"),
    ],
)
def test_every_text_of_an_article_is_searched(overrides, word):
    page = indexed(**overrides)
    assert titles(word) == [page.title]


def test_exercises_and_routines_are_searched():
    exercise = make_exercise(title="Bridge", steps=[{"text": "Lift the zebra."}])
    routine = make_routine(title="Morning", introduction="For zebras.", items=[exercise])
    for page in (exercise, routine):
        documents.index(page)
    assert sorted(titles("zebra")) == ["Bridge", "Morning"]


def test_topics_and_their_other_names_are_searched():
    topic = make_topic(name="Trigger points")
    TopicSynonym.objects.create(topic=topic, name="knots")
    page = indexed(topics=[topic])
    assert titles("trigger") == titles("knot") == [page.title]


def test_other_names_are_found_as_soon_as_a_topic_has_them():
    topic = make_topic(name="Trigger points")
    page = indexed(topics=[topic])
    synonym = TopicSynonym.objects.create(topic=topic, name="knots")
    assert titles("knot") == [page.title]
    synonym.name = "nodes"
    synonym.save()
    assert titles("knot") == []
    assert titles("node") == [page.title]
    synonym.delete()
    assert titles("node") == []


def test_a_topic_is_found_by_its_new_name():
    topic = make_topic(name="Knots")
    page = indexed(topics=[topic])
    topic.name = "Tender spots"
    topic.save()
    assert titles("knot") == []
    assert titles("tender") == [page.title]


def test_a_topic_that_goes_takes_its_names_with_it():
    topic, other = make_topic(name="Knots"), make_topic(name="Sleep")
    TopicSynonym.objects.create(topic=topic, name="nodes")
    page = indexed(topics=[topic, other])
    topic.delete()
    assert titles("knot") == titles("node") == []
    assert titles("sleep") == [page.title]


def test_the_text_of_a_topic_changes_no_document(django_assert_num_queries):
    topic = make_topic(name="Knots")
    indexed(topics=[topic])
    topic.introduction = "<p>New.</p>"
    with django_assert_num_queries(10):  # One UPDATE, that of the topic.
        topic.save()


def test_a_body_of_any_length_and_any_words_is_indexed():
    body = " ".join(chr(0x4E00 + number % 20_000) * 3 for number in range(80_000))
    page = indexed(title="Endless", body=f"<p>first {body} last</p>")
    assert titles("endless") == titles("first") == [page.title]


def test_a_document_written_in_any_way_is_found_by_what_it_says():
    page = indexed(title="Curious")
    Document.objects.filter(page=page).update(title="remark")
    assert titles("curious") == []
    assert titles("remark") == ["Curious"]
    Document.objects.all().delete()
    assert titles("remark") == []


def test_indexing_many_pages_takes_a_fixed_number_of_queries(django_assert_num_queries):
    topic = make_topic()
    for number in range(6):
        make_article(topics=[topic])
        if number in (2, 5):
            pages = list(Article.objects.all())
            documents.index_all(kinds["article"], pages)  # Some words are new.
            with django_assert_num_queries(10):
                documents.index_all(kinds["article"], pages)
