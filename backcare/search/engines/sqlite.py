"""Search with SQLite's FTS5."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from ..live import live_sql
from ..questions import Phrase, Question
from .match import COLUMNS, Match, Narrowing

EVERYWHERE = "{title summary topics body}"
TITLES = "{title}"

# FTS5 hands out rows in the order of their keys as it finds them, so that LIMIT ends the work.
# CROSS JOIN keeps SQLite from turning the loops round and asking FTS5 about each live page.
FOUND = """
    SELECT {index}.rowid AS page_id
    FROM {index} CROSS JOIN ({live}) AS live ON live.pk = {index}.rowid
    WHERE {index} MATCH %s
    ORDER BY {index}.rowid DESC LIMIT %s
"""
MATCHES = """
    SELECT {columns} FROM ({found}) AS found
    CROSS JOIN search_document AS document ON document.page_id = found.page_id
    ORDER BY found.page_id DESC
"""
COUNT = "SELECT %s, COUNT(*) FROM ({found})"


class SqliteEngine:
    def matches(
        self,
        question: Question,
        narrowing: Narrowing,
        most: int,
        *,
        in_titles: bool = False,
    ) -> list[Match]:
        visible, params = live_sql("pk")
        # What is unwanted is so anywhere on a page. The index of the titles knows no more of it.
        index = "search_titles" if in_titles and not question.excluded else "search_index"
        found = FOUND.format(live=visible, index=index)
        wanted = expression(question, narrowing, TITLES if in_titles else EVERYWHERE)
        with connection.cursor() as cursor:
            cursor.execute(MATCHES.format(columns=COLUMNS, found=found), [*params, wanted, most])
            return [Match(*row) for row in cursor.fetchall()]

    def counts(self, words: Sequence[str], most: int) -> dict[str, int]:
        visible, visible_params = live_sql("pk")
        count = COUNT.format(found=FOUND.format(live=visible, index="search_index"))
        params: list[Any] = []
        for word in words:
            params += [word, *visible_params, f'{EVERYWHERE} : ("{word}")', most]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([count] * len(words)), params)
            return dict(cursor.fetchall())


def expression(question: Question, narrowing: Narrowing, columns: str) -> str:
    """The question in FTS5's language. Words hold letters and digits alone, so quotes hold them."""
    clauses = " AND ".join(
        "(" + " OR ".join(f"({_all_of(way)})" for way in clause.ways) + ")"
        for clause in question.clauses
    )
    wanted = f"({columns} : ({clauses}))"
    for tokens in narrowing:
        wanted += " AND ({facets} : (" + " OR ".join(f'"{token}"' for token in tokens) + "))"
    if question.excluded:
        unwanted = " OR ".join(map(_quoted, question.excluded))
        return f"({wanted}) NOT ({EVERYWHERE} : ({unwanted}))"
    return wanted


def _all_of(phrases: Iterable[Phrase]) -> str:
    return " AND ".join(map(_quoted, phrases))


def _quoted(phrase: Phrase) -> str:
    return '"' + " ".join(phrase) + '"'
