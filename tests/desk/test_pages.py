"""The way of a page through the desk, as an editor takes it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from backcare.publishing import drafting
from backcare.publishing.models import Page, PlannedLink, Source
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_information_page,
    make_routine,
    make_topic,
)

from .conftest import admin_url, form_data

pytestmark = pytest.mark.django_db

NEW_ARTICLE = reverse("admin:articles_article_add")


def new_article(client, **values):
    data = form_data(client.get(NEW_ARTICLE))
    data |= {
        "title": "A new article",
        "slug": "a-new-article",
        "summary": "What it says.",
        "body": "<p>Words.</p>",
    }
    return client.post(NEW_ARTICLE, data | values)


def test_new_article_is_a_draft_of_its_maker(signed_in):
    client = signed_in("editor")
    topic = make_topic()

    response = new_article(client, topics=[topic.pk], _continue="1")

    article = Article.objects.get()
    assert response.status_code == 302
    assert response["Location"] == admin_url(article)
    assert article.status == "draft"
    assert article.created_by == client.user
    assert list(article.topics.all()) == [topic]


def test_new_article_names_the_contributor_who_wrote_it(signed_in):
    client = signed_in("author")
    contributor = make_contributor(user=client.user)

    new_article(client)

    assert [by.contributor for by in Article.objects.get().authorships.all()] == [contributor]


def test_body_is_sanitised_when_saved(signed_in):
    new_article(signed_in("author"), body="<p onclick=x>Hi<script>alert(1)</script></p>")

    assert Article.objects.get().body == "<p>Hi</p>"


def test_source_without_key_gets_one(signed_in):
    client = signed_in("editor")

    new_article(
        client,
        **{
            "sources-TOTAL_FORMS": 1,
            "sources-0-organisation": "NICE",
            "sources-0-title": "Low back pain",
            "sources-0-year": 2020,
            "sources-0-kind": "guideline",
            "sources-0-position": 1,
        },
    )

    assert Source.objects.get().key == "nice-2020"


@pytest.mark.parametrize("make", [make_article, make_exercise, make_information_page, make_routine])
def test_published_page_opens_read_only_with_a_way_to_a_draft(signed_in, make):
    page = make(title="Published")

    response = signed_in("editor").get(admin_url(page))

    assert response.status_code == 200
    assert b'name="title"' not in response.content
    assert admin_url(page, "edit_as_draft").encode() in response.content


def test_published_page_refuses_a_forged_change(signed_in):
    page = make_article(title="Published")

    response = signed_in("editor").post(admin_url(page), {"title": "Forged", "_save": "1"})

    page.refresh_from_db()
    assert response.status_code == 403
    assert page.title == "Published"


def test_editing_as_a_draft_leaves_the_published_page_until_publishing(signed_in):
    client = signed_in("editor")
    page = make_article(title="Before", sources=[{"organisation": "NICE", "title": "Guide"}])

    draft_url = client.post(admin_url(page, "edit_as_draft"))["Location"]
    data = form_data(client.get(draft_url))
    client.post(draft_url, data | {"title": "After", "_continue": "1"})

    assert b"Before" in client.get(page.get_absolute_url()).content
    client.post(draft_url, data | {"title": "After", "_then": "publish"})
    page.refresh_from_db()
    assert page.title == "After"
    assert page.sources.count() == 1
    assert Page.objects.count() == 1


def test_preview_shows_the_draft_on_the_readers_template(signed_in):
    client = signed_in("editor")
    page = make_article(title="Before")
    draft = drafting.edit_as_draft(page, by=client.user)
    Article.objects.filter(pk=draft.pk).update(title="After")

    response = client.get(admin_url(draft, "preview"))

    assert "articles/article_detail.html" in [template.name for template in response.templates]
    assert b"After" in response.content
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("make", [make_article, make_exercise, make_information_page, make_routine])
def test_preview_of_every_kind_works_for_a_bare_draft(signed_in, make):
    page = make(status="draft")

    assert signed_in("editor").get(admin_url(page, "preview")).status_code == 200


def test_publishing_offers_to_link_the_pages_that_waited(signed_in):
    client = signed_in("editor")
    waiting = make_article(body='<p>See <span data-planned="Good chairs">chairs</span>.</p>')
    draft = make_article(title="Good chairs", slug="good-chairs", status="draft")

    data = form_data(client.get(admin_url(draft)))
    response = client.post(admin_url(draft), data | {"_then": "publish"}, follow=True)
    offer = reverse("admin:publishing_plannedlink_for", args=[draft.pk])
    assert offer.encode() in response.content
    link = PlannedLink.objects.get(page=waiting)
    client.post(offer, {"link": [link.pk]})

    assert "data-planned" in Article.objects.get(pk=waiting.pk).body
    linked = Article.objects.get(draft_of=waiting)
    assert linked.body == '<p>See <a href="/articles/good-chairs/">chairs</a>.</p>'


def test_planned_link_changes_a_draft_as_a_person_who_saves_it_does(signed_in):
    client = signed_in("editor")
    pages = [
        make_article(body=f'<p>{n} <span data-planned="Good chairs">chairs</span>.</p>')
        for n in range(2)
    ]
    approved, scheduled = (drafting.edit_as_draft(page, None) for page in pages)
    Article.objects.filter(pk=approved.pk).update(stage="approved")
    Article.objects.filter(pk=scheduled.pk).update(
        stage="scheduled", scheduled_at=timezone.now() + timedelta(days=1)
    )
    target = make_article(title="Good chairs", slug="good-chairs")
    links = PlannedLink.objects.filter(page__in=[approved, scheduled])

    response = client.post(
        reverse("admin:publishing_plannedlink_for", args=[target.pk]),
        {"link": [link.pk for link in links]},
        follow=True,
    )

    approved.refresh_from_db()
    scheduled.refresh_from_db()
    assert "/good-chairs/" in approved.body
    assert (approved.stage, approved.version) == ("in-work", 1)
    assert [each.event for each in pages[0].revisions.all()] == ["taken-back", "saved"]
    assert "data-planned" in scheduled.body
    assert b"is scheduled. Cancel that first" in response.content


def test_archive_asks_then_hides_and_can_be_undone(signed_in):
    client = signed_in("editor")
    page = make_article()

    assert client.get(admin_url(page, "archive")).status_code == 200
    client.post(admin_url(page, "archive"), {"_asked": "1", "note": "Out of date."})
    assert client.get(page.get_absolute_url()).status_code == 410
    assert page.revisions.get().note == "Out of date."

    client.post(admin_url(page, "publish"))
    assert client.get(page.get_absolute_url()).status_code == 200


def test_a_time_that_has_passed_is_said_beside_its_field(signed_in):
    client = signed_in("editor")
    page = make_article(status=Page.Status.DRAFT)

    answers = {"_asked": "1", "at": "2020-01-01T09:00"}
    response = client.post(admin_url(page, "schedule"), answers)

    assert response.status_code == 200
    assert response.context["form"].errors == {
        "at": ["This time has passed. Publish now, or choose a later one."]
    }
    assert b'value="2020-01-01T09:00"' in response.content


def test_address_taken_by_another_page_is_a_form_error_and_loses_nothing(signed_in):
    make_article(slug="taken")

    response = new_article(signed_in("editor"), slug="taken")

    assert response.status_code == 200
    assert "slug" in response.context["adminform"].form.errors
    assert b"What it says." in response.content


def test_list_shows_originals_with_their_state(signed_in):
    client = signed_in("editor")
    page = make_article(title="Published")
    drafting.edit_as_draft(page, by=client.user)

    response = client.get(reverse("admin:articles_article_changelist"))

    assert response.context["cl"].result_count == 1
    assert b"Live, draft in work" in response.content


def test_all_pages_stand_in_one_list_that_leads_to_their_kinds(signed_in):
    client = signed_in("editor")
    pages = [make_article(), make_exercise(), make_routine(), make_information_page()]

    response = client.get(reverse("admin:publishing_page_changelist"))

    for page in pages:
        assert admin_url(page).encode() in response.content
        by_page = reverse("admin:publishing_page_change", args=[page.pk])
        assert client.get(by_page)["Location"] == admin_url(page)


def test_the_list_of_all_pages_narrows_to_a_kind_by_its_name(signed_in):
    client = signed_in("editor")
    article, exercise = make_article(), make_exercise()
    response = client.get(reverse("admin:publishing_page_changelist") + "?kind=exercise")

    assert admin_url(exercise).encode() in response.content
    assert admin_url(article).encode() not in response.content
    assert b">Exercises</a>" in response.content


def test_reviewer_confirms_the_facts(signed_in):
    client = signed_in("reviewer")
    contributor = make_contributor(user=client.user)
    page = make_article()

    client.post(admin_url(page, "mark_reviewed"))

    page.refresh_from_db()
    assert page.reviewer == contributor
    assert page.reviewed_on is not None
    assert page.review_due_on > page.reviewed_on


def test_routine_with_exercise_and_walk_is_saved(signed_in):
    client = signed_in("editor")
    exercise = make_exercise()
    url = reverse("admin:exercises_routine_add")
    data = form_data(client.get(url)) | {
        "title": "Short",
        "slug": "short",
        "summary": "Two things.",
        "items-TOTAL_FORMS": 2,
        "items-0-exercise": exercise.pk,
        "items-0-position": 1,
        "items-1-activity": "walk",
        "items-1-title": "Walk",
        "items-1-minutes": 5,
        "items-1-position": 2,
    }

    response = client.post(url, data)

    assert response.status_code == 302, response.context["errors"]
    assert [str(item) for item in exercise.routine_items.get().routine.items.all()] == [
        exercise.title,
        "Walk",
    ]


def test_impossible_dose_is_refused_beside_its_field(signed_in):
    client = signed_in("editor")
    url = reverse("admin:exercises_exercise_add")
    data = form_data(client.get(url)) | {
        "title": "Hold",
        "slug": "hold",
        "summary": "Hold it.",
        "purpose": "Holding.",
        "start_position": "supine",
        "hold_min": 30,
        "hold_max": 15,
    }

    response = client.post(url, data)

    assert "hold_max" in response.context["adminform"].form.errors


def test_a_step_that_asks_says_what_it_is_about_and_names_the_deed(signed_in):
    client = signed_in("editor")
    draft = make_article(status="draft")

    asked = client.get(admin_url(draft, "schedule"))

    assert 'value="Schedule"' in asked.text
    assert 'class="transition-question">' in asked.text
    assert '<p class="transition-question"></p>' not in asked.text


def test_what_was_said_of_a_draft_is_shown_while_it_holds(signed_in):
    client = signed_in("editor")
    draft = make_article(status="draft")
    Page.objects.filter(pk=draft.pk).update(stage=Page.Stage.APPROVED)
    drafting.remember(draft, client.user, "approved", "All right.")
    assert "All right." in client.get(admin_url(draft)).text

    Page.objects.filter(pk=draft.pk).update(stage=Page.Stage.IN_WORK)
    assert "All right." not in client.get(admin_url(draft)).text

    published = drafting.publish(Article.objects.get(), client.user)
    again = drafting.edit_as_draft(published, by=client.user)
    Page.objects.filter(pk=again.pk).update(stage=Page.Stage.APPROVED)
    assert "All right." not in client.get(admin_url(again)).text
