"""What was typed and not saved is offered, shown, used or thrown away by whoever typed it."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from backcare.editing.models import Autosave
from backcare.publishing import drafting, workflow
from backcare.publishing.models import Revision
from tests.desk.conftest import admin_url
from tests.factories import make_article, make_contributor, make_exercise

from .typing import Form

pytestmark = pytest.mark.django_db

OFFER = "didn’t save it"


@pytest.fixture
def kept(editor):
    """A text of the editor beside a draft, with a new source."""
    draft = make_article(status="draft", title="Before")
    form = Form(editor, draft)
    form.type(
        title="",
        summary="Typed summary.",
        **{
            "sources-TOTAL_FORMS": 1,
            "sources-0-organisation": "Cochrane",
            "sources-0-title": "Typed source",
            "sources-0-kind": "review",
        },
    )
    form.autosave()
    return Autosave.objects.get()


def url_of(kept, name="kept"):
    return reverse(f"admin:articles_article_{name}", args=[kept.page_id, kept.pk])


def test_it_is_offered_to_whoever_typed_it(editor, kept, user_as):
    url = admin_url(kept.page.specific)
    other = Client()
    other.force_login(user_as("editor"))

    assert OFFER in editor.get(url).content.decode()
    assert OFFER not in other.get(url).content.decode()


def test_it_fills_the_form_with_its_rows(editor, kept):
    form = Form(editor, kept.page.specific, query=f"?kept={kept.pk}")

    assert form.data["summary"] == "Typed summary."
    assert form.data["title"] == ""
    assert form.data["sources-0-title"] == "Typed source"
    assert OFFER not in form.response.content.decode()

    form.type(title="After")
    assert form.save().status_code == 302
    page = kept.page.specific
    assert (page.title, page.sources.get().title) == ("After", "Typed source")
    assert not Autosave.objects.exists()


def test_looking_at_it_changes_nothing(editor, kept):
    Form(editor, kept.page.specific, query=f"?kept={kept.pk}")
    response = editor.get(url_of(kept))

    kept.page.refresh_from_db()
    assert kept.page.title == "Before"
    assert "Typed source" in response.content.decode()
    assert "no-cache" in response["Cache-Control"]
    assert not kept.page.sources.exists()


def test_it_is_thrown_away(editor, kept):
    response = editor.post(url_of(kept))

    assert response["Location"] == admin_url(kept.page.specific)
    assert not Autosave.objects.exists()


def test_another_form_does_not_overwrite_it(editor, kept):
    form = Form(editor, kept.page.specific)
    form.type(summary="Another.")
    form.autosave()

    assert Autosave.objects.get().data["summary"] == ["Typed summary."]


def test_nobody_else_gets_it(kept, user_as):
    other = Client()
    other.force_login(user_as("editor"))

    assert other.get(url_of(kept)).status_code == 404
    assert other.post(url_of(kept)).status_code == 404
    assert Form(other, kept.page.specific, query=f"?kept={kept.pk}").data["title"] == "Before"
    assert Client().get(url_of(kept)).status_code == 302


def test_whoever_may_not_change_the_page_any_more_does_not_get_it(editor, kept):
    kept.page.stage = "submitted"
    kept.page.save()
    editor.user.groups.set([Group.objects.get(name="author")])
    editor.force_login(type(editor.user).objects.get(pk=editor.user.pk))  # Demoted: signed out.

    assert editor.get(url_of(kept)).status_code == 403
    page = editor.get(admin_url(kept.page.specific) + f"?kept={kept.pk}")
    assert b"Typed summary." not in page.content


def test_text_of_a_new_page_is_offered_in_the_empty_form(editor):
    form = Form(editor, kind="articles_article")
    form.type(title="A new article")
    form.autosave()
    kept = Autosave.objects.get()

    again = Form(editor, kind="articles_article")
    assert OFFER in again.response.content.decode()
    shown = editor.get(reverse("admin:articles_article_kept_new", args=[kept.pk]))
    assert "A new article" in shown.content.decode()
    used = Form(editor, kind="articles_article", query=f"?kept={kept.pk}")
    assert used.data["title"] == "A new article"
    assert used.data["editing-form"] == form.data["editing-form"]


def test_text_of_one_kind_is_not_offered_for_another(editor):
    form = Form(editor, kind="articles_article")
    form.type(title="A new article")
    form.autosave()

    assert OFFER not in Form(editor, kind="exercises_exercise").response.content.decode()


def test_poses_and_doses_survive(editor):
    draft = make_exercise(status="draft", steps=[{"text": "Bend.", "pose": {"contacts": ["feet"]}}])
    form = Form(editor, draft)
    form.type(title="", **{"steps-0-pose_to": '{"contacts": ["feet"]', "reps_min": "many"})
    form.autosave()

    again = Form(editor, draft, query=f"?kept={Autosave.objects.get().pk}")

    assert again.data["steps-0-pose_to"] == '{"contacts": ["feet"]'
    assert again.data["reps_min"] == "many"
    assert (
        editor.get(
            reverse("admin:exercises_exercise_kept", args=[draft.pk, Autosave.objects.get().pk])
        ).status_code
        == 200
    )


def test_address_of_nothing_shows_the_page(editor, kept):
    for query in ("?kept=999", "?kept=x", "?kept=99999999999999999999"):
        assert Form(editor, kept.page.specific, query=query).data["title"] == "Before"


# Back to what was last saved ----------------------------------------------------------------


def test_back_to_the_last_saved_version(editor):
    draft = make_article(status="draft", title="Before")
    form = Form(editor, draft)
    form.type(title="Saved")
    form.save()
    form = Form(editor, draft)
    form.type(title="By itself")
    form.autosave()

    page = editor.get(form.url)
    assert b"Go back to the last saved version" in page.content
    editor.post(admin_url(draft, "go_back"), {"version": page.context["editing"]["version"]})

    draft.refresh_from_db()
    assert draft.title == "Saved"
    said = [(r.event, r.snapshot["fields"]["title"]) for r in Revision.objects.all()]
    assert said == [("restored", "Saved"), ("saved", "By itself"), ("saved", "Saved")]
    assert b"Go back to the last saved version" not in editor.get(form.url).content


def test_back_is_not_offered_where_nothing_has_changed(editor):
    page = make_article()
    drafting.publish(drafting.edit_as_draft(page, by=None), by=None)
    draft = drafting.edit_as_draft(page, by=editor.user)

    assert Form(editor, draft).response.context["editing"]["last_saved"] is None


def test_back_is_refused_when_somebody_has_typed_meanwhile(editor):
    draft = make_article(status="draft", title="Before")
    form = Form(editor, draft)
    form.type(title="Saved")
    form.save()
    form = Form(editor, draft)
    form.type(title="By itself")
    form.autosave()

    editor.post(admin_url(draft, "go_back"), {"version": 1})

    draft.refresh_from_db()
    assert draft.title == "By itself"


def test_back_is_for_those_who_may_change_the_page(editor, signed_in):
    draft = make_article(status="draft")
    author = signed_in("author")

    assert author.post(admin_url(draft, "go_back")).status_code == 403
    assert author.get(admin_url(draft, "go_back")).status_code == 405


def test_going_back_leads_to_the_draft_not_to_what_readers_see(editor):
    page = make_article(title="Live")
    draft = drafting.edit_as_draft(page, editor.user)
    form = Form(editor, draft)
    form.type(title="Mine")
    form.save()
    drafting.mark_reviewed(page, make_contributor(), editor.user)
    form = Form(editor, draft)
    form.type(title="Mine, and more")
    form.autosave()

    shown = editor.get(admin_url(draft)).context["editing"]
    assert shown["last_saved"].event == "saved"
    editor.post(admin_url(draft, "go_back"), {"version": shown["version"]})
    draft.refresh_from_db()
    assert draft.title == "Mine"


@pytest.mark.parametrize("role", ["author", "editor"])
def test_text_for_a_page_that_has_moved_on_is_kept(signed_in, role):
    client = signed_in(role)
    draft = make_article(status="draft", title="Before", created_by=client.user)
    form = Form(client, draft)
    form.type(title="Typed")
    if role == "author":
        workflow.submit(draft, client.user)
    else:
        drafting.publish(draft, None)

    response = form.save()

    assert (response.status_code, response["Location"]) == (302, admin_url(draft))
    kept = Autosave.objects.get()
    assert kept.data["title"] == ["Typed"]
    assert kept.page_id == (draft.pk if role == "author" else None)
    draft.refresh_from_db()
    assert draft.title == "Before"
