"""What readers report of a page: taken in, settled, answered and forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from backcare.jobs.models import Job
from backcare.problems import reporting
from backcare.problems.models import Problem
from backcare.site.models import SiteSettings
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db
OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
REPORT = {"kind": "fact", "message": "It is ten seconds, not sixty.", "email": "ann@example.org"}


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def post(client, page, headers=OWN, **values):
    return client.post(f"/problems/{page.pk}/", REPORT | values, headers=headers)


def make_problem(**fields):
    page = fields.pop("page", None) or make_article()
    return Problem.objects.create(page=page, **(REPORT | fields))


def test_page_leads_to_its_form_and_the_report_is_kept_with_it(client):
    page = make_article(title="Heat")
    link = f"/problems/{page.pk}/"
    assert link.encode() in client.get(page.get_absolute_url()).content
    assert b"Heat" in client.get(link).content
    response = post(client, page)
    assert (response.status_code, response["Location"]) == (303, "/problems/thanks/")
    problem = Problem.objects.get()
    assert (problem.page_id, problem.kind, problem.state) == (page.pk, "fact", "new")


def test_editors_are_told_without_the_words_or_the_address_of_the_reader(client, mail):
    SiteSettings.objects.create(name="Backs", contact_email="editors@example.org")
    post(client, make_article(title="Heat"))
    sent = Job.objects.get().payload
    assert sent["to"] == "editors@example.org"
    assert "Heat" in sent["subject"]
    assert "ten seconds" not in sent["body"]
    assert "ann@" not in sent["body"]


@pytest.mark.parametrize(
    "values",
    [{"kind": ""}, {"kind": "x"}, {"message": " "}, {"message": "x" * 2001}, {"email": "x"}],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, values):
    response = post(client, make_article(), **values)
    assert response.status_code == 422
    for typed in (REPORT | values).values():
        assert typed.strip().encode() in response.content
    assert not Problem.objects.exists()


def test_reports_from_elsewhere_and_of_hidden_pages_are_refused(client):
    assert post(client, make_article(), headers={"Origin": "https://evil.test"}).status_code == 403
    assert post(client, make_article(status="draft")).status_code == 404
    assert not Problem.objects.exists()


def test_many_reports_within_an_hour_are_put_off_and_kept_in_the_form(client):
    page = make_article()
    answers = [post(client, page).status_code for _ in range(reporting.MOST_AN_HOUR + 1)]
    assert answers == [303] * reporting.MOST_AN_HOUR + [429]


def test_what_a_program_filled_in_is_kept_apart(client, mail):
    SiteSettings.objects.create(name="Backs", contact_email="editors@example.org")
    post(client, make_article(), leave_empty="x")
    assert Problem.objects.get().is_suspect
    assert not Job.objects.exists()


# The desk -----------------------------------------------------------------------------


@pytest.fixture
def desk(client):
    def sign_in(role):
        user = make_user(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        client.user = user
        return client

    return sign_in


def change_url(problem):
    return reverse("admin:problems_problem_change", args=[problem.pk])


def test_editor_settles_and_answers(desk, mail):
    problem = make_problem(page=make_article(title="Heat"))
    client = desk("editor")
    client.post(
        change_url(problem),
        {"state": "solved", "note": "", "reply": "You are right, thank you.", "send": "on"},
    )
    problem.refresh_from_db()
    assert problem.settled_by == client.user
    assert problem.settled_at is not None
    sent = Job.objects.get().payload
    assert sent["to"] == "ann@example.org"
    assert "You are right" in sent["body"]
    assert "> It is ten seconds" in sent["body"]
    with pytest.raises(ValidationError):
        reporting.answer(problem)


def test_reply_is_not_sent_unasked_and_not_empty(desk, mail):
    problem = make_problem()
    client = desk("editor")
    client.post(change_url(problem), {"state": "in-hand", "note": "", "reply": "Draft."})
    refused = client.post(
        change_url(problem), {"state": "in-hand", "note": "", "reply": " ", "send": "on"}
    )
    assert refused.status_code == 200
    assert not Job.objects.exists()
    problem.refresh_from_db()
    assert (problem.state, problem.reply, problem.settled_at) == ("in-hand", "Draft.", None)


def test_opened_again_it_waits_again(desk):
    problem = make_problem(state="solved", settled_at=timezone.now())
    desk("editor").post(change_url(problem), {"state": "new", "note": "", "reply": ""})
    assert list(Problem.objects.waiting()) == [problem]
    assert Problem.objects.get().settled_at is None


def test_list_shows_what_waits_and_on_request_the_rest(desk, django_assert_max_num_queries):
    client = desk("editor")
    waiting = [make_problem() for _ in range(3)]
    done = make_problem(state="solved", settled_at=timezone.now())
    url = reverse("admin:problems_problem_changelist")
    with django_assert_max_num_queries(12):
        shown = client.get(url).context["cl"].result_list
    assert {row.pk for row in shown} == {row.pk for row in waiting}
    assert [row.pk for row in client.get(f"{url}?state=solved").context["cl"].result_list] == [
        done.pk
    ]


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_others_read_the_report_but_neither_the_address_nor_decide(desk, role):
    problem = make_problem()
    client = desk(role)
    page = client.get(change_url(problem))
    assert b"ten seconds" in page.content
    assert b"ann@example.org" not in page.content
    assert client.post(change_url(problem), {"state": "solved"}).status_code == 403


def test_hostile_words_do_not_run_in_the_desk(desk):
    problem = make_problem(message="<script>alert(1)</script>")
    for url in (change_url(problem), reverse("admin:problems_problem_changelist")):
        assert b"<script>alert" not in desk("editor").get(url).content


def test_address_and_report_are_forgotten_in_time():
    problem = make_problem(state="solved", settled_at=timezone.now())
    waiting = make_problem()
    for days, expected in [(29, "ann@example.org"), (31, ""), (366, None)]:
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            reporting.forget_old()
        left = Problem.objects.filter(pk=problem.pk).values_list("email", flat=True).first()
        assert left == expected
    assert Problem.objects.get() == waiting


@pytest.mark.parametrize("lookup", ["email__startswith", "reply__contains", "page__slug"])
def test_list_answers_no_guesses(client, lookup):
    make_problem()
    author = make_user(is_staff=True)
    author.groups.add(Group.objects.get(name="author"))
    client.force_login(author)
    listed = reverse("admin:problems_problem_changelist")
    assert client.get(listed, {"kind__exact": "fact"}).status_code == 200
    assert client.get(listed, {lookup: "a"}).status_code == 400
