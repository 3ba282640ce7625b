"""Search with PostgreSQL's own full text search."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from ..questions import Question

# Weights of body, topics, summary and title, in that order; 1 divides by the logarithm of the
# text's length. Asked for any of the words, ts_rank adds up what each is worth; asked for all of
# them, it goes by how near they stand to one another, which makes less of titles.
# The documents to rank are chosen first: reading their words is what costs.
MATCHING = """
    SELECT page_id, ts_rank('{{0.1, 0.3, 0.5, 1.0}}', words, to_tsquery('simple', %s), 1) AS score
    FROM (
        SELECT document.page_id, document.words
        FROM search_document AS document JOIN ({live}) AS live ON live.pk = document.page_id
        WHERE document.{column} @@ (to_tsquery('simple', %s) {of_kinds})
        ORDER BY document.page_id DESC LIMIT %s
    ) AS chosen
"""
BEST = """
    SELECT page_id FROM ({matching}) AS found ORDER BY score DESC, page_id DESC LIMIT %s
"""
COUNT = """
    SELECT %s, COUNT(*) FROM (
        SELECT 1
        FROM search_document AS document JOIN ({live}) AS live ON live.pk = document.page_id
        WHERE document.words @@ (to_tsquery('simple', %s) && %s::tsquery)
        LIMIT %s
    ) AS chosen
"""


def expression(question: Question, *, joined_by: str = " & ") -> str:
    """The question for to_tsquery. Words hold letters and digits alone, so quotes hold them."""
    phrases = (" <-> ".join(f"'{word}'" for word in phrase) for phrase in question.phrases)
    return joined_by.join(f"({phrase})" for phrase in phrases)


def of_any(kinds: Sequence[str]) -> str:
    """The words that stand for kinds in the index, as a tsquery."""
    return " | ".join(f"'kind:{kind}'" for kind in kinds)


class PostgresqlEngine:
    def counts(
        self, question: Question, live: QuerySet, kinds: Sequence[str], most: int
    ) -> dict[str, int]:
        visible, visible_params = live.values("pk").query.sql_with_params()
        wanted = expression(question)
        params: list[Any] = []
        for kind in kinds:
            params += [kind, *visible_params, wanted, of_any([kind]), most]
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
        of_kinds = "&& %s::tsquery" if kinds else ""
        chosen = [of_any(kinds)] if kinds else []
        wanted, any_of_it = expression(question), expression(question, joined_by=" | ")
        parts, params = [], []
        for column in ("words", "title_words") if is_common else ("words",):
            parts.append(MATCHING.format(live=visible, column=column, of_kinds=of_kinds))
            params += [any_of_it, *visible_params, wanted, *chosen, most]
        with connection.cursor() as cursor:
            # UNION drops what is in both.
            cursor.execute(BEST.format(matching=" UNION ".join(parts)), [*params, most])
            return [page_id for (page_id,) in cursor.fetchall()]
