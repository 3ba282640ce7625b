"""Search with PostgreSQL's own full text search.

The index knows which words a document has, and not where: which documents have the words of a
phrase is asked of it, and whether they stand in a row of the columns themselves. That is what it
would do for phrases anyway, and theirs would reach across the end of a column and forget where the
commonest words stand.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from ..live import live_sql
from ..questions import Phrase, Question
from .match import COLUMNS, Match, Narrowing

# The newest are chosen first: reading more of a document is what costs.
FOUND = """
    SELECT document.page_id
    FROM search_document AS document JOIN ({live}) AS live ON live.pk = document.page_id
    WHERE {condition}
    ORDER BY document.page_id DESC LIMIT %s
"""
MATCHES = """
    SELECT {columns} FROM ({found}) AS found
    JOIN search_document AS document ON document.page_id = found.page_id
    ORDER BY found.page_id DESC
"""
COUNT = "SELECT %s, COUNT(*) FROM ({found}) AS found"
EVERYWHERE = ("title", "summary", "topics", "body")


class PostgresqlEngine:
    def matches(
        self,
        question: Question,
        narrowing: Narrowing,
        most: int,
        *,
        in_titles: bool = False,
    ) -> list[Match]:
        visible, visible_params = live_sql("pk")
        condition, params = _condition(question, narrowing, in_titles=in_titles)
        found = FOUND.format(live=visible, condition=condition)
        with connection.cursor() as cursor:
            cursor.execute(
                MATCHES.format(columns=COLUMNS, found=found), [*visible_params, *params, most]
            )
            return [Match(*row) for row in cursor.fetchall()]

    def counts(self, words: Sequence[str], most: int) -> dict[str, int]:
        visible, visible_params = live_sql("pk")
        count = COUNT.format(
            found=FOUND.format(live=visible, condition="document.words @@ %s::tsquery")
        )
        params: list[Any] = []
        for word in words:
            params += [word, *visible_params, _quoted(word), most]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([count] * len(words)), params)
            return dict(cursor.fetchall())


def _condition(
    question: Question, narrowing: Narrowing, *, in_titles: bool
) -> tuple[str, list[Any]]:
    """The question as a condition of SQL, with its parameters."""
    index = "title_words" if in_titles else "words"
    conditions = [f"document.{index} @@ %s::tsquery"]
    params: list[Any] = [_query(question, () if in_titles else narrowing)]
    if in_titles and (narrowing or question.excluded):
        conditions.append("document.words @@ %s::tsquery")
        params.append(_query(question, narrowing))
    columns = ("title",) if in_titles else EVERYWHERE
    for clause in question.clauses:
        if any(len(phrase) > 1 for way in clause.ways for phrase in way):
            ways = []
            for way in clause.ways:
                parts = []
                for phrase in way:
                    if len(phrase) == 1:
                        parts.append(f"document.{index} @@ %s::tsquery")
                        params.append(_quoted(phrase[0]))
                    else:
                        parts.append(_in_a_row(columns))
                        params += [_pattern(phrase)] * len(columns)
                ways.append("(" + " AND ".join(parts) + ")")
            conditions.append("(" + " OR ".join(ways) + ")")
    for phrase in question.excluded:
        if len(phrase) > 1:
            conditions.append(f"NOT {_in_a_row(EVERYWHERE)}")
            params += [_pattern(phrase)] * len(EVERYWHERE)
    return " AND ".join(conditions), params


def _in_a_row(columns: Iterable[str]) -> str:
    return "(" + " OR ".join(f"' ' || document.{name} || ' ' LIKE %s" for name in columns) + ")"


def _pattern(phrase: Phrase) -> str:
    return f"% {' '.join(phrase)} %"


def _query(question: Question, narrowing: Narrowing) -> str:
    """The words that a document must have, as a tsquery; a phrase is all of its words."""
    parts = [
        " | ".join(
            "(" + " & ".join(_quoted(word) for phrase in way for word in phrase) + ")"
            for way in clause.ways
        )
        for clause in question.clauses
    ]
    parts += [" | ".join(_quoted(token) for token in tokens) for tokens in narrowing]
    wanted = " & ".join(f"({part})" for part in parts)
    for phrase in question.excluded:
        if len(phrase) == 1:
            wanted += f" & !{_quoted(phrase[0])}"
    return wanted


def _quoted(word: str) -> str:
    """Words and tokens have no quotation mark and no backslash."""
    return f"'{word}'"
