"""The first page of the desk: what waits for whom, what is scheduled, what happened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backcare.jobs import state as jobs
from backcare.problems.models import Problem
from backcare.publishing import drafting, workflow
from backcare.publishing.models import Page, PlannedLink
from tests.comments.factories import make_comment
from tests.factories import make_article, make_contributor, make_user

pytestmark = pytest.mark.django_db
INDEX = "/admin/"


@pytest.fixture
def worker():
    jobs.sign_of_life(timezone.now())


def waiting(client):
    return [line.words for line in client.get(INDEX).context["desk"]["waiting"]]


def fill(user_as):
    """Something of everything that can wait."""
    author = user_as("author")
    page = make_article(review_due_on=timezone.localdate() - timedelta(days=3))
    make_article(review_due_on=timezone.localdate() + timedelta(days=3))
    make_comment(page=page.page_ptr, status="held")
    Problem.objects.create(page=page, kind="fact", message="Wrong.")
    PlannedLink.objects.create(page=page, working_title="Chairs", phrase="chairs")
    draft = make_article(status="draft", created_by=author)
    workflow.submit(draft, author)
    return page


def test_each_role_is_told_what_it_can_do_something_about(signed_in, user_as, worker):
    fill(user_as)
    assert waiting(signed_in("editor")) == [
        "1 page is overdue for review",
        "1 comment waits",
        "1 draft waits for a review",
        "1 page is due for review within 30 days",
        "1 problem that a reader reports",
        "1 link to a page still to be written",
    ]
    assert waiting(signed_in("moderator")) == ["1 comment waits"]
    assert waiting(signed_in("author")) == []
    assert waiting(signed_in("reviewer")) == []


def test_reviewer_is_told_of_what_names_them_and_author_of_what_came_back(
    signed_in, user_as, worker
):
    reviewer = signed_in("reviewer")
    person = make_contributor(user=reviewer.user)
    author = user_as("author")
    draft = make_article(status="draft", created_by=author, reviewer=person)
    workflow.submit(draft, author)
    assert waiting(reviewer) == ["1 draft for you to review"]
    (line,) = reviewer.get(INDEX).context["desk"]["waiting"]
    assert [row.pk for row in reviewer.get(line.url).context["cl"].result_list] == [draft.pk]
    workflow.ask_for_changes(draft, reviewer.user, note="More.")
    reviewer.force_login(author)
    assert waiting(reviewer) == ["1 draft of yours to be changed"]


def test_every_line_leads_to_a_place_that_its_reader_may_open(signed_in, user_as):
    fill(user_as)
    for role in ("editor", "moderator", "reviewer", "author"):
        client = signed_in(role)
        for line in client.get(INDEX).context["desk"]["waiting"]:
            assert client.get(line.url).status_code == 200, (role, line)


def test_scheduled_changes_are_said_to_wait_while_no_worker_runs(signed_in):
    client = signed_in("editor")
    page = make_article(title="Sitting")
    draft = drafting.edit_as_draft(page, client.user)
    workflow.schedule(draft, client.user, at=timezone.now() + timedelta(hours=1))
    told = waiting(client)
    assert "worker is not running" in told[0]
    assert "1 scheduled change will not take effect" in told[0]
    (event,) = client.get(INDEX).context["desk"]["scheduled"]
    assert (event.title, event.is_late) == ("Sitting", False)
    Page.objects.filter(pk=draft.pk).update(scheduled_at=timezone.now() - timedelta(hours=1))
    (event,) = client.get(INDEX).context["desk"]["scheduled"]
    assert event.is_late
    jobs.sign_of_life(timezone.now())
    workflow.apply_due()
    assert waiting(client) == []


def test_what_happened_names_who_and_why(signed_in):
    client = signed_in("editor")
    page = make_article(title="Sitting")
    workflow.archive(page, client.user, note="Out of date <b>now</b>.")
    html = client.get(INDEX).content.decode()
    assert "Archived" in html
    assert "Out of date &lt;b&gt;now&lt;/b&gt;." in html


def test_it_costs_the_same_on_a_site_of_any_size(signed_in, user_as, django_assert_max_num_queries):
    client = signed_in("editor")
    fill(user_as)
    client.get(INDEX)
    with django_assert_max_num_queries(20):
        client.get(INDEX)
    for _ in range(5):
        fill(user_as)
        page = make_article(expires_at=timezone.now() + timedelta(days=2))
        workflow.archive(make_article(), make_user(is_superuser=True))
        drafting.edit_as_draft(page, None)
    with django_assert_max_num_queries(20):
        client.get(INDEX)
