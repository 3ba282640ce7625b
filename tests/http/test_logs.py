"""Addresses that are secrets stay out of the logs."""

import logging
from logging.config import DictConfigurator
from urllib.parse import quote

import pytest
from django.urls import reverse

from backcare.http.logs import without_secrets
from backcare.launch.request_log import one_line

TOKENS = ["1:2UfsOxPPGz8Uh6AoZjuas3H6CaF7aTvVVDsO", "all:0a1b:sig", quote("1:sig"), "%31:sig"]
NAMES = ["comments:receipt", "comments:confirm", "comments:unsubscribe"]


def record(message: str, **values) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "x"} | values)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("token", TOKENS)
def test_the_secret_of_an_address_is_left_out_of_the_line_of_a_request(name, token):
    path = reverse(name, args=["TOKEN"]).replace("TOKEN", token)
    line = one_line(f"192.0.2.1 200 5ms GET {path}")
    assert token not in line
    assert line.endswith("/***/")
    assert token not in without_secrets(path.rstrip("/"))


def test_other_addresses_are_kept():
    for path in ("/comments/12/", "/comments/feed/3/", "/articles/receipt/", "/comments/post/1/"):
        assert without_secrets(f"GET {path}") == f"GET {path}"


@pytest.mark.parametrize("name", NAMES)
def test_the_site_s_own_log_leaves_it_out_too(name, settings, caplog):
    config = settings.LOGGING["formatters"]["line"]
    formatter = DictConfigurator({}).configure_formatter(dict(config))
    path = reverse(name, args=["1:secret"])
    try:
        raise ValueError(path)
    except ValueError as error:
        failure = (type(error), error, error.__traceback__)
    line = formatter.format(record("Internal Server Error: %s", args=(path,), exc_info=failure))
    assert "Internal Server Error: /comments/" in line
    assert "secret" not in line
