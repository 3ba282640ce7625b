"""Several people who publish in the same moment, on a database that lets them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from backcare.publishing import drafting
from backcare.publishing.models import Page, RelatedCandidate
from tests.factories import make_article, make_topic

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # SQLite lets one write at a time, and its test database lives in one connection.
    pytest.mark.skipif("sqlite" in connection.settings_dict["ENGINE"], reason="one writer"),
]


def publish(page):
    try:
        return drafting.publish(page, by=None)
    except ValidationError as error:
        return error
    finally:
        connection.close()


def test_pages_that_share_a_topic_are_all_published():
    topic = make_topic()
    drafts = [make_article(status="draft", topics=[topic]) for _ in range(12)]

    with ThreadPoolExecutor(4) as people:
        results = list(people.map(publish, drafts))

    assert [type(result).__name__ for result in results] == ["Article"] * 12
    assert Page.objects.live().count() == 12
    for draft in drafts:
        assert RelatedCandidate.objects.filter(page_id=draft.pk).count() == 11


def test_one_draft_is_published_once():
    page = make_article(title="Before")
    draft = drafting.edit_as_draft(page, by=None)

    with ThreadPoolExecutor(3) as people:
        results = list(people.map(publish, [draft] * 3))

    assert sorted(type(result).__name__ for result in results) == [
        "Article",
        "ValidationError",
        "ValidationError",
    ]
    assert page.revisions.count() == 1


def test_page_that_somebody_holds_can_be_linked_to():
    page, other = make_article(), make_article()

    def refer():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            return RelatedCandidate.objects.create(page_id=other.pk, target_id=page.pk, rank=0)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as people:
        drafting.lock(page)
        assert people.submit(refer).result().pk
