"""What a reader gets while the database is locked or away."""

import sqlite3

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from backcare.http.middleware import is_busy


def failing(error):
    def execute(run, sql, params, many, context):
        raise error

    return connection.execute_wrapper(execute)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error", [OperationalError("database is locked"), InterfaceError("connection already closed")]
)
def test_a_reader_is_asked_to_come_back(client, error):
    with failing(error):
        response = client.get("/articles/")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "Set-Cookie" not in response
    assert b"999" in response.content


@pytest.mark.django_db
def test_a_mistake_of_ours_is_no_busy_database(client):
    client.raise_request_exception = False
    with failing(ProgrammingError("no such column")):
        assert client.get("/articles/").status_code == 500


def test_a_missing_table_is_no_busy_database():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has an error of its own for it.")
    error = OperationalError("no such table: publishing_page")
    assert not is_busy(error)


def test_a_locked_file_is_one(tmp_path, django_db_blocker):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite locks the whole database.")
    file = tmp_path / "db.sqlite3"
    settings = connection.settings_dict | {"NAME": file, "OPTIONS": {"timeout": 0.01}}
    ours = DatabaseWrapper(settings, alias="other")
    theirs = sqlite3.connect(file)
    theirs.execute("BEGIN IMMEDIATE")
    with django_db_blocker.unblock(), pytest.raises(OperationalError) as raised:
        ours.cursor().execute("CREATE TABLE page (id)")
    assert is_busy(raised.value)
    theirs.close()
    ours.close()
