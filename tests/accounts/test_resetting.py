"""Forgotten passwords: what is said, what is mailed, and what a link is good for (A2)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backcare.accounts import resetting
from backcare.http.logs import without_secrets
from backcare.jobs.models import Job
from backcare.jobs.queue import run_due

from .conftest import NEW_PASSWORD, is_in, set_up, sign_in

pytestmark = pytest.mark.django_db

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def delivered(settings):
    """Mail is delivered; what is queued stays there."""
    settings.EMAIL_BACKEND = SMTP


def ask(email, client=None):
    return (client or Client()).post(reverse("admin:password_reset"), {"email": email})


def set_password(client, link, password=NEW_PASSWORD):
    page = client.get(link, follow=True)
    if page.status_code != 200:
        return page
    data = {"new_password1": password, "new_password2": password}
    return client.post(page.request["PATH_INFO"], data)


def test_what_is_asked_with_is_answered_alike(client, member):
    """The request does the same for every address; the worker looks whether there is an account."""
    member(email="edith@example.org")
    for email in ("edith@example.org", "tomas@example.org"):
        response = ask(email)
        assert response.status_code == 302
        assert response["Location"] == reverse("admin:password_reset_sent")
    assert [job.name for job in Job.objects.all()] == [resetting.MAIL_LINK] * 2
    assert client.get(reverse("admin:password_reset_sent")).status_code == 200


def test_the_queries_are_the_same_for_every_address(member):
    member(email="edith@example.org")
    counts = []
    for number, email in enumerate(["edith@example.org", "tomas@example.org"]):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        with CaptureQueriesContext(connection) as queries:
            ask(email, client)
        counts.append([query["sql"].split()[0] for query in queries])
    assert counts[0] == counts[1]


def test_a_link_is_mailed_to_the_stored_address(member):
    user = member(username="edith", email="Edith@example.org")
    member(email="edith@example.org", is_active=False)
    assert resetting.mail_links("edith@EXAMPLE.org") == 1
    mail = Job.objects.get().payload
    assert mail["to"] == "Edith@example.org"
    link = re.search(r"http\S+", mail["body"])[0]
    assert set_password(Client(), link)["Location"] == reverse("admin:login")
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_an_address_that_only_looks_the_same_gets_nothing(member):
    member(email="mike@example.org")
    assert resetting.mail_links("mıke@example.org") == 0
    assert resetting.mail_links("") == 0


def test_the_worker_mails_it(member, monkeypatch):
    member(email="edith@example.org")
    ask("edith@example.org")
    sent = []
    monkeypatch.setattr("backcare.jobs.jobs.send", lambda message: sent.append(message.to))
    while run_due():
        pass
    assert sent == [["edith@example.org"]]
    assert not Job.objects.exists()


def test_where_no_mail_is_delivered_it_says_so_and_what_to_do(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    page = Client().get(reverse("admin:password_reset")).content.decode()
    assert "sends no mail" in page
    assert "manage.py editor --reset NAME" in page
    assert "<form" not in page.split('id="content-main"')[1]
    assert ask("edith@example.org").status_code == 200
    assert not Job.objects.exists()


@pytest.mark.parametrize("email", ["", "no address", "a@b", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_given_back(email):
    page = ask(email)
    assert page.status_code == 200
    assert page.context["form"].errors or not email
    assert not Job.objects.exists()


def test_asking_is_throttled_per_address_and_network():
    answers = [
        ask("edith@example.org", Client(REMOTE_ADDR=f"198.51.100.{n}")).status_code
        for n in range(8)
    ]
    assert answers == [302] * 4 + [429] * 4
    client = Client(REMOTE_ADDR="192.0.2.1")
    answers = [ask(f"name-{n}@example.org", client).status_code for n in range(24)]
    assert answers == [302] * 21 + [429] * 3
    refused = ask("more@example.org", client)
    assert int(refused["Retry-After"]) >= 1
    assert b'value="more@example.org"' in refused.content


# What a link is good for -------------------------------------------------------------------------


def test_a_link_works_once(member):
    link = resetting.reset_url(member())
    set_password(Client(), link)
    again = set_password(Client(), link, "another good password")
    assert again.status_code == 410


def test_two_at_one_instant_with_one_link_set_one_password(for_threads, member):
    user = member(None)
    link = resetting.reset_url(user)
    clients = [Client() for _ in range(4)]
    paths = [client.get(link, follow=True).request["PATH_INFO"] for client in clients]

    def one(number):
        password = f"{NEW_PASSWORD} {number}"
        data = {"new_password1": password, "new_password2": password}
        try:
            return clients[number].post(paths[number], data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [302, 410, 410, 410]


def test_a_link_ends_after_a_day(member):
    link = resetting.reset_url(member())
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert set_password(Client(), link).status_code == 410


@pytest.mark.parametrize(
    "void",
    [
        lambda user: sign_in(Client(), user.username),
        lambda user: type(user).objects.filter(pk=user.pk).update(email="other@example.org"),
        lambda user: type(user).objects.filter(pk=user.pk).update(sessions_epoch=9),
        lambda user: type(user).objects.filter(pk=user.pk).update(is_active=False),
    ],
    ids=["signed in", "new address", "sessions ended", "inactive"],
)
def test_a_link_is_void_when_the_account_has_changed(member, void):
    user = member()
    link = resetting.reset_url(user)
    void(user)
    assert set_password(Client(), link).status_code == 410


@pytest.mark.parametrize(
    "path", ["MQ/x/", "MQ/new/", "!!/x-y/", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5/a-b/", "x/c5e-0/"]
)
def test_a_broken_link_says_so(client, path):
    response = client.get(f"{reverse('admin:password_reset')}{path}")
    assert response.status_code == 410
    assert b"cannot be used" in response.content


def test_a_weak_password_is_refused(member):
    user = member(username="edith")
    client = Client()
    page = set_password(client, resetting.reset_url(user), "short")
    assert page.status_code == 200
    assert page.context["form"].errors


def test_the_second_factor_is_asked_for_all_the_same(client, member):
    user = member(username="edith")
    set_up(user)
    set_password(client, resetting.reset_url(user))
    assert not is_in(client)
    sign_in(client, "edith", NEW_PASSWORD)
    assert not is_in(client)


def test_other_sessions_end_and_the_browser_is_known(client, member):
    """Whoever strangers' guessing keeps out gets in by a link."""
    user = member(username="edith")
    sign_in(client, "edith")
    for n in range(20):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{n}"), "edith", "wrong")
    user.refresh_from_db()
    other = Client(REMOTE_ADDR="192.0.2.1")
    set_password(other, resetting.reset_url(user))
    assert not is_in(client)
    assert sign_in(other, "edith", NEW_PASSWORD).status_code == 302


def test_the_token_is_in_no_page_and_no_log(client, member):
    link = resetting.reset_url(member())
    token = link.split("/")[-2]
    page = client.get(link, follow=True)
    assert token not in page.request["PATH_INFO"]
    assert token not in page.content.decode()
    assert token not in without_secrets(f'"GET {link} HTTP/1.1" 302')


# By hand -----------------------------------------------------------------------------------------


def test_a_superuser_makes_a_link_by_hand(client, owner, member):
    user = member()
    client.force_login(owner)
    url = reverse("admin:people_user_reset_link", args=[user.pk])
    assert client.get(url).status_code == 405
    page = client.post(url)
    assert set_password(Client(), page.context["link"]).status_code == 302
    assert LogEntry.objects.get(user=owner).object_id == str(user.pk)


def test_nobody_else_makes_one(client, member):
    client.force_login(member("editor"))
    url = reverse("admin:people_user_reset_link", args=[member().pk])
    assert client.post(url).status_code == 403


def test_the_command_makes_one(member, capsys):
    member(username="edith")
    call_command("editor", reset="edith")
    link = capsys.readouterr().out.splitlines()[-1]
    assert set_password(Client(), link).status_code == 302
    with pytest.raises(CommandError, match="no account named tomas"):
        call_command("editor", reset="tomas")
