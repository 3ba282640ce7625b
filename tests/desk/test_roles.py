"""Who may do what in the desk. The matrix here is written by hand, not read from the code."""

import pytest
from django.contrib import admin
from django.urls import reverse

from articles.models import Article
from backcare.publishing import drafting, workflow
from backcare.publishing.models import Authorship, Page, Source
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_information_page,
    make_routine,
    make_user,
)

from .conftest import admin_url, form_data

pytestmark = pytest.mark.django_db

# Models that each role sees in the desk, with whether it may add one.
SEES = {
    "author": {
        "articles.article": True,
        "articles.series": False,
        "comments.comment": False,
        "exercises.bodyregion": False,
        "exercises.equipment": False,
        "exercises.exercise": True,
        "exercises.factor": False,
        "exercises.routine": True,
        "library.image": True,
        "people.contributor": False,
        "problems.problem": False,
        "publishing.page": False,
        "publishing.plannedlink": False,
        "topics.glossaryterm": False,
        "topics.topic": False,
    },
    "editor": {
        "addresses.missedaddress": False,
        "addresses.redirect": True,
        "accounts.invitation": True,
        "articles.article": True,
        "articles.series": True,
        "comments.block": True,
        "comments.comment": False,
        "comments.redflagphrase": True,
        "comments.rules": False,
        "exercises.bodyregion": True,
        "exercises.equipment": True,
        "exercises.exercise": True,
        "exercises.factor": True,
        "exercises.routine": True,
        "jobs.job": False,
        "library.image": True,
        "linkcheck.link": False,
        "people.contributor": True,
        "people.user": False,
        "problems.problem": False,
        "publishing.page": False,
        "publishing.plannedlink": False,
        "readiness.watchedphrase": True,
        "search.missedsearch": False,
        "site.contactmessage": False,
        "site.informationpage": True,
        "site.safetytext": True,
        "site.sitesettings": True,
        "topics.glossaryterm": True,
        "topics.topic": True,
    },
    "reviewer": {
        "articles.article": False,
        "articles.series": False,
        "comments.comment": False,
        "comments.redflagphrase": False,
        "exercises.bodyregion": False,
        "exercises.equipment": False,
        "exercises.exercise": False,
        "exercises.factor": False,
        "exercises.routine": False,
        "library.image": False,
        "people.contributor": False,
        "problems.problem": False,
        "publishing.page": False,
        "publishing.plannedlink": False,
        "readiness.watchedphrase": False,
        "site.safetytext": False,
        "topics.glossaryterm": False,
        "topics.topic": False,
    },
    "moderator": {
        "articles.article": False,
        "comments.block": True,
        "comments.comment": False,
        "comments.redflagphrase": True,
        "comments.rules": False,
        "exercises.exercise": False,
        "exercises.routine": False,
        "jobs.job": False,
        "people.contributor": False,
        "publishing.page": False,
    },
}


@pytest.mark.parametrize("role", SEES)
def test_role_sees_and_adds_what_the_matrix_says(signed_in, role):
    client = signed_in(role)
    seen = {}
    for model in admin.site._registry:
        options = model._meta
        name = f"admin:{options.app_label}_{options.model_name}"
        # A list with one row may lead straight to it.
        if client.get(reverse(f"{name}_changelist")).status_code in {200, 302}:
            seen[options.label_lower] = client.get(reverse(f"{name}_add")).status_code == 200

    assert seen == SEES[role]


@pytest.mark.parametrize("role", SEES)
@pytest.mark.parametrize("make", [make_article, make_exercise, make_routine])
def test_only_editors_change_or_publish_the_pages_of_others(signed_in, role, make):
    client = signed_in(role)
    draft = make(status="draft", created_by=make_user())
    live = make()
    is_editor = role == "editor"

    assert (b'name="title"' in client.get(admin_url(draft)).content) == is_editor
    assert client.post(admin_url(draft), {"_save": "1"}).status_code == (200 if is_editor else 403)
    assert client.post(admin_url(draft, "publish")).status_code == (302 if is_editor else 403)
    assert client.post(admin_url(live, "edit_as_draft")).status_code == (302 if is_editor else 403)
    assert client.post(admin_url(live, "archive")).status_code == (200 if is_editor else 403)
    sure = client.post(admin_url(live, "archive"), {"_asked": "1"})
    assert sure.status_code == (302 if is_editor else 403)


@pytest.mark.parametrize("role", ["author", "moderator", "reviewer"])
def test_information_pages_belong_to_editors(signed_in, role):
    client = signed_in(role)
    page = make_information_page()

    for name in ("change", "preview", "archive"):
        assert client.get(admin_url(page, name)).status_code == 403, name
    assert client.post(admin_url(page, "edit_as_draft")).status_code == 403


def test_author_edits_own_drafts_and_cannot_publish(signed_in):
    client = signed_in("author")
    draft = make_article(status="draft", created_by=client.user)

    data = form_data(client.get(admin_url(draft)))
    saved = client.post(admin_url(draft), data | {"title": "Mine", "_continue": "1"})
    published = client.post(admin_url(draft), data | {"title": "Mine", "_then": "publish"})

    draft.refresh_from_db()
    assert saved.status_code == 302
    assert draft.title == "Mine"
    assert published.status_code == 403
    assert draft.status == "draft"


def test_author_changes_an_own_published_page_through_a_draft(signed_in):
    client = signed_in("author")
    page = make_article(created_by=client.user)

    url = client.post(admin_url(page, "edit_as_draft"))["Location"]

    assert b'name="title"' in client.get(url).content


def test_forged_fields_change_nothing(signed_in):
    """An author can't set state, dates, reviewer or authors by sending fields the form lacks."""
    client = signed_in("author")
    draft = make_article(status="draft", created_by=client.user)
    contributor = make_contributor()
    other = make_article()

    data = form_data(client.get(admin_url(draft))) | {
        "status": "published",
        "kind": "information",
        "live_at": "2020-01-01 00:00",
        "live_at_0": "2020-01-01",
        "live_at_1": "00:00",
        "first_published_at": "2020-01-01 00:00",
        "reviewer": contributor.pk,
        "reviewed_on": "2026-01-01",
        "review_due_on": "2040-01-01",
        "expires_at_0": "2040-01-01",
        "expires_at_1": "00:00",
        "draft_of": other.pk,
        "created_by": other.pk,
        "is_demonstration": "on",
        "authorships-TOTAL_FORMS": 1,
        "authorships-INITIAL_FORMS": 0,
        "authorships-0-contributor": contributor.pk,
        "authorships-0-position": 1,
    }
    client.post(admin_url(draft), data)

    row = Article.objects.get(pk=draft.pk)
    unchanged = ("status", "kind", "live_at", "first_published_at", "reviewer", "reviewed_on")
    unchanged += ("review_due_on", "expires_at", "draft_of", "created_by", "is_demonstration")
    assert {name: getattr(row, name) for name in unchanged} == {
        name: getattr(draft, name) for name in unchanged
    }
    assert not Authorship.objects.exists()


def test_forged_key_of_another_pages_part_changes_nothing(signed_in):
    client = signed_in("author")
    draft = make_article(status="draft", created_by=client.user)
    other = make_article(sources=[{"organisation": "NICE", "title": "Guide", "key": "guide"}])
    source = Source.objects.get()

    data = form_data(client.get(admin_url(draft))) | {
        "sources-TOTAL_FORMS": 1,
        "sources-INITIAL_FORMS": 1,
        "sources-0-id": source.pk,
        "sources-0-page": draft.pk,
        "sources-0-organisation": "Forged",
        "sources-0-title": "Forged",
        "sources-0-kind": "other",
        "sources-0-position": 1,
    }
    client.post(admin_url(draft), data)

    source.refresh_from_db()
    assert source.organisation == "NICE"
    assert source.page_id == other.pk


@pytest.mark.parametrize(
    "query",
    [
        "created_by__password__startswith=md5",
        "authors__user__password__startswith=md5",
        "reviewer__user__password__startswith=md5",
        "reviewer__user__email__startswith=a",
        "draft__title__startswith=a",
    ],
)
def test_lists_refuse_to_be_filtered_by_what_they_do_not_show(signed_in, query):
    client = signed_in("editor")
    for model in ("articles_article", "publishing_page"):
        response = client.get(reverse(f"admin:{model}_changelist") + f"?{query}")
        assert response.status_code == 400


def test_nobody_deletes_a_published_page(signed_in):
    client = signed_in("editor")
    page = make_article()

    assert client.post(admin_url(page, "delete"), {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [page.pk], "post": "yes"}
    client.post(reverse("admin:articles_article_changelist"), action)
    assert Page.objects.filter(pk=page.pk).exists()


def test_discarding_a_draft_keeps_the_published_page(signed_in):
    client = signed_in("editor")
    page = make_article()
    draft = drafting.edit_as_draft(page, by=client.user)

    assert client.post(admin_url(draft, "delete"), {"post": "yes"}).status_code == 403
    client.post(admin_url(draft, "discard"), {"_asked": "1"})

    assert list(Article.objects.all()) == [page]
    assert page.revisions.filter(event="discarded").exists()


def test_nobody_deletes_what_readers_have_seen(signed_in):
    """Its history would go with it. What was never published is another matter."""
    client = signed_in("editor")
    page = workflow.unpublish(make_article(), client.user)
    never = make_article(status="draft")

    assert client.post(admin_url(page, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(admin_url(never, "delete"), {"post": "yes"}).status_code == 302
    assert list(Article.objects.all()) == [page]


@pytest.mark.parametrize("role", ["author", "moderator", "reviewer"])
def test_planned_links_are_made_real_by_editors_only(signed_in, role):
    page = make_article()

    url = reverse("admin:publishing_plannedlink_for", args=[page.pk])

    assert signed_in(role).get(url).status_code == 403


def test_strangers_are_sent_to_sign_in(client):
    page = make_article(status="draft")
    for name in ("change", "preview", "archive", "history", "delete"):
        response = client.get(admin_url(page, name))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))
