"""What is typed goes into the row of a draft, or beside it, and never anywhere else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from backcare.editing.autosaving import _marks
from backcare.editing.models import Autosave, Presence, forget_old
from backcare.publishing import drafting
from backcare.publishing.models import PlannedLink, Revision, Source
from tests.desk.conftest import admin_url
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_factor,
    make_page,
    make_topic,
)

from .typing import Form

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["article", "exercise", "information", "routine"])
def test_valid_text_is_in_the_row_and_not_in_the_history(editor, kind):
    draft = make_page(kind, status="draft")
    form = Form(editor, draft)

    form.type(title="Typed")
    answer = form.autosave()

    draft.refresh_from_db()
    assert answer["state"] == "saved"
    assert (draft.title, draft.version, draft.edited_by) == ("Typed", 1, editor.user)
    assert answer["version"] == 1
    assert not Revision.objects.exists()
    assert not Autosave.objects.exists()


def test_nothing_changed_raises_no_version(editor):
    draft = make_article(status="draft")

    answer = Form(editor, draft).autosave()

    draft.refresh_from_db()
    assert (answer["state"], answer["version"], draft.version) == ("saved", 0, 0)


def test_topics_links_and_references_follow(editor):
    topic, factor = make_topic(), make_factor()
    article = make_article(status="draft")
    exercise = make_exercise(status="draft")
    body = '<p>See <span data-planned="Good chairs">chairs</span>.</p>'

    form = Form(editor, article)
    form.type(topics=[topic.pk], body=body)
    form.autosave()
    form = Form(editor, exercise)
    form.type(factors=[factor.pk])
    form.autosave()

    assert list(article.topics.all()) == [topic]
    assert PlannedLink.objects.get(page=article).working_title == "Good chairs"
    assert list(exercise.factors.all()) == [factor]


def test_answer_names_new_rows_and_what_was_filled_in(editor):
    draft = make_article(status="draft", sources=[{"organisation": "NICE", "title": "Old"}])
    form = Form(editor, draft)

    form.type(
        **{
            "sources-TOTAL_FORMS": 2,
            "sources-1-organisation": "Cochrane",
            "sources-1-title": "New",
            "sources-1-year": "2024",
            "sources-1-kind": "review",
            "sources-1-position": "0",
        }
    )
    answer = form.autosave()

    new = Source.objects.get(title="New")
    assert answer["rows"]["sources-1"] == {
        "id": new.pk,
        "position": new.position,
        "key": "cochrane-2024",
    }


def test_text_that_is_not_valid_is_kept_beside_the_row(editor):
    draft = make_article(status="draft", title="Before")
    form = Form(editor, draft)

    form.type(title="", body="<p>Typed.</p>")
    answer = form.autosave()

    draft.refresh_from_db()
    kept = Autosave.objects.get()
    assert (answer["state"], answer["why"]) == ("kept", "“Title” is missing.")
    assert (draft.title, draft.version) == ("Before", 0)
    assert (kept.page_id, kept.user, kept.data["body"]) == (
        draft.pk,
        editor.user,
        ["<p>Typed.</p>"],
    )
    assert "csrfmiddlewaretoken" not in kept.data


def test_rows_are_not_touched_by_text_that_is_not_valid(editor):
    draft = make_article(status="draft", sources=[{"organisation": "NICE", "title": "Old"}])
    form = Form(editor, draft)

    form.type(title="", **{"sources-0-DELETE": "on"})
    assert form.autosave()["state"] == "kept"

    assert draft.sources.count() == 1


def test_why_counts_what_else_is_wrong(editor):
    form = Form(editor, make_article(status="draft"))

    form.type(
        title="",
        summary="",
        **{"sources-TOTAL_FORMS": 1, "sources-0-title": "No publisher", "sources-0-kind": "other"},
    )
    why = form.autosave()["why"]

    assert why == "“Title” is missing. Beside that, 2 more things."


def test_kept_text_goes_once_it_is_in_the_row(editor):
    form = Form(editor, make_article(status="draft"))
    form.type(title="")
    form.autosave()

    form.type(title="Typed")
    form.autosave()

    assert not Autosave.objects.exists()


@pytest.mark.parametrize("stage", ["submitted", "approved"])
def test_draft_that_waits_for_others_stays_as_it_is(editor, stage):
    draft = make_article(status="draft", stage=stage, title="Before")
    form = Form(editor, draft)

    form.type(title="Typed")
    answer = form.autosave()

    draft.refresh_from_db()
    assert answer["state"] == "kept"
    assert "waits" in answer["why"]
    assert draft.title == "Before"


def test_new_page_is_kept_until_it_is_saved(editor):
    form = Form(editor, kind="articles_article")
    form.type(title="A new article", slug="new", summary="What it says.")
    assert form.autosave()["state"] == "kept"
    assert not Article.objects.exists()

    form.type(body="<p>Words.</p>")
    response = form.save()

    assert response["Location"] == admin_url(Article.objects.get())
    assert not Autosave.objects.exists()


def test_two_new_pages_do_not_overwrite_each_other(editor):
    one, two = (Form(editor, kind="articles_article") for _ in range(2))

    one.type(title="One")
    one.autosave()
    two.type(title="Two")
    two.autosave()

    assert sorted(kept.data["title"] for kept in Autosave.objects.all()) == [["One"], ["Two"]]


def test_only_the_last_few_texts_of_a_page_are_kept(editor):
    for number in range(7):
        form = Form(editor, kind="articles_article")
        form.type(title=f"Number {number}")
        form.autosave()

    titles = [kept.data["title"][0] for kept in Autosave.objects.order_by("pk")]
    assert titles == [f"Number {number}" for number in range(2, 7)]


def test_endless_text_is_not_kept(editor):
    form = Form(editor, kind="articles_article")

    form.type(body="x" * 1_000_001)

    assert form.autosave() == {"state": "too-long"}
    assert form.status == 413


def test_bytes_that_databases_refuse_are_left_out(editor):
    form = Form(editor, kind="articles_article")

    form.type(title="a\0b")
    form.autosave()

    assert Autosave.objects.get().data["title"] == ["ab"]


def test_authors_cannot_set_what_their_form_does_not_have(signed_in):
    author = signed_in("author")
    draft = make_article(status="draft", created_by=author.user)
    person = make_contributor()
    form = Form(author, draft)

    form.type(
        title="Mine",
        reviewer=person.pk,
        reviewed_on="2026-01-01",
        is_demonstration="on",
        status="published",
        stage="approved",
        **{
            "authorships-TOTAL_FORMS": 1,
            "authorships-INITIAL_FORMS": 0,
            "authorships-0-contributor": person.pk,
            "authorships-0-position": 1,
        },
    )
    assert form.autosave()["state"] == "saved"

    row = Article.objects.get()
    assert (row.title, row.reviewer, row.status, row.stage) == ("Mine", None, "draft", "in-work")
    assert not row.authorships.exists()


def test_authors_leave_the_authors_of_their_page(signed_in):
    author = signed_in("author")
    draft = make_article(status="draft", created_by=author.user, authors=[make_contributor()])
    form = Form(author, draft)

    form.type(title="Mine")
    form.autosave()
    form.save()

    assert draft.authorships.count() == 1


def test_rows_of_other_pages_are_out_of_reach(editor):
    other = make_article(sources=[{"organisation": "NICE", "title": "Guide", "key": "guide"}])
    draft = make_article(status="draft")
    form = Form(editor, draft)

    form.type(
        **{
            "sources-TOTAL_FORMS": 1,
            "sources-INITIAL_FORMS": 1,
            "sources-0-id": other.sources.get().pk,
            "sources-0-DELETE": "on",
        }
    )
    form.autosave()

    assert other.sources.count() == 1


def test_live_page_is_never_touched(editor):
    page = make_article(title="Published")
    draft = drafting.edit_as_draft(page, by=editor.user)
    form = Form(editor, draft)

    form.type(title="Typed")
    form.autosave()

    page.refresh_from_db()
    assert page.title == "Published"


def test_others_are_refused(signed_in, user_as):
    author = signed_in("author")
    draft = make_article(status="draft", created_by=author.user, title="Before")
    form = Form(author, draft)
    form.type(title="Typed")
    author.force_login(other := user_as("author"))

    assert (form.autosave()["state"], form.status) == ("somebody-else", 409)
    form.data["editing-user"] = other.pk
    assert (form.autosave()["state"], form.status) == ("refused", 403)
    draft.refresh_from_db()
    assert draft.title == "Before"


def test_whoever_is_signed_out_is_told(editor):
    form = Form(editor, make_article(status="draft"))
    editor.logout()

    form.type(title="Typed")

    assert (form.autosave(), form.status) == ({"state": "signed-out"}, 401)
    assert editor.get(admin_url(form.page).replace("change", "x")).status_code in {302, 404}


def test_new_token_is_for_who_is_signed_in(editor):
    url = "/admin/articles/article/token/"

    assert editor.get(url).json()["user"] == str(editor.user.pk)
    assert Client().get(url).json() == {"state": "signed-out"}


def test_forged_autosave_is_refused(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor.user)
    draft = make_article(status="draft", title="Before")

    response = strict.post(admin_url(draft, "autosave"), Form(editor, draft).data)

    assert response.status_code == 403


def test_text_for_a_draft_that_has_gone_can_become_a_new_one(editor):
    page = make_article()
    draft = drafting.edit_as_draft(page, by=editor.user)
    form = Form(editor, draft)
    form.type(title="Typed")
    drafting.publish(draft, by=None)

    answer = form.autosave()

    kept = Autosave.objects.get()
    assert answer["state"] == "gone"
    assert (kept.page_id, kept.kind, kept.data["title"]) == (None, "article", ["Typed"])


def test_late_text_that_has_arrived_is_not_kept_again(editor):
    form = Form(editor, make_article(status="draft"))
    form.type(title="Typed")
    form.autosave(is_heard=False)

    answer = form.autosave(**{"editing-keep": "1"})

    assert answer == {"state": "saved", "version": 1}
    assert not Autosave.objects.exists()


def test_late_text_is_kept_and_offered(editor):
    form = Form(editor, make_article(status="draft", title="Before"))
    form.type(title="Typed")

    answer = form.autosave(**{"editing-keep": "1", "editing-open": "another"})

    form.page.refresh_from_db()
    assert answer["state"] == "kept"
    assert "Throw it away" in answer["offer"]
    assert form.page.title == "Before"


def test_text_outlives_a_draft_that_somebody_publishes_or_deletes(editor):
    first, second = make_article(status="draft"), make_article(status="draft")
    for draft in (first, second):
        form = Form(editor, draft)
        form.type(title="")
        form.autosave()

    drafting.publish(first, by=None)
    second.delete()

    assert list(Autosave.objects.values_list("page", "kind")) == [(None, "article")] * 2


def test_old_texts_and_people_are_forgotten(editor):
    draft = make_article(status="draft")
    now = timezone.now()
    for days in (29, 31):
        at = now - timedelta(days=days)
        Autosave.objects.create(
            user=editor.user, kind="article", form=str(days), data={}, updated_at=at
        )
    Presence.objects.create(page=draft, user=editor.user, seen_at=now - timedelta(days=8))

    forget_old()

    assert [kept.form for kept in Autosave.objects.all()] == ["29"]
    assert not Presence.objects.exists()


def test_lines_that_nobody_has_touched_do_not_differ(editor):
    draft = make_article(status="draft", key_points="One.\nTwo.")
    form = Form(editor, draft)
    form.type(key_points="One.\r\nTwo.")

    assert form.autosave()["version"] == 0
    form.save()

    draft.refresh_from_db()
    assert draft.key_points == "One.\nTwo."


def test_headings_and_links_count_as_what_others_refer_to():
    plain = "<p>One <strong>word</strong>.</p>"

    assert _marks(plain) == _marks("<p>Another.</p>")
    assert _marks(f"{plain}<h2>One</h2>") != _marks(f"{plain}<h2>Two</h2>")
    assert _marks('<p><a href="/a/">x</a></p>') != _marks('<p><a href="/b/">x</a></p>')
    assert _marks('<p><span data-planned="A">x</span></p>') != _marks("<p>x</p>")
