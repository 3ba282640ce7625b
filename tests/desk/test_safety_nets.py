"""What must not get lost or go wrong between two people, or by a slip."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.models import Article
from backcare.publishing import drafting
from backcare.publishing.models import Page, RelatedChoice, Source
from backcare.site.models import InformationPage
from exercises.models import Routine
from tests.factories import make_article, make_contributor, make_exercise, make_routine

from .conftest import admin_url, form_data
from .test_pages import new_article

pytestmark = pytest.mark.django_db


def test_sources_without_keys_get_different_ones(signed_in):
    client = signed_in("editor")
    rows = {}
    for number in range(3):
        rows |= {
            f"sources-{number}-organisation": "NICE",
            f"sources-{number}-title": f"Guideline {number}",
            f"sources-{number}-year": 2020,
            f"sources-{number}-kind": "guideline",
            f"sources-{number}-position": number,
        }

    response = new_article(client, **{"sources-TOTAL_FORMS": 3}, **rows)

    assert response.status_code == 302
    assert [source.key for source in Source.objects.order_by("position")] == [
        "nice-2020",
        "nice-2020-2",
        "nice-2020-3",
    ]


def test_what_was_typed_into_a_draft_that_has_gone_is_kept(signed_in):
    client = signed_in("editor")
    page = make_article(slug="page", sources=[{"organisation": "NICE", "title": "Guide"}])
    draft = drafting.edit_as_draft(page, by=client.user)
    url = admin_url(draft)
    typed = form_data(client.get(url)) | {"title": "Typed for an hour", "_then": "publish"}
    drafting.publish(draft, by=None)

    answer = client.post(url, typed)

    assert answer.status_code == 200
    assert b"Typed for an hour" in answer.content
    assert b"published or discarded this draft" in answer.content

    saved = client.post(url, form_data(answer) | {"slug": "page-by-me"})

    kept = Article.objects.get(slug="page-by-me")
    assert saved["Location"] == admin_url(kept)
    assert kept.title == "Typed for an hour"
    assert kept.status == "draft"
    assert [source.title for source in kept.sources.all()] == ["Guide"]


def test_publishing_a_draft_that_has_gone_says_so():
    draft = make_article(status="draft")
    Page.objects.filter(pk=draft.pk).delete()

    with pytest.raises(ValidationError, match="Somebody else"):
        drafting.publish(draft, by=None)


def test_publishing_an_older_draft_keeps_the_review():
    page = make_article(sources=[{"organisation": "NICE", "title": "Guide"}])
    draft = drafting.edit_as_draft(page, by=None)
    person = make_contributor()
    drafting.mark_reviewed(page, person, by=None)

    live = drafting.publish(draft, by=None)

    assert live.reviewer == person
    assert live.reviewed_on == timezone.localdate()


def test_review_of_a_draft_is_remembered_by_the_page():
    page = make_article()
    draft = drafting.edit_as_draft(page, by=None)
    drafting.mark_reviewed(draft, make_contributor(), by=None)
    drafting.publish(draft, by=None)

    assert [revision.event for revision in page.revisions.all()] == ["published", "reviewed"]


def test_naming_a_reviewer_claims_no_review(client):
    page = make_article(reviewer=make_contributor(name="Dr Future"))

    assert b"Dr Future" not in client.get(page.get_absolute_url()).content


def test_address_of_a_published_page_is_not_for_authors_to_change(signed_in):
    client = signed_in("author")
    page = make_article(slug="known", created_by=client.user)
    draft = drafting.edit_as_draft(page, by=client.user)

    response = client.get(admin_url(draft))
    client.post(admin_url(draft), form_data(response) | {"slug": "other", "_continue": "1"})

    assert b'name="slug"' not in response.content
    draft.refresh_from_db()
    assert draft.slug == "known"


@pytest.mark.parametrize("slug", ["articles", "contact", "search", "glossary", "admin"])
def test_information_page_cannot_take_an_address_of_the_site(slug):
    page = InformationPage(title="T", slug=slug, summary="S", body="<p>B</p>")

    with pytest.raises(ValidationError) as error:
        page.full_clean()

    assert "slug" in error.value.error_dict


def test_routine_cannot_take_the_address_of_the_builder():
    with pytest.raises(ValidationError) as error:
        Routine(title="T", slug="build", summary="S").full_clean()

    assert "slug" in error.value.error_dict


def test_summary_of_more_than_forty_words_is_refused(signed_in):
    response = new_article(signed_in("editor"), summary="word " * 41)

    assert "it has 41" in str(response.context["adminform"].form.errors["summary"])


@pytest.mark.parametrize("make", [make_exercise, make_routine])
def test_empty_exercise_or_routine_is_not_published(signed_in, make):
    client = signed_in("editor")
    page = make(status="draft")

    response = client.post(admin_url(page, "publish"), follow=True)

    page.refresh_from_db()
    assert page.status == "draft"
    assert re.search(rb"at least one", response.content)


def test_page_that_would_have_expired_is_not_published(signed_in):
    client = signed_in("editor")
    yesterday = timezone.now() - timedelta(days=1)
    page = make_article(status="draft", expires_at=yesterday)

    client.post(admin_url(page, "publish"))

    page.refresh_from_db()
    assert page.status == "draft"


def test_preview_shows_the_related_pages_of_the_draft(signed_in):
    client = signed_in("editor")
    page, other = make_article(), make_article(title="Picked in the draft")
    for _ in range(10):
        make_article()
    draft = drafting.edit_as_draft(page, by=client.user)
    RelatedChoice.objects.create(page=draft, target=other)

    response = client.get(admin_url(draft, "preview"))

    assert response.context["next_read"].pk == other.pk
