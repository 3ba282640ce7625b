"""Two sites in one process: a small one, and the same one grown large."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection


@contextmanager
def made(name: str, pages: int) -> Iterator[str]:
    """A database of its own with the demonstration site and ``pages`` synthetic articles.

    Yields the name that ``use`` takes. Works on whatever DATABASE_URL names, which itself is
    not touched; the database goes at the end.
    """
    original = str(connection.settings_dict["NAME"])
    connection.settings_dict["TEST"]["NAME"] = f"{original}_{name}"
    database = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    cache.clear()
    call_command("demo", scale=pages, verbosity=0)
    connection.close()
    connection.settings_dict["NAME"] = original
    try:
        yield database
    finally:
        use(database)
        connection.creation.destroy_test_db(original, verbosity=0)


def use(database: str) -> None:
    """Serve from this database from now on."""
    connection.close()
    connection.settings_dict["NAME"] = database
    # Settings of the site are cached, and belong to it.
    cache.clear()
