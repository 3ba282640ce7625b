"""What machines ask to learn whether the site is well."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from backcare.jobs.models import Job


def test_the_process_answers(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_site_that_has_all_it_needs_is_ready(client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "error", "missing"),
    [
        ("backcare.health.state.connection.cursor", DatabaseError("gone"), "database"),
        ("backcare.health.state.cache.set", ConnectionError("gone"), "cache"),
    ],
)
def test_a_site_that_lacks_something_says_what(place, error, missing, client, monkeypatch):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(place, fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.decode() == f"not ready: {missing}\n"
    assert client.get("/healthz").status_code == 200


def test_robots_are_kept_from_what_is_not_for_them(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert "Disallow: /search/\n" in text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/robots.txt", "/site.css"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "trace"])
def test_machines_only_read(method, path, client):
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.django_db
def test_a_full_disk_is_no_place_to_work(client, monkeypatch):
    monkeypatch.setattr("backcare.health.state.free_disk", lambda: 1024)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready: disk\n")


@pytest.mark.django_db
def test_work_that_nobody_does_is_said_and_takes_no_server_away(client):
    Job.objects.create(
        name="x", run_at=timezone.now() - timedelta(hours=1), give_up_at=timezone.now()
    )
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready, but look after: queue\n")


@pytest.mark.django_db
def test_there_are_no_metrics_without_a_token(client):
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", f"Basic {'t' * 20}"])
def test_metrics_are_for_whoever_has_the_token(authorization, client, settings):
    settings.METRICS_TOKEN = "t" * 20
    response = client.get("/metrics", headers={"Authorization": authorization})
    assert response.status_code == 401
    assert b"backcare_" not in response.content


@pytest.mark.parametrize(
    "cookie", ["x", "malformed!", "a" * 31, "a" * 63 + "-", "", "é", "a" * 5000]
)
def test_a_token_that_cannot_be_read_brings_no_cookie_to_a_public_page(cookie, client, settings):
    client.cookies[settings.CSRF_COOKIE_NAME] = cookie
    response = client.get("/robots.txt")
    assert response.status_code == 200
    assert "Set-Cookie" not in response
    assert not response.cookies


@pytest.mark.django_db
def test_a_form_of_the_desk_gets_a_token_in_its_place(client, settings):
    client.cookies[settings.CSRF_COOKIE_NAME] = "malformed!"
    response = client.get("/admin/login/")
    assert len(response.cookies[settings.CSRF_COOKIE_NAME].value) == 32


def test_there_is_an_icon_where_browsers_look_by_themselves(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"].startswith("/static/img/icon-")
    assert "public" in response["Cache-Control"]
