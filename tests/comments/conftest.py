import sqlite3

import pytest
from django.db import connections

from tests.smtp import MailServer


@pytest.fixture
def mail_server(settings):
    """A mail server that this process sends its mail to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def for_threads(transactional_db, tmp_path, monkeypatch):
    """The test database as one that threads share: SQLite's, in memory, belongs to one alone."""
    before = connections["default"]
    if before.vendor != "sqlite" or not before.is_in_memory_db():
        yield
        return
    before.ensure_connection()
    file = tmp_path / "db.sqlite3"
    copy = sqlite3.connect(file)
    before.connection.backup(copy)
    copy.close()
    config = {**connections.settings["default"], "NAME": str(file)}
    config["OPTIONS"] = {**config["OPTIONS"], "timeout": 30}
    monkeypatch.setitem(connections.settings, "default", config)
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = before
