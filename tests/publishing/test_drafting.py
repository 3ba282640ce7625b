"""The way of a page: draft, live, changed through a draft, withdrawn, and live again."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from backcare.publishing import snapshots
from backcare.publishing.drafting import archive, edit_as_draft, mark_reviewed, publish
from backcare.publishing.models import Embed, Page, PlannedLink, RelatedChoice
from backcare.publishing.signals import page_published, page_withdrawn
from tests.factories import (
    MAKERS,
    make_article,
    make_contributor,
    make_exercise,
    make_page,
    make_topic,
    make_user,
)

from .filling import empty, fill, said

pytestmark = pytest.mark.django_db
each_kind = pytest.mark.parametrize("kind", sorted(MAKERS))
THEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = THEN + timedelta(days=10)


@pytest.fixture
def heard():
    """The pages of which each signal told."""
    told: dict[str, list] = {"published": [], "withdrawn": []}

    def published(page, **kwargs):
        told["published"].append(page)

    def withdrawn(page, **kwargs):
        told["withdrawn"].append(page)

    page_published.connect(published)
    page_withdrawn.connect(withdrawn)
    yield told
    page_published.disconnect(published)
    page_withdrawn.disconnect(withdrawn)


# The first time --------------------------------------------------------------------------------


@each_kind
def test_publishing_a_new_page_makes_it_live_now(kind, client, heard):
    page = make_page(kind, status="draft")
    assert client.get(page.get_absolute_url()).status_code == 404
    with time_machine.travel(THEN, tick=False):
        live = publish(page, by=None)
    assert live.pk == page.pk
    assert (live.live_at, live.first_published_at, live.changed_at) == (THEN, THEN, THEN)
    assert live.review_due_on == date(2028, 3, 1)
    assert client.get(page.get_absolute_url()).status_code == 200
    assert heard["published"] == [live]
    assert type(heard["published"][0]) is type(page)


def test_publishing_for_later_shows_nothing_until_then(client):
    page = make_article(status="draft")
    with time_machine.travel(THEN, tick=False):
        publish(page, by=None, at=LATER)
        assert client.get(page.get_absolute_url()).status_code == 404
    with time_machine.travel(LATER - timedelta(seconds=1), tick=False):
        assert client.get(page.get_absolute_url()).status_code == 404
    with time_machine.travel(LATER, tick=False):
        assert client.get(page.get_absolute_url()).status_code == 200
    page.refresh_from_db()
    assert page.first_published_at == page.changed_at == LATER


def test_an_own_date_of_review_is_kept():
    page = make_article(status="draft", review_due_on=date(2031, 5, 5))
    assert publish(page, by=None).review_due_on == date(2031, 5, 5)


def test_a_taken_address_is_refused_and_nothing_changes():
    make_article(slug="sciatica")
    page = make_article(status="draft", slug="free")
    Page.objects.filter(pk=page.pk).update(slug="free-2")
    draft = make_article(status="draft", slug="other")
    live = publish(draft, by=None)
    second = edit_as_draft(live, by=None)
    second.slug = "sciatica"
    second.save()
    with pytest.raises(ValidationError) as refused:
        publish(second, by=None)
    assert "slug" in refused.value.message_dict
    assert Page.objects.filter(pk=second.pk).exists()
    assert Page.objects.get(pk=live.pk).slug == "other"


@pytest.mark.parametrize("slug", ["contact", "articles", "search", "admin", "feed", "glossary"])
def test_an_address_of_the_site_itself_is_refused(slug):
    with pytest.raises(ValidationError) as refused:
        make_page("information", status="draft", slug=slug).full_clean()
    assert "slug" in refused.value.message_dict
    make_page("article", status="draft", slug=slug).full_clean()


def test_an_address_that_is_none_is_said_once():
    with pytest.raises(ValidationError) as refused:
        make_article(status="draft", slug="not a slug").full_clean()
    assert list(refused.value.message_dict) == ["slug"]
    assert len(refused.value.message_dict["slug"]) == 1


@pytest.mark.parametrize("is_change", [False, True])
def test_a_page_whose_time_is_over_is_not_published(is_change):
    page = make_article() if is_change else make_article(status="draft")
    draft = edit_as_draft(page, by=None)
    draft.expires_at = timezone.now() - timedelta(minutes=1)
    draft.save()
    with pytest.raises(ValidationError) as refused:
        publish(draft, by=None)
    assert "expires_at" in refused.value.message_dict
    assert Page.objects.filter(pk=draft.pk, status="draft").exists()


def test_a_page_that_would_end_before_it_begins_is_not_published():
    page = make_article(status="draft", expires_at=timezone.now() + timedelta(days=1))
    with pytest.raises(ValidationError):
        publish(page, by=None, at=timezone.now() + timedelta(days=2))
    assert publish(page, by=None).is_live


def test_the_same_address_in_two_kinds_is_no_clash():
    make_exercise(slug="walking")
    assert publish(make_article(status="draft", slug="walking"), by=None).is_live


# Changing a live page --------------------------------------------------------------------------


@each_kind
def test_a_draft_says_all_that_its_page_says(kind):
    page = make_page(kind)
    fill(page)
    draft = edit_as_draft(page.specific, by=None)
    assert draft.pk != page.pk
    assert type(draft) is type(page)
    assert said(draft) == said(page) | {"change_note": ""}


@each_kind
def test_publishing_a_draft_copies_everything_onto_the_live_row(kind):
    page = make_page(kind)
    draft = edit_as_draft(page, by=None)
    fill(draft)
    expected = said(draft)
    live = publish(draft, by=None)
    assert live.pk == page.pk
    assert said(page) == expected
    assert not Page.objects.filter(draft_of=page).exists()


@each_kind
def test_publishing_a_draft_takes_away_what_it_took_away(kind):
    page = make_page(kind)
    fill(page)
    draft = edit_as_draft(page, by=None)
    empty(draft)
    expected = said(draft)
    live = publish(draft, by=None)
    assert said(page) == expected | {"review_due_on": live.review_due_on}


@each_kind
def test_readers_see_nothing_of_a_draft_until_it_is_published(kind, client):
    page = make_page(kind)
    draft = edit_as_draft(page, by=None)
    fill(draft)
    draft.slug, draft.title, draft.expires_at = page.slug, "Rewritten", None
    draft.save()
    with_draft = client.get(page.get_absolute_url())
    snapshot = snapshots.take(draft)
    draft.delete()
    assert client.get(page.get_absolute_url()).content == with_draft.content
    publish(snapshots.apply(snapshot, edit_as_draft(page, by=None)), by=None)
    assert "Rewritten" not in with_draft.content.decode()
    assert "Rewritten" in client.get(page.get_absolute_url()).content.decode()


def test_changing_keeps_the_first_day_and_tells_the_last():
    with time_machine.travel(THEN, tick=False):
        page = publish(make_article(status="draft"), by=None)
    with time_machine.travel(LATER, tick=False):
        live = publish(edit_as_draft(page, by=None), by=None)
    assert (live.first_published_at, live.live_at, live.changed_at) == (THEN, THEN, LATER)


def test_a_draft_starts_without_the_last_change_note():
    page = make_article(change_note="We corrected the dose.")
    assert edit_as_draft(page, by=None).change_note == ""
    page.refresh_from_db()
    assert page.change_note == "We corrected the dose."


def test_a_page_has_one_draft_at_most():
    page = make_article()
    draft = edit_as_draft(page, by=None)
    draft.title = "Changed"
    draft.save()
    assert edit_as_draft(page, by=None).title == "Changed"
    assert edit_as_draft(draft, by=None) == draft
    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(status="draft", draft_of_id=page.pk, slug=page.slug)


def test_a_draft_can_be_neither_published_nor_a_draft_of_itself_by_hand():
    page = make_article()
    draft = edit_as_draft(page, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=draft.pk).update(
            status="published", live_at=timezone.now(), first_published_at=timezone.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(status="draft", draft_of=page.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(live_at=None)


def test_an_unpublished_page_is_its_own_draft():
    page = make_article(status="draft")
    assert edit_as_draft(page, by=None) == page
    assert Page.objects.count() == 1


def test_who_makes_a_draft_is_remembered():
    editor = make_user()
    assert edit_as_draft(make_article(created_by=make_user()), by=editor).created_by == editor


@pytest.mark.parametrize("from_page", [True, False])
def test_deleting_a_draft_leaves_the_page(client, from_page):
    page = make_article(topics=[make_topic()], authors=[make_contributor()])
    before = client.get(page.get_absolute_url()).content
    draft = edit_as_draft(page, by=None)
    (Page.objects.get(pk=draft.pk) if from_page else draft).delete()
    assert client.get(page.get_absolute_url()).content == before
    assert Page.objects.count() == 1


def test_deleting_a_page_deletes_its_draft():
    page = make_article()
    edit_as_draft(page, by=None)
    page.delete()
    assert not Page.objects.exists()


def test_the_draft_follows_its_text_and_so_does_the_page():
    shown, other = make_exercise(), make_exercise()
    page = make_article(body=f'<div data-page="{shown.pk}"></div>')
    draft = edit_as_draft(page, by=None)
    assert Embed.objects.filter(page=draft, target=shown).exists()
    draft.body = f'<div data-page="{other.pk}"></div><p><span data-planned="New">x</span></p>'
    draft.save()
    publish(draft, by=None)
    assert list(Embed.objects.values_list("page", "target")) == [(page.pk, other.pk)]
    assert list(PlannedLink.objects.values_list("page", "working_title")) == [(page.pk, "New")]


def test_what_points_at_the_page_points_at_it_still():
    page = make_article()
    other = make_article(body=f'<div data-page="{page.pk}"></div>')
    RelatedChoice.objects.create(page=other, target=page)
    publish(edit_as_draft(page, by=None), by=None)
    assert Embed.objects.filter(page=other, target=page).exists()
    assert RelatedChoice.objects.filter(page=other, target=page).exists()


def test_a_draft_that_pins_its_own_page_is_refused_by_the_form_and_published_without_it():
    page = make_article()
    draft = edit_as_draft(page, by=None)
    choice = RelatedChoice(page=draft.page_ptr, target=page.page_ptr)
    with pytest.raises(ValidationError):
        choice.full_clean()
    choice.save()
    live = publish(draft, by=None)
    assert not live.related_choices.exists()


# A time to come --------------------------------------------------------------------------------


def test_changing_a_page_before_its_time_keeps_its_time():
    with time_machine.travel(THEN, tick=False):
        page = publish(make_article(status="draft"), by=None, at=LATER)
        live = publish(edit_as_draft(page, by=None), by=None)
        assert (live.live_at, live.first_published_at) == (LATER, LATER)
        assert not live.is_live


def test_a_page_can_be_given_another_time_before_its_time():
    with time_machine.travel(THEN, tick=False):
        page = publish(make_article(status="draft"), by=None, at=LATER)
        sooner = THEN + timedelta(hours=1)
        live = publish(page, by=None, at=sooner)
    assert (live.live_at, live.first_published_at, live.changed_at) == (sooner, sooner, sooner)


def test_a_change_of_what_readers_see_cannot_be_put_off():
    page = make_article()
    draft = edit_as_draft(page, by=None)
    draft.title = "Not yet"
    draft.save()
    with pytest.raises(ValueError, match="at once"):
        publish(draft, by=None, at=timezone.now() + timedelta(days=1))
    assert Page.objects.get(pk=page.pk).title == page.title


# Out of sight and back -------------------------------------------------------------------------


@each_kind
def test_an_archived_page_answers_gone(kind, client, heard):
    page = make_page(kind)
    archived = archive(page, by=None, note="Out of date.")
    assert client.get(page.get_absolute_url()).status_code == 410
    assert heard["withdrawn"] == [archived]
    assert not Page.objects.live().filter(pk=page.pk).exists()


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_only_a_published_page_can_be_archived(status):
    page = make_article(status=status)
    with pytest.raises(ValidationError):
        archive(page, by=None)


def test_an_archived_page_comes_back_with_its_first_day(client):
    with time_machine.travel(THEN, tick=False):
        page = publish(make_article(status="draft"), by=None)
    archive(page, by=None)
    draft = edit_as_draft(page, by=None)
    draft.title = "Back again"
    draft.save()
    assert client.get(page.get_absolute_url()).status_code == 410
    with time_machine.travel(LATER, tick=False):
        live = publish(draft, by=None)
        assert (live.first_published_at, live.changed_at) == (THEN, LATER)
        response = client.get(page.get_absolute_url())
    assert response.status_code == 200
    assert "Back again" in response.content.decode()


def test_an_archived_page_can_be_published_as_it_is():
    page = make_article()
    archive(page, by=None)
    assert publish(page, by=None).is_live


def test_archiving_keeps_the_draft():
    page = make_article()
    draft = edit_as_draft(page, by=None)
    archive(page, by=None)
    assert Page.objects.get(pk=draft.pk).draft_of_id == page.pk


def test_a_page_archived_before_its_time_was_never_there(client):
    with time_machine.travel(THEN, tick=False):
        page = publish(make_article(status="draft"), by=None, at=LATER)
        archive(page, by=None)
    with time_machine.travel(LATER + timedelta(days=1), tick=False):
        assert client.get(page.get_absolute_url()).status_code == 404
        live = publish(page, by=None)
        assert live.first_published_at == LATER + timedelta(days=1)


# History ---------------------------------------------------------------------------------------


def test_every_publication_and_withdrawal_is_a_revision():
    editor = make_user()
    page = make_article(status="draft", title="First")
    publish(page, by=editor)
    draft = edit_as_draft(page, by=editor)
    draft.title, draft.change_note = "Second", "Corrected the title."
    draft.save()
    publish(draft, by=editor)
    archive(page, by=editor, note="Replaced.")
    told = [(r.event, r.note, r.user, r.snapshot["fields"]["title"]) for r in page.revisions.all()]
    assert told == [
        ("archived", "Replaced.", editor, "Second"),
        ("published", "Corrected the title.", editor, "Second"),
        ("published", "", editor, "First"),
    ]


@each_kind
def test_a_revision_brings_back_what_the_page_said(kind):
    page = make_page(kind, status="draft")
    fill(page)
    publish(page, by=None)
    then = said(page)
    draft = edit_as_draft(page, by=None)
    empty(draft)
    publish(draft, by=None)
    revision = page.revisions.last()
    draft = edit_as_draft(page.specific, by=None)
    snapshots.apply(revision.snapshot, draft)
    assert said(draft) == then


def test_a_review_is_noted_and_changes_nothing_else():
    page = make_article(change_note="Before")
    fill(page)
    page.review_months = 24
    page.save()
    before = said(page)
    reviewer = make_contributor()
    with time_machine.travel(THEN, tick=False):
        mark_reviewed(page, reviewer, by=None)
    assert said(page) == before | {
        "reviewer": reviewer.pk,
        "reviewed_on": date(2026, 3, 1),
        "review_due_on": date(2028, 3, 1),
    }
    assert page.revisions.first().event == "reviewed"


def test_a_page_that_can_t_be_published_leaves_no_revision_and_no_signal(heard):
    make_article(slug="taken")
    page = make_article()
    draft = edit_as_draft(page, by=None)
    Page.objects.filter(pk=draft.pk).update(slug="taken")
    with pytest.raises(ValidationError):
        publish(draft, by=None)
    assert not page.revisions.exists()
    assert heard["published"] == []
