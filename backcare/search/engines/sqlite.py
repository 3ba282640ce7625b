"""Search with SQLite's FTS5."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from ..questions import Question

# bm25 with the weights of title, summary, topics, body and kind; the lower, the better.
RANK = "bm25(search_index, 20.0, 5.0, 3.0, 1.0, 0.0)"
FIRST = "-1000000.0"

# FTS5 hands out rows in the order of their keys as it finds them, so that LIMIT ends the work.
# CROSS JOIN keeps SQLite from turning the loops round and asking FTS5 about each live page.
MATCHING = """
    SELECT * FROM (
        SELECT search_index.rowid AS page_id, {score} AS score
        FROM search_index CROSS JOIN ({live}) AS live ON live.pk = search_index.rowid
        WHERE search_index MATCH %s
        ORDER BY search_index.rowid DESC LIMIT %s
    )
"""
BEST = """
    SELECT page_id FROM ({matching})
    GROUP BY page_id ORDER BY MIN(score), page_id DESC LIMIT %s
"""
COUNT = """
    SELECT %s, COUNT(*) FROM (
        SELECT 1 FROM search_index CROSS JOIN ({live}) AS live ON live.pk = search_index.rowid
        WHERE search_index MATCH %s LIMIT %s
    )
"""


def expression(question: Question, *, column: str = "", kinds: Sequence[str] = ()) -> str:
    """The question in FTS5's language. Words hold letters and digits alone, so quotes hold them."""
    phrases = " AND ".join(f'"{" ".join(phrase)}"' for phrase in question.phrases)
    wanted = f"{{{column}}} : ({phrases})" if column else f"({phrases})"
    if kinds:
        names = " OR ".join(f'"{kind}"' for kind in kinds)
        wanted += f" AND {{kind}} : ({names})"
    return wanted


class SqliteEngine:
    def counts(
        self, question: Question, live: QuerySet, kinds: Sequence[str], most: int
    ) -> dict[str, int]:
        visible, visible_params = live.values("pk").query.sql_with_params()
        params: list[Any] = []
        for kind in kinds:
            params += [kind, *visible_params, expression(question, kinds=[kind]), most]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([COUNT.format(live=visible)] * len(kinds)), params)
            return dict(cursor.fetchall())

    def best(
        self,
        question: Question,
        live: QuerySet,
        kinds: Sequence[str],
        most: int,
        *,
        is_common: bool,
    ) -> list[int]:
        visible, visible_params = live.values("pk").query.sql_with_params()
        parts, params = [], []
        for column, score in [("", RANK), ("title", FIRST)] if is_common else [("", RANK)]:
            parts.append(MATCHING.format(score=score, live=visible))
            params += [*visible_params, expression(question, column=column, kinds=kinds), most]
        with connection.cursor() as cursor:
            cursor.execute(BEST.format(matching=" UNION ALL ".join(parts)), [*params, most])
            return [page_id for (page_id,) in cursor.fetchall()]
