"""Errors are reported without anything about a person, to a server that keeps what it gets."""

import gzip
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
import sentry_sdk
from django.db import IntegrityError

from backcare.health import reporting

# Whatever a reader may have typed.
PRIVATE = "zqprivate"


class Recorder(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        match self.headers.get("Content-Encoding"):
            case "gzip":
                body = gzip.decompress(body)
            case "br":
                body = brotli.decompress(body)
        self.server.envelopes.append(body.decode())
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    """The one that everything of this module is reported to: the library begins but once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.envelopes = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    reporting.start(f"http://key@127.0.0.1:{server.server_port}/1")
    yield server
    sentry_sdk.get_client().close(timeout=2)
    server.shutdown()
    server.server_close()


@pytest.fixture
def envelopes(server):
    server.envelopes.clear()
    return server.envelopes


def events(envelopes):
    """The events among what was sent. Source: Sentry's envelopes, a header and items by line."""
    sentry_sdk.flush(timeout=30)
    lines = [json.loads(line) for text in envelopes for line in text.splitlines() if line]
    return [line for line in lines if "event_id" in line and "level" in line]


def test_an_error_is_reported_with_where_it_happened(envelopes):
    try:
        raise ValueError("a plain reason")
    except ValueError:
        logging.getLogger("backcare.x").exception("It failed: %s", PRIVATE)
    [event] = events(envelopes)
    assert event["logentry"] == {"message": "It failed: %s"}
    [error] = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "a plain reason")
    assert error["stacktrace"]["frames"][-1]["function"].startswith("test_an_error_is_reported")


def test_nothing_of_a_request_is_reported(envelopes, client, monkeypatch):
    def fail(*args):
        secret = PRIVATE  # noqa: F841 - a variable whose value must not be told
        raise IntegrityError(
            f'duplicate key "{PRIVATE}" of {PRIVATE}@example.org at /search/?q={PRIVATE}\n'
            f"DETAIL:  Key (email)=({PRIVATE}) already exists."
        )

    monkeypatch.setattr("backcare.site.forms.ContactForm.is_valid", fail)
    client.raise_request_exception = False
    response = client.post(
        f"/contact/?q={PRIVATE}",
        {"name": PRIVATE, "email": f"{PRIVATE}@example.org", "message": PRIVATE},
        headers={
            "Cookie": PRIVATE,
            "Origin": "http://testserver",
            "Sec-Fetch-Site": "same-origin",
            "User-Agent": PRIVATE,
            "X-Forwarded-For": "203.0.113.77",
        },
    )
    assert response.status_code == 500
    reported = events(envelopes)
    assert "IntegrityError" in str(reported)
    assert PRIVATE not in str(envelopes)
    assert "203.0.113.77" not in str(envelopes)
    assert {name for event in reported for name in event} <= reporting.SENT | {"release"}


@pytest.mark.parametrize(
    "text",
    [
        f"{PRIVATE}@example.org",
        f"to <{PRIVATE}@example.org>",
        f"/search/?q={PRIVATE}",
        f"/comments/receipt/{PRIVATE}/",
        f"x\nDETAIL:  Failing row contains (1, {PRIVATE}).",
    ],
)
def test_messages_are_scrubbed(text):
    assert PRIVATE not in reporting.without_people(text)
