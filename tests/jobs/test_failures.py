"""What may be said of an error."""

from smtplib import (
    SMTPAuthenticationError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from django.db import IntegrityError, OperationalError
from hypothesis import given
from hypothesis import strategies as st

from backcare.jobs.failures import MOST, describe, is_unexpected
from backcare.jobs.registry import Failure, GiveUp


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (Failure("The feed\n is away."), "The feed is away."),
        (GiveUp("Never."), "Never."),
        (Failure("A\0B \ud800\x1b[2J"), "A?B ??[2J"),
        (
            ConnectionRefusedError(111, "Connection refused"),
            "ConnectionRefusedError: Connection refused",
        ),
        (FileNotFoundError(2, "No such file", "/home/ann"), "FileNotFoundError: No such file"),
        (SMTPServerDisconnected("said ann@example.org"), "SMTPServerDisconnected"),
        (
            SMTPAuthenticationError(535, b"bad password"),
            "SMTPAuthenticationError: 535 bad password",
        ),
        (
            SMTPSenderRefused(553, b"<ann@example.org> not allowed", "ann@example.org"),
            "SMTPSenderRefused: 553 <…> not allowed",
        ),
        (
            SMTPRecipientsRefused({"ann@example.org": (450, b"Ann is away, ask bob@example.org")}),
            "SMTPRecipientsRefused: 450 … is away, ask …",
        ),
        (OperationalError("database is locked"), "OperationalError: database is locked"),
        (
            IntegrityError("Key (email)=(ann@example.org) already exists."),
            "IntegrityError at an unknown place",
        ),
        (TimeoutError("timed out"), "TimeoutError: no answer in time"),
        (KeyError("ann@example.org"), "KeyError at an unknown place"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_is_described_without_anybody_s_data(error, line):
    assert describe(error) == line


@given(st.text(max_size=2000))
def test_a_description_is_one_short_line(text):
    said = describe(Failure(text))

    assert len(said) <= MOST
    assert len(said.splitlines()) <= 1


def test_trouble_with_others_is_expected_and_mistakes_are_not():
    assert not is_unexpected(TimeoutError())
    assert not is_unexpected(OperationalError())
    assert is_unexpected(TypeError())
