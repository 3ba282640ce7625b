"""Who may do what with a page, when, and what is left of it in the history."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from backcare.publishing import drafting, snapshots, workflow
from backcare.publishing.models import Page, Revision
from tests.desk.conftest import admin_url
from tests.factories import make_article, make_contributor, make_user

pytestmark = pytest.mark.django_db

Stage = Page.Stage


@pytest.fixture
def people(db):
    """One person of each role, and another author; the reviewer is a contributor."""
    made = {}
    for name in ("author", "other", "editor", "reviewer", "moderator"):
        made[name] = make_user(username=name, is_staff=True, email=f"{name}@example.org")
        role = "author" if name == "other" else name
        made[name].groups.add(Group.objects.get(name=role))
    make_contributor(user=made["reviewer"], name="Dr Rees")
    return made


@pytest.fixture
def draft(people):
    return make_article(
        status="draft",
        title="Sitting",
        created_by=people["author"],
        reviewer=people["reviewer"].contributor,
    )


def events(page):
    return [revision.event for revision in page.revisions_of_page()][::-1]


# The way to readers -------------------------------------------------------------------


def test_from_author_to_reviewer_to_editor_to_reader(people, draft):
    workflow.submit(draft, people["author"], note="Please look at the dose.")
    workflow.ask_for_changes(draft, people["reviewer"], note="Say where the figure is from.")
    workflow.submit(draft, people["author"])
    approved = workflow.approve(draft, people["reviewer"])
    live = workflow.publish(approved, people["editor"])

    assert live.is_live
    assert live.stage == Stage.IN_WORK
    assert live.reviewer == people["reviewer"].contributor
    assert live.reviewed_on is not None
    told = live.revisions.order_by("pk").values_list("event", "user__username", "note", "of_draft")
    assert list(told) == [
        ("submitted", "author", "Please look at the dose.", True),
        ("changes-asked", "reviewer", "Say where the figure is from.", True),
        ("submitted", "author", "", True),
        ("approved", "reviewer", "", True),
        ("published", "editor", "", False),
    ]


def test_asking_for_changes_needs_a_reason(people, draft):
    workflow.submit(draft, people["author"])
    with pytest.raises(ValidationError) as refused:
        workflow.ask_for_changes(draft, people["reviewer"], note="  ")
    assert "note" in refused.value.message_dict


def test_only_the_reviewer_whom_the_page_names_approves_it(people, draft):
    workflow.submit(draft, people["author"])
    stranger = make_user(username="stranger", is_staff=True)
    stranger.groups.add(Group.objects.get(name="reviewer"))
    make_contributor(user=stranger)
    for person in (stranger, people["author"], people["editor"], people["moderator"]):
        with pytest.raises(PermissionDenied):
            workflow.approve(draft, person)


def test_what_somebody_has_not_seen_is_not_approved(people, draft):
    draft = workflow.submit(draft, people["author"])
    seen = draft.version
    drafting.touch(draft, people["editor"])
    with pytest.raises(ValidationError, match="changed since"):
        workflow.approve(draft, people["reviewer"], version=seen)
    workflow.approve(draft, people["reviewer"], version=seen + 1)


def test_authors_work_on_what_they_began_alone(people, draft):
    for person in ("other", "moderator", "reviewer"):
        for name in ("submit", "publish", "schedule", "discard"):
            assert not workflow.may(people[person], name, draft), (person, name)
    assert workflow.may(people["author"], "submit", draft)
    assert not workflow.may(people["author"], "publish", draft)


def test_people_are_told_by_mail(people, draft, settings):
    from backcare.jobs.models import Job

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    workflow.submit(draft, people["author"], note="Ready.")
    workflow.ask_for_changes(draft, people["reviewer"], note="Not yet.")
    mails = [job.payload for job in Job.objects.order_by("pk")]
    assert [mail["to"] for mail in mails] == ["reviewer@example.org", "author@example.org"]
    assert "Ready." in mails[0]["body"]
    assert "Not yet." in mails[1]["body"]


# Back again ---------------------------------------------------------------------------


def test_unpublished_page_is_a_draft_that_readers_do_not_find(people, client):
    page = make_article(title="Seen")
    workflow.unpublish(page, people["editor"], note="Wrong figure.")
    assert client.get(page.get_absolute_url()).status_code == 404
    assert workflow.publish(Article.objects.get(), people["editor"]).is_live


def test_unpublishing_goes_on_with_the_draft_in_work(people):
    page = make_article(title="Seen")
    draft = drafting.edit_as_draft(page, people["editor"])
    Article.objects.filter(pk=draft.pk).update(title="Better")
    row = workflow.unpublish(page, people["editor"])
    assert (row.pk, row.title, row.status) == (page.pk, "Better", "draft")
    assert Page.objects.count() == 1
    assert row.revisions.get().snapshot["fields"]["title"] == "Seen"


def test_discarded_draft_is_in_the_history_and_comes_back(people):
    page = make_article(title="Seen")
    draft = drafting.edit_as_draft(page, people["editor"])
    Article.objects.filter(pk=draft.pk).update(title="Half done")
    workflow.discard(draft, people["editor"])
    assert not Page.objects.filter(draft_of=page).exists()
    again = workflow.restore(page, people["editor"], revision=page.revisions.get(event="discarded"))
    assert (again.title, again.draft_of_id) == ("Half done", page.pk)


def test_restoring_keeps_what_the_draft_said_and_what_readers_see(people):
    page = drafting.publish(make_article(status="draft", title="First"), None)
    first = page.revisions.get()
    draft = drafting.edit_as_draft(page, people["editor"])
    Article.objects.filter(pk=draft.pk).update(title="Second")
    restored = workflow.restore(draft, people["editor"], revision=first)
    page.refresh_from_db()
    assert (restored.title, page.title) == ("First", "First")
    said = {r.event: r.snapshot["fields"]["title"] for r in page.revisions.all()}
    assert said == {"published": "First", "saved": "Second", "restored": "First"}


def test_version_of_another_page_is_not_restored(people):
    other = drafting.publish(make_article(status="draft"), None)
    with pytest.raises(ValidationError):
        workflow.restore(make_article(), people["editor"], revision=other.revisions.get())


def test_copy_is_a_draft_that_nobody_has_reviewed(people):
    page = make_article(
        title="Sitting", slug="sitting", reviewer=make_contributor(), reviewed_on="2026-01-01"
    )
    copies = [workflow.duplicate(page, people["author"]) for _ in range(2)]
    assert [copy.slug for copy in copies] == ["sitting-copy", "sitting-copy-2"]
    assert all(copy.status == "draft" and copy.draft_of is None for copy in copies)
    assert all(copy.reviewer is None and copy.reviewed_on is None for copy in copies)
    assert copies[0].created_by == people["author"]


# What an approval is worth ------------------------------------------------------------


def approved_change(people):
    """The draft of a page that was last reviewed in 2020, approved today."""
    page = make_article(reviewer=people["reviewer"].contributor, reviewed_on="2020-01-01")
    page.review_due_on = "2022-01-01"
    page.save()
    draft = drafting.edit_as_draft(page, people["author"])
    workflow.submit(draft, people["author"])
    return page, workflow.approve(draft, people["reviewer"])


def reviewed(page):
    row = Article.objects.get(pk=page.pk)
    return str(row.reviewed_on), str(row.review_due_on)


@pytest.mark.parametrize("step", ["take_back", "ask_for_changes", "restore"])
def test_approval_that_no_longer_holds_leaves_no_date(people, step):
    page, draft = approved_change(people)
    assert reviewed(draft) != ("2020-01-01", "2022-01-01")
    more = {"revision": page.revisions.get(event="approved")} if step == "restore" else {}
    workflow.TRANSITIONS[step](draft, people["editor"], note="Wrong dose.", **more)
    assert reviewed(draft) == ("2020-01-01", "2022-01-01")


def test_date_that_an_editor_has_typed_stays(people):
    _page, draft = approved_change(people)
    Article.objects.filter(pk=draft.pk).update(reviewed_on="2021-05-05")
    workflow.take_back(draft, people["editor"])
    assert reviewed(draft) == ("2021-05-05", "2022-01-01")


def test_scheduled_change_that_fails_is_no_longer_approved(people):
    _page, draft = approved_change(people)
    workflow.schedule(draft, people["editor"], at=NINE)
    Article.objects.filter(pk=draft.pk).update(expires_at=NINE - timedelta(hours=1))
    with time_machine.travel(NINE, tick=False):
        workflow.apply_due()
    assert reviewed(draft) == ("2020-01-01", "2022-01-01")


def test_unpublishing_keeps_the_stage_of_the_draft(people):
    page, draft = approved_change(people)
    workflow.schedule(draft, people["editor"], at=NINE)
    row = workflow.unpublish(page, people["editor"])
    assert row.stage == Stage.APPROVED
    workflow.take_back(row, people["editor"])
    assert reviewed(row) == ("2020-01-01", "2022-01-01")


def test_review_is_seen_by_whoever_has_the_form_open(people):
    draft = make_article(status="draft", reviewer=people["reviewer"].contributor)
    assert workflow.mark_reviewed(draft, people["reviewer"]).version == draft.version + 1


def test_author_brings_back_words_but_not_who_answers_for_them(people):
    draft = make_article(status="draft", title="First", created_by=people["author"])
    draft.review_months = 120
    draft.save()
    make_authorship = draft.authorships.create
    make_authorship(contributor=people["reviewer"].contributor)
    first = drafting.remember(draft, people["editor"], Revision.Event.SAVED)
    draft.authorships.all().delete()
    Article.objects.filter(pk=draft.pk).update(title="Second", review_months=None)

    restored = workflow.restore(draft, people["author"], revision=first)
    assert (restored.title, restored.review_months) == ("First", None)
    assert not restored.authorships.exists()
    restored = workflow.restore(draft, people["editor"], revision=first)
    assert restored.review_months == 120
    assert restored.authorships.exists()


def test_reviewer_is_asked_about_the_words_that_were_read(people, client):
    draft = workflow.submit(
        make_article(status="draft", reviewer=people["reviewer"].contributor), people["editor"]
    )
    client.force_login(people["reviewer"])
    form = client.get(admin_url(draft))
    question = f"{admin_url(draft, 'approve')}?version={draft.version}"
    assert question in form.content.decode()
    drafting.touch(draft, people["editor"])  # Editors may change a draft that is submitted.

    response = client.get(question, follow=True)
    assert response.redirect_chain[-1][0] == admin_url(draft)
    assert b"changed since you opened it" in response.content


# At a time ----------------------------------------------------------------------------

NINE = datetime(2027, 3, 28, 8, tzinfo=UTC)  # 9 a.m. in London, an hour after its clocks changed


def scheduled_change(people, at=NINE):
    page = drafting.publish(make_article(status="draft", title="Before", slug="sitting"), None)
    draft = drafting.edit_as_draft(page, people["editor"])
    Article.objects.filter(pk=draft.pk).update(title="After")
    return page, workflow.schedule(draft, people["editor"], at=at)


def title_now(page):
    return Article.objects.get(pk=page.pk).title


@time_machine.travel(NINE - timedelta(days=2), tick=False)
def test_scheduled_change_takes_effect_at_its_time_and_once(people):
    page, _draft = scheduled_change(people)
    with time_machine.travel(NINE - timedelta(seconds=1), tick=False):
        assert workflow.apply_due() == []
        assert title_now(page) == "Before"
    with time_machine.travel(NINE, tick=False):
        assert [live.pk for live in workflow.apply_due()] == [page.pk]
        assert workflow.apply_due() == []
        assert title_now(page) == "After"
    assert events(page) == ["published", "scheduled", "published"]
    assert page.revisions.first().user == people["editor"]


@time_machine.travel(NINE - timedelta(days=2), tick=False)
def test_change_that_fails_unforeseen_holds_up_no_other(people, monkeypatch):
    page, _draft = scheduled_change(people)
    other = drafting.edit_as_draft(make_article(title="Bad"), people["editor"])
    workflow.schedule(other, people["editor"], at=NINE - timedelta(hours=1))
    publish = drafting.publish

    def fail(row, *args, **options):
        if row.pk == other.pk:
            raise OSError("No space left")
        return publish(row, *args, **options)

    monkeypatch.setattr(drafting, "publish", fail)
    with time_machine.travel(NINE, tick=False), pytest.raises(OSError, match="No space"):
        workflow.apply_due()
    assert title_now(page) == "After"
    other.refresh_from_db()
    assert other.stage == Stage.SCHEDULED


@time_machine.travel(NINE - timedelta(days=2), tick=False)
def test_cancelled_change_stays_a_draft(people):
    page, draft = scheduled_change(people)
    workflow.unschedule(draft, people["editor"])
    with time_machine.travel(NINE, tick=False):
        assert workflow.apply_due() == []
    assert title_now(page) == "Before"
    assert Page.objects.get(draft_of=page).stage == Stage.IN_WORK


@time_machine.travel(NINE - timedelta(days=2), tick=False)
def test_archived_page_stays_archived_when_the_time_of_its_change_comes(people):
    page, draft = scheduled_change(people)
    workflow.archive(page, people["editor"], note="Harmful.")
    with time_machine.travel(NINE, tick=False):
        assert workflow.apply_due() == []
    page.refresh_from_db()
    draft.refresh_from_db()
    assert page.status == "archived"
    assert (draft.stage, draft.scheduled_at) == (Stage.IN_WORK, None)
    assert events(page) == ["published", "scheduled", "archived", "unscheduled"]


@time_machine.travel(NINE - timedelta(days=2), tick=False)
def test_cancelling_keeps_an_approval(people):
    page, _draft = scheduled_change(people)
    workflow.unschedule(Page.objects.get(draft_of=page), people["editor"])
    draft = Page.objects.get(draft_of=page).specific
    draft.reviewer = people["reviewer"].contributor
    draft.save()
    workflow.submit(draft, people["editor"])
    workflow.approve(draft, people["reviewer"])
    workflow.schedule(draft, people["editor"], at=NINE)
    assert workflow.unschedule(draft, people["editor"]).stage == Stage.APPROVED


@time_machine.travel(NINE - timedelta(days=2), tick=False)
def test_change_that_cannot_be_published_goes_back_into_work_and_says_why(people):
    page, draft = scheduled_change(people)
    Page.objects.filter(pk=draft.pk).update(expires_at=NINE - timedelta(hours=1))
    with time_machine.travel(NINE, tick=False):
        assert workflow.apply_due() == []
    draft.refresh_from_db()
    assert (draft.stage, draft.scheduled_at) == (Stage.IN_WORK, None)
    failed = page.revisions.first()
    assert failed.event == "not-applied"
    assert "expired" in failed.note


@time_machine.travel(NINE - timedelta(days=2), tick=False)
def test_first_publication_is_planned_cancelled_and_brought_forward(people, client):
    draft = make_article(status="draft", slug="new")
    planned = workflow.schedule(draft, people["editor"], at=NINE)
    assert client.get("/articles/new/").status_code == 404
    back = workflow.unschedule(planned, people["editor"])
    assert (back.status, back.live_at, back.first_published_at) == ("draft", None, None)
    planned = workflow.schedule(back, people["editor"], at=NINE)
    assert workflow.publish(planned, people["editor"]).is_live
    assert client.get("/articles/new/").status_code == 200


def test_time_that_has_passed_is_refused(people, draft):
    with pytest.raises(ValidationError) as refused:
        workflow.schedule(draft, people["editor"], at=datetime(2020, 1, 1, tzinfo=UTC))
    assert "at" in refused.value.message_dict


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2027-03-28T09:00", datetime(2027, 3, 28, 8, tzinfo=UTC)),
        ("2027-03-27T09:00", datetime(2027, 3, 27, 9, tzinfo=UTC)),
        ("2027-10-31T09:00", datetime(2027, 10, 31, 9, tzinfo=UTC)),
        ("2027-03-28T01:30", None),  # The clocks jump over it.
        ("2027-10-31T01:30", None),  # It comes twice.
    ],
)
def test_times_are_those_of_the_site_on_both_sides_of_a_clock_change(typed, stored):
    from backcare.publishing.admin.transition_forms import TransitionForm

    form = TransitionForm(workflow.TRANSITIONS["schedule"], {"at": typed})
    assert form.is_valid() == (stored is not None)
    if stored:
        assert form.cleaned_data["at"] == stored
        assert form.cleaned_data["at"].tzinfo == ZoneInfo("Europe/London")


# Anything by anybody ------------------------------------------------------------------

PEOPLE = ("author", "other", "editor", "reviewer", "moderator")
STEPS = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from([*workflow.TRANSITIONS, "edit", "start draft", "wait"]),
    st.booleans(),
    st.integers(0, 5),
)


def be_legal(page_pk: int) -> None:
    """What holds of a page and its draft whatever has been done with them."""
    row = Article.objects.get(pk=page_pk)
    drafts = list(Article.objects.filter(draft_of=row))
    assert len(drafts) <= 1
    if row.status != Page.Status.DRAFT:
        assert row.stage == Stage.IN_WORK
        seen = row.revisions.filter(of_draft=False).first()
        assert snapshots.are_equal(seen.snapshot, snapshots.take(row))
    else:
        assert drafts == []
    for draft in (*drafts, row):
        assert (draft.stage == Stage.SCHEDULED) == (draft.scheduled_at is not None)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(steps=st.lists(STEPS, min_size=5, max_size=30))
def test_whatever_is_done_leaves_a_legal_page_and_a_complete_log(people, steps):
    with transaction.atomic(), time_machine.travel(NINE, tick=False) as clock:
        page = make_article(
            status="draft", created_by=people["author"], reviewer=people["reviewer"].contributor
        )
        for number, (name, step, on_draft, choice) in enumerate(steps):
            person = people[name]
            row = Article.objects.get(pk=page.pk)
            target = Article.objects.filter(draft_of=row).first() if on_draft else row
            if target is None:
                continue
            before = list(page.revisions.values_list("pk", flat=True))
            if step == "wait":
                clock.shift(timedelta(hours=choice))
                workflow.apply_due()
            elif step == "edit":
                if target.status == "draft" and target.stage in {Stage.IN_WORK, Stage.APPROVED}:
                    Article.objects.filter(pk=target.pk).update(title=f"Title {number}")
                    target.refresh_from_db()
                    drafting.touch(target, person)
                    drafting.remember(target, person, Revision.Event.SAVED)
            elif step == "start draft":
                if target.status != "draft":
                    drafting.edit_as_draft(target, person)
            else:
                allowed = workflow.may(person, step, target)
                try:
                    more = {}
                    if workflow.TRANSITIONS[step].at:
                        more["at"] = NINE + timedelta(days=30, hours=choice)
                    if step == "restore":
                        more["revision"] = page.revisions.all()[choice:].first()
                        if more["revision"] is None:
                            continue
                    done = workflow.TRANSITIONS[step](target, person, note="Why.", **more)
                except (PermissionDenied, ValidationError):
                    assert list(page.revisions.values_list("pk", flat=True)) == before
                else:
                    assert allowed
                    newest = done.revisions_of_page().first()
                    assert newest.pk not in before
                    assert newest.user == person
            be_legal(page.pk)
        transaction.set_rollback(True)
