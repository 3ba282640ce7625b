"""Errors are reported to Sentry, where SENTRY_DSN says so, without anything about a person.

What is sent is a list of what may be sent, not all except what may not: the line of the log, the
kind of error and where in the code it happened. No request goes along, so no address, no header,
no form; no values of variables; no query of the database.
"""

import re
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

from backcare.http.logs import without_secrets

SENT = {
    "environment",
    "event_id",
    "exception",
    "level",
    "logentry",
    "logger",
    "platform",
    "release",
    "sdk",
    "timestamp",
}
OF_A_FRAME = {"abs_path", "context_line", "filename", "function", "in_app", "lineno", "module"}
ADDRESS = re.compile(r"[^\s<>\"'(]+@[^\s<>\"')]+")
QUERY = re.compile(r"\?[^\s\"']+")
# PostgreSQL quotes the row that was refused.
DETAIL = re.compile(r"\bDETAIL:.*", re.DOTALL)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”")


def start(dsn: str) -> None:
    """Report what is logged as an error from now on, in this process and those that it forks.

    What the library calls personal data is off unless asked for.
    """
    sentry_sdk.init(
        dsn,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        before_send=scrubbed,
        default_integrations=False,
        include_local_variables=False,
        integrations=[LoggingIntegration(level=None)],
        max_breadcrumbs=0,
        max_request_body_size="never",
        send_client_reports=False,
        server_name="",
    )


def scrubbed(event: Event, hint: Hint | None = None) -> Event:
    """The part of an event that says nothing about anybody."""
    kept: Any = {name: value for name, value in event.items() if name in SENT}
    if entry := kept.get("logentry"):
        # Not the message with its values: those may be anything.
        kept["logentry"] = {"message": without_people(str(entry.get("message", "")))}
    for error in kept.get("exception", {}).get("values", ()):
        error["value"] = without_people(QUOTED.sub("“…”", str(error.get("value") or "")))
        for frame in (error.get("stacktrace") or {}).get("frames", ()):
            for name in set(frame) - OF_A_FRAME:
                del frame[name]
    result: Event = kept
    return result


def without_people(text: str) -> str:
    """``text`` without e-mail addresses, query strings, secret addresses and rows."""
    text = DETAIL.sub("", without_secrets(text))
    return QUERY.sub("?…", ADDRESS.sub("…@…", text)).strip()
