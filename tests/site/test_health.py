"""What machines ask to learn whether the site is well."""

import pytest
from django.db import DatabaseError


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
        ("backcare.site.health.connection.cursor", DatabaseError("gone"), "database"),
        ("backcare.site.health.cache.set", ConnectionError("gone"), "cache"),
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
