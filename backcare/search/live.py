"""The pages that readers may see, as SQL: Django writes it once, and not for each question."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone

from backcare.publishing.models import Page

# Stands for the time of the question, until that is known.
_AT = datetime(2000, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


def live_sql(*columns: str) -> tuple[str, list[Any]]:
    """``Page.objects.live()`` as it stands now: a query for these columns, with its parameters.

    It ends in its conditions, so that more can be added.
    """
    sql, params = _written(connection.vendor, columns)
    at, now = _as_parameter(_AT), _as_parameter(timezone.now())
    return sql, [now if param == at else param for param in params]


@cache
def _written(vendor: str, columns: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    live = Page.objects.live(_AT).order_by().values_list(*columns)
    sql, params = live.query.sql_with_params()
    return sql, tuple(params)


def _as_parameter(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)
