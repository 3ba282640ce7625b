"""Asking a server elsewhere. It stands on this machine; the way there is handed in."""

import gzip
import ssl
import time

import pytest

from backcare.linkcheck.allowed import NotAllowed
from backcare.linkcheck.asking import Unreachable, ask, user_agent

from .conftest import PUBLIC

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def asked(server, url, **kwargs):
    return ask(url, resolver=server.resolve, connector=server.connect, **kwargs)


def redirect(to, status=301):
    return f"HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def test_a_page_that_is_there(server):
    server.answers["HEAD /page?a=b%20c"] = OK

    answer = asked(server, "http://public.example/page?a=b c#part")

    assert (answer.status, answer.for_good) == (200, False)
    assert server.connected == [(PUBLIC, 80)]
    (request,) = server.asked
    assert f"User-Agent: {user_agent()}" in request
    assert "+http://testserver/" in user_agent()
    assert "Host: public.example\r\n" in request
    for word in ("Cookie", "Referer", "Authorization"):
        assert word not in request


def test_what_refuses_head_is_asked_by_get_for_few_bytes(server):
    server.answers["HEAD /"] = b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n"
    server.answers["GET /"] = OK

    assert asked(server, "http://public.example/").status == 200
    assert "Range: bytes=0-1023" in server.asked[-1]
    assert "Accept-Encoding: identity" in server.asked[-1]


def test_a_page_that_is_not_there(server):
    assert asked(server, "http://public.example/none").status == 404
    assert [line.split()[0] for line in server.asked] == ["HEAD", "GET"]


def test_redirects_are_followed_and_each_is_looked_up(server):
    server.names["other.example"] = [["1.1.1.1"]]
    server.answers["HEAD /a"] = redirect("/b")
    server.answers["HEAD /b"] = redirect("http://other.example/c", 308)
    server.answers["HEAD /c"] = OK

    answer = asked(server, "http://public.example/a")

    assert (answer.status, answer.url, answer.for_good) == (200, "http://other.example/c", True)
    assert server.connected == [(PUBLIC, 80), (PUBLIC, 80), ("1.1.1.1", 80)]


def test_a_passing_redirect_is_not_for_good(server):
    server.answers["HEAD /a"] = redirect("/b")
    server.answers["HEAD /b"] = redirect("/c", 302)
    server.answers["HEAD /c"] = OK

    assert not asked(server, "http://public.example/a").for_good


def test_round_and_round_ends(server):
    server.answers["HEAD /a"] = redirect("/a")

    with pytest.raises(Unreachable, match="redirects"):
        asked(server, "http://public.example/a")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/",
        "http://2130706433/",
        "http://public.example:6379/",
        "http://user@public.example/",
        "file:///etc/passwd",
        "gopher://public.example/_x",
        "//localhost/",
    ],
)
def test_no_redirect_leads_to_what_is_not_public(server, to):
    server.names["localhost"] = [["127.0.0.1"]]
    server.answers["HEAD /a"] = redirect(to)

    with pytest.raises(NotAllowed):
        asked(server, "http://public.example/a")
    assert server.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize("to", ["http://[", "http://public.example:x/"])
def test_a_redirect_that_makes_no_sense_is_a_failure(server, to):
    server.answers["HEAD /a"] = redirect(to)

    with pytest.raises((Unreachable, NotAllowed)):
        asked(server, "http://public.example/a")


def test_a_name_that_changes_its_mind_is_connected_to_where_it_was_checked(server):
    server.names["rebinding.example"] = [[PUBLIC], ["127.0.0.1"]]
    server.answers["HEAD /"] = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
    server.answers["GET /"] = OK

    assert asked(server, "http://rebinding.example/").status == 200
    assert {address for address, _port in server.connected} == {PUBLIC}

    with pytest.raises(NotAllowed):
        asked(server, "http://rebinding.example/")
    assert len(server.connected) == 2


def test_no_proxy_of_the_environment_is_used(server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    server.answers["HEAD /"] = OK

    assert asked(server, "http://public.example/").status == 200
    assert server.connected == [(PUBLIC, 80)]


def test_an_endless_body_is_not_read(server):
    sent = []

    def endless(sock):
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        bomb = gzip.compress(bytes(1_000_000))
        while True:
            sock.sendall(bomb * 50)
            sent.append(len(bomb) * 50)

    server.answers["HEAD /"] = b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n"
    server.answers["GET /"] = endless

    assert asked(server, "http://public.example/").status == 200
    assert sum(sent) < 20_000_000


@pytest.mark.parametrize(
    "drip", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"H", b""], ids=["headers", "status", "silence"]
)
def test_a_server_that_takes_for_ever_is_left(server, drip):
    def slow(sock):
        sock.sendall(drip)
        for _ in range(200):
            time.sleep(0.05)
            sock.sendall(b"x" if drip else b"")

    server.answers["HEAD /"] = slow

    with pytest.raises(Unreachable) as left:
        asked(server, "http://public.example/", patience=0.4)
    assert left.value.reason == "too-slow"


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\x00\x01\x02\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200,
    ],
    ids=["nothing", "binary", "ssh", "many headers"],
)
def test_what_is_no_answer_is_a_failure(server, nonsense):
    server.answers["HEAD /"] = nonsense

    with pytest.raises(Unreachable) as failure:
        asked(server, "http://public.example/")
    assert failure.value.reason == "no-answer"


def test_a_server_that_is_away(server):
    server.close()

    def refused(address, port, timeout):
        raise ConnectionRefusedError

    with pytest.raises(Unreachable, match="no-answer"):
        ask("http://public.example/", resolver=server.resolve, connector=refused)


def test_the_name_is_what_the_certificate_must_be_for(secure_server, certificate):
    trusting = ssl.create_default_context(cafile=certificate / "cert.pem")
    secure_server.answers["HEAD /"] = OK
    secure_server.names["other.example"] = [[PUBLIC]]

    answer = asked(secure_server, "https://public.example/", tls=trusting)
    assert answer.status == 200
    assert secure_server.connected == [(PUBLIC, 443)]

    for url, context in (
        ("https://other.example/", trusting),
        ("https://public.example/", None),
    ):
        with pytest.raises(Unreachable, match="certificate"):
            asked(secure_server, url, tls=context)


def test_a_handshake_that_never_ends_is_left(server):
    with pytest.raises(Unreachable, match="too-slow"):
        asked(server, "https://public.example/", patience=0.4)
