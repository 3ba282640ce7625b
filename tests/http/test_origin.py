"""Where a form came from, and who is asking."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from backcare.environment import site_url
from backcare.http.client import client_address
from backcare.http.origin import Sender, is_own_origin, same_origin_only, sender_of

requests = RequestFactory()


def post(**headers):
    return requests.post("/contact/", headers=headers)


@pytest.fixture
def loopback(settings):
    settings.LOOPBACK = True
    settings.ORIGIN = "http://127.0.0.1:8000"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


@pytest.mark.parametrize(
    ("host", "origin", "is_own"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("localhost:8000", "http://localhost:8000", True),
        ("[::1]:8000", "http://[::1]:8000", True),
        ("localhost:8000", "http://localhost:9000", False),
        ("localhost:8000", "https://localhost:8000", False),
        ("localhost:8000", "http://evil.example", False),
        ("localhost:8000", "null", False),
    ],
)
def test_on_loopback_every_name_of_the_machine_is_its_own(host, origin, is_own, loopback):
    assert is_own_origin(post(Host=host, Origin=origin)) is is_own


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://example.org:443", "example.org"),
        ("http://example.org:80/", "example.org"),
        ("http://[::1]:80", "[::1]"),
        ("https://example.org:80", "example.org:80"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
    ],
)
def test_a_port_that_goes_without_saying_is_not_part_of_the_origin(address, host, monkeypatch):
    monkeypatch.setenv("BACKCARE_URL", address)
    assert site_url("BACKCARE_URL", default="").netloc == host


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ({}, Sender.UNKNOWN),
        ({"Origin": "https://example.org"}, Sender.OWN),
        ({"Sec-Fetch-Site": "same-origin"}, Sender.OWN),
        ({"Origin": "https://example.org", "Sec-Fetch-Site": "same-origin"}, Sender.OWN),
        ({"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"}, Sender.FOREIGN),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, Sender.FOREIGN),
        ({"Origin": "null"}, Sender.FOREIGN),
        ({"Origin": ""}, Sender.FOREIGN),
        ({"Sec-Fetch-Site": "same-site"}, Sender.FOREIGN),
        ({"Sec-Fetch-Site": "none"}, Sender.FOREIGN),
        ({"Sec-Fetch-Site": ""}, Sender.FOREIGN),
    ],
)
def test_a_sender_who_says_nothing_is_neither_own_nor_foreign(headers, sender, settings):
    settings.ORIGIN, settings.LOOPBACK = "https://example.org", False
    assert sender_of(post(**headers)) is sender


def test_elsewhere_the_host_that_was_asked_for_proves_nothing(settings):
    settings.ORIGIN, settings.LOOPBACK = "https://example.org", False
    settings.ALLOWED_HOSTS = ["*"]
    assert is_own_origin(post(Host="evil.example", Origin="https://example.org"))
    assert not is_own_origin(post(Host="evil.example", Origin="http://evil.example"))


@pytest.mark.django_db
def test_reading_needs_no_origin():
    view = same_origin_only(lambda request: HttpResponse("read"))
    for method in ("GET", "HEAD", "OPTIONS"):
        assert view(requests.generic(method, "/")).status_code == 200
    for method in ("POST", "PUT", "PATCH", "DELETE", "MADE-UP"):
        assert view(requests.generic(method, "/")).status_code == 403


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (2, "6.6.6.6, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
        (2, "203.0.113.1", "10.0.0.1"),
        (1, "not an address", "10.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "203.0.113.1, ", "10.0.0.1"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(proxies, forwarded, address, settings):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = requests.get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == address
