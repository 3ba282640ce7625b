"""When the facts of a page are to be checked again, and who is told."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from backcare.jobs.models import Job
from backcare.publishing import drafting, reviewing
from backcare.publishing.models import Page, ReviewMail
from tests.desk.conftest import admin_url
from tests.factories import make_article, make_contributor, make_user

pytestmark = pytest.mark.django_db

DAY = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, date(2028, 8, 31)),
        ({"review_months": 6}, date(2027, 2, 28)),
        ({"body": "<p>Ibuprofen may help for a few days.</p>"}, date(2027, 8, 31)),
        ({"body": "<p>Ibuprofen.</p>", "review_months": 36}, date(2029, 8, 31)),
    ],
)
def test_page_falls_due_after_its_own_interval(fields, due):
    assert reviewing.due_after(make_article(**fields), DAY) == due


@time_machine.travel("2026-08-31", tick=False)
def test_review_sets_the_next_one():
    page = make_article(review_months=6)
    drafting.mark_reviewed(page, make_contributor(), by=None)
    assert Page.objects.get().review_due_on == date(2027, 2, 28)


def test_readers_are_told_that_a_page_is_overdue(client):
    page = make_article(review_due_on=timezone.localdate() - timedelta(days=1))
    assert b"due to be checked again" in client.get(page.get_absolute_url()).content
    Page.objects.update(review_due_on=timezone.localdate())
    assert b"due to be checked again" not in client.get(page.get_absolute_url()).content


def test_readers_are_told_what_changed_newest_first(client):
    page = drafting.publish(make_article(status="draft", change_note="Never told."), None)
    for note in ("Dose corrected.", "Sources <b>added</b>."):
        draft = drafting.edit_as_draft(page, None)
        Article.objects.filter(pk=draft.pk).update(change_note=note)
        page = drafting.publish(draft, None)
    html = client.get(page.get_absolute_url()).content.decode()
    assert html.index("Sources &lt;b&gt;added") < html.index("Dose corrected.")
    assert "Never told." not in html


# The list of the desk -----------------------------------------------------------------


def due_page(days, **fields):
    return make_article(review_due_on=timezone.localdate() + timedelta(days=days), **fields)


def test_list_has_what_is_due_the_longest_overdue_first(client, django_assert_max_num_queries):
    editor = make_user(is_staff=True, is_superuser=True)
    client.force_login(editor)
    pages = [due_page(80), due_page(-400), due_page(-3)]
    due_page(120)
    drafting.edit_as_draft(pages[1], editor)
    for _ in range(30):
        due_page(10, reviewer=make_contributor())
    with django_assert_max_num_queries(12):
        response = client.get(reverse("admin:publishing_page_reviews"))
    shown = [row["page"].pk for row in response.context["rows"]]
    assert shown[:2] == [pages[1].pk, pages[2].pk]
    assert shown[-1] == pages[0].pk
    assert len(shown) == 33


def test_one_click_confirms_a_page_and_leads_back_to_the_list(client):
    reviewer = make_user(is_staff=True)
    reviewer.groups.add(Group.objects.get(name="reviewer"))
    client.force_login(reviewer)
    page = due_page(-3, reviewer=make_contributor(user=reviewer))
    here = reverse("admin:publishing_page_reviews") + "?whose=mine"
    response = client.post(admin_url(page, "mark_reviewed"), {"next": here})
    assert response["Location"] == here
    assert not Page.objects.get().is_review_overdue
    assert client.get(here).context["rows"] == []


def test_list_offers_nobody_what_only_the_named_reviewer_may(client):
    stranger = make_user(is_staff=True)
    stranger.groups.add(Group.objects.get(name="reviewer"))
    make_contributor(user=stranger)
    client.force_login(stranger)
    page = due_page(-3, reviewer=make_contributor())
    rows = client.get(reverse("admin:publishing_page_reviews")).context["rows"]
    assert [row["may_review"] for row in rows] == [False]
    assert client.post(admin_url(page, "mark_reviewed")).status_code == 403


# The mail -----------------------------------------------------------------------------


@pytest.fixture
def mailed(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    def send():
        Job.objects.all().delete()
        reviewing.send_digest()
        return {job.payload["to"]: job.payload["body"] for job in Job.objects.all()}

    return send


def in_role(role, **fields):
    user = make_user(is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_reviewers_hear_of_their_pages_and_editors_of_all(mailed):
    reviewer = in_role("reviewer", email="r@example.org")
    editor = in_role("editor", email="e@example.org")
    in_role("author", email="a@example.org")
    due_page(-3, title="Hers", reviewer=make_contributor(user=reviewer))
    due_page(20, title="Nobody's")
    due_page(60, title="Later")
    mails = mailed()
    assert set(mails) == {"r@example.org", "e@example.org"}
    assert "Hers" in mails["r@example.org"]
    assert "Nobody's" not in mails["r@example.org"]
    assert "Nobody's" in mails["e@example.org"]
    assert "Later" not in mails["e@example.org"]
    ReviewMail.objects.create(user=editor, is_wanted=False)
    assert set(mailed()) == {"r@example.org"}


def test_nobody_is_mailed_when_nothing_is_due(mailed):
    in_role("editor", email="e@example.org")
    due_page(60)
    assert mailed() == {}
