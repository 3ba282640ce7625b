"""Rows by the hundred thousand: keys ahead of the rows, and the driver's own way in.

``bulk_create`` builds a statement from every value, which takes longer than all else here.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Max, Model

# Kibibytes of the database that SQLite keeps in memory while much is written.
SQLITE_CACHE = 128 * 1024


@contextmanager
def written_in_bulk() -> Iterator[None]:
    """Spare the disk: a crash of the machine may cost the last batches, which are made again.

    Changes nothing inside a transaction.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET synchronous_commit = off")
        else:
            cursor.execute("PRAGMA synchronous = NORMAL")
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE}")
            cursor.execute("PRAGMA wal_autocheckpoint = 20000")
    try:
        yield
    finally:
        connection.close()  # The next connection has the settings of the site.


def keys(model: type[Model], count: int) -> list[int]:
    """Keys that nobody else will use for rows of ``model``; inside a transaction."""
    if connection.vendor == "postgresql":
        table, column = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, count],
            )
            return [key for (key,) in cursor.fetchall()]
    # The transaction holds the only lock for writing.
    last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    return list(range(last + 1, last + 1 + count))


def insert(model: type[Any], rows: Iterable[Model]) -> None:
    """Store rows in the table of ``model``; of a child of a concrete model, the child's part.

    A row without a key gets one from the database. Nothing comes back.
    """
    rows = list(rows)
    if not rows:
        return
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if not (field.primary_key and rows[0].pk is None)
    ]
    values: Any = (
        [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
        for row in rows
    )
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608
            cursor.executemany(statement, values)
