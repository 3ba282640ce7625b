"""Failed work in the desk: what stands there, and who may do what with it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from backcare.jobs.models import Job
from backcare.jobs.queue import enqueue, run_due
from backcare.jobs.registry import Failure, GiveUp, Registered
from backcare.jobs.state import sign_of_life
from tests.factories import make_user
from tests.markup import parsed

pytestmark = pytest.mark.django_db
LIST = reverse("admin:jobs_job_changelist")


@pytest.fixture
def failed(registry):
    """A job that was given up; it carries an address."""

    def fail(to):
        raise GiveUp("The mail server refused the recipient: 550.")

    registry.add(Registered("test.fail", fail))
    job = enqueue("test.fail", to="ann@example.org")
    run_due()
    return job


@pytest.fixture
def signed_in(client):
    def sign_in(role):
        user = make_user(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return sign_in


def act(client, job, action):
    """Choose an action of the list for a job, and confirm it where that is asked."""
    data = {"action": action, "_selected_action": [job.pk], "post": "yes"}
    return client.post(LIST, data, follow=True)


@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_what_was_given_up_is_listed_with_its_reason_and_without_its_contents(
    role, signed_in, failed
):
    waiting = enqueue("test.fail", run_at=timezone.now() + timedelta(days=1), to="bob@example.org")
    client = signed_in(role)
    change = reverse("admin:jobs_job_change", args=[failed.pk])

    for url in (LIST, change):
        page = client.get(url).content.decode()
        assert "test.fail" in page
        assert "refused the recipient: 550" in page
        assert "@example.org" not in page
    hidden = reverse("admin:jobs_job_change", args=[waiting.pk])
    assert client.get(hidden).status_code == 302
    assert client.get(LIST).context["cl"].result_count == 1


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_others_don_t_see_it(role, signed_in, failed):
    assert signed_in(role).get(LIST).status_code == 403


def test_an_editor_has_it_tried_again(signed_in, failed, registry):
    response = act(signed_in("editor"), failed, "retry")

    failed.refresh_from_db()
    assert "1 job is tried again now." in parsed(response).words
    assert (failed.given_up_at, failed.attempts) == (None, 0)
    assert run_due() == 1


def test_an_editor_deletes_it(signed_in, failed):
    act(signed_in("editor"), failed, "delete_selected")

    assert not Job.objects.exists()


@pytest.mark.parametrize("action", ["retry", "delete_selected"])
def test_a_moderator_only_looks(action, signed_in, failed):
    act(signed_in("moderator"), failed, action)

    failed.refresh_from_db()
    assert failed.given_up_at is not None


def test_the_list_says_that_the_worker_is_away(signed_in):
    client = signed_in("editor")
    assert "has never run here" in parsed(client.get(LIST)).words

    sign_of_life(timezone.now() - timedelta(hours=3))
    assert "has not run for 3" in parsed(client.get(LIST)).words

    sign_of_life(timezone.now())
    assert "worker" not in parsed(client.get(LIST)).words


def test_what_was_given_up_long_ago_is_deleted(registry):
    from backcare.jobs.jobs import forget_given_up

    def fail():
        raise Failure("Not today.")

    now = timezone.now()
    for days in (29, 31):
        job = enqueue("old")
        Job.objects.filter(pk=job.pk).update(given_up_at=now - timedelta(days=days))
    waiting = enqueue("waiting", run_at=now - timedelta(days=40))
    forget_given_up()

    kept = Job.objects.exclude(pk=waiting.pk).get()
    assert kept.given_up_at == now - timedelta(days=29)
    assert Job.objects.filter(pk=waiting.pk).exists()
