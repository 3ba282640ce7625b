"""Statements that Django builds once, for the few that every comment needs.

Django builds a statement anew each time, which takes several times as long as the database takes
to answer. These do the same with the same SQL.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection, transaction
from django.db.models import Field, Model, QuerySet
from django.db.models.signals import post_save, pre_save
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=Model)
Converter = Callable[[Any, Any, Any], Any]


class Column(NamedTuple):
    """What a column of an answer becomes: a value of this attribute, by way of these."""

    attribute: str
    expression: Any
    converters: list[Converter]


class Prepared(Generic[M]):
    """A query for one row. ``build`` makes it of named values, for which ``examples`` stand in.

    No example may be like another, nor like a value that stands in the query in any case.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], **examples: Any) -> None:
        self._build, self._examples = build, examples
        self._built: tuple[type[M], str, list[tuple[str, Any]], list[Column]] | None = None

    def first(self, **values: Any) -> M | None:
        """The row that is found with these values, one for each example, of the same types."""
        self._built = self._built or self._prepare()
        model, sql, parameters, columns = self._built
        with connection.cursor() as cursor:
            cursor.execute(
                sql, [_stored(values[name]) if name else fixed for name, fixed in parameters]
            )
            row = cursor.fetchone()
        if row is None:
            return None
        found = []
        for value, (_attribute, expression, converters) in zip(row, columns, strict=True):
            for convert in converters:
                value = convert(value, expression, connection)
            found.append(value)
        return model.from_db(connection.alias, [column.attribute for column in columns], found)

    def _prepare(self) -> tuple[type[M], str, list[tuple[str, Any]], list[Column]]:
        rows = self._build(**self._examples)
        compiler = rows.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        names = {_stored(example): name for name, example in self._examples.items()}
        selected = [expression for expression, *_rest in compiler.select]
        converters = compiler.get_converters(selected)
        columns = [
            Column(each.target.attname, each, converters[place][0] if place in converters else [])
            for place, each in enumerate(selected)
        ]
        return rows.model, sql, [(names.get(value, ""), value) for value in parameters], columns


def _stored(value: Any) -> Any:
    """A value as the database is asked for it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def insert(row: Model) -> None:
    """Store a new row whose key the database gives, as its ``save()`` does, signals included.

    Raises what ``save()`` raises.
    """
    model = type(row)
    sql, fields = _insertion(model)
    told = {"sender": model, "instance": row, "raw": False, "update_fields": None}
    pre_save.send(**told, using=connection.alias)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with transaction.mark_for_rollback_on_error(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias
    post_save.send(**told, using=connection.alias, created=True)


@cache
def _insertion(model: type[Model]) -> tuple[str, list[Field]]:
    """The statement for a row of ``model``, and the fields whose values it takes.

    Raises TypeError for a model that needs more than one statement, or no plain values.
    """
    meta = model._meta
    fields = [field for field in meta.local_concrete_fields if not field.primary_key]
    if meta.parents or any(field.generated or field.has_db_default() for field in fields):
        raise TypeError(f"{model} is not stored by one plain statement.")
    query = InsertQuery(model)
    query.insert_values(fields, [model()], raw=True)
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [meta.pk]
    ((sql, parameters),) = compiler.as_sql()
    if len(parameters) != len(fields) or "RETURNING" not in sql:
        raise TypeError(f"{model} is not stored by one plain statement.")
    return sql, fields
