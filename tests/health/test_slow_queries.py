"""Slow queries are named without what was asked for."""

import logging

import pytest
from django.db import connection

from backcare.people.models import User


@pytest.fixture
def every_query_slow(settings):
    settings.SLOW_QUERY_MS = 0


@pytest.mark.django_db
@pytest.mark.usefixtures("every_query_slow")
def test_a_slow_query_is_logged_without_its_values(caplog):
    with caplog.at_level(logging.WARNING, "backcare.slow"):
        User.objects.filter(email="somebody@example.org").exists()
    assert "people_user" in caplog.text
    assert "somebody" not in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("every_query_slow")
def test_a_query_that_fails_is_logged_too(caplog):
    with (
        caplog.at_level(logging.WARNING, "backcare.slow"),
        pytest.raises(Exception, match="nowhere"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1 FROM nowhere")
    assert "nowhere" in caplog.text


@pytest.mark.django_db
def test_quick_queries_are_not_logged(caplog, settings):
    settings.SLOW_QUERY_MS = 600_000
    User.objects.exists()
    assert "people_user" not in caplog.text
