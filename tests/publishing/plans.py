"""What a database would do to answer a query, and how much it does.

A plan is bad when it reads a whole table that grows with the site, in its order or in that of an
index, without stopping after so many rows; or when it sorts what it has read so.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import connection

# What a large site has hundreds of thousands of, or thousands; the rest is as large as its desk.
GROWING = {
    "articles_article",
    "articles_learnmore",
    "comments_comment",
    "people_contributor",
    "publishing_authorship",
    "publishing_embed",
    "publishing_listmark",
    "publishing_page",
    "publishing_relatedcandidate",
    "publishing_source",
    "publishing_taggedpage",
    "search_document",
    "topics_topic",
    "topics_topicsynonym",
}
NAMED = re.compile(r'(?:FROM|JOIN)\s+"?(\w+)"?(?:\s+(?:AS\s+)?"?(\w+)"?)?', re.IGNORECASE)
WORDS = {"on", "where", "inner", "left", "cross", "join", "order", "group", "limit", "union"}


def faults(sql: str, params: Any = ()) -> list[str]:
    """What is wrong with the plan of a query; empty for a good one."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return list(_of_sqlite(sql, [row[3] for row in cursor.fetchall()]))
        # Tests have few rows, which are read quickest as a whole.
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (found,) = cursor.fetchone()
        plan = json.loads(found) if isinstance(found, str) else found
        return list(_of_postgresql(plan[0]["Plan"], is_limited=False))


def _of_sqlite(sql: str, steps: list[str]) -> Iterator[str]:
    tables = {}
    for table, alias in NAMED.findall(sql):
        tables[alias if alias and alias.lower() not in WORDS else table] = table
    scans = [
        step
        for step in steps
        if step.startswith("SCAN ") and tables.get(step.split()[1]) in GROWING
    ]
    is_sorted = any("TEMP B-TREE FOR ORDER BY" in step for step in steps)
    for step in scans:
        # In the order of an index, a limit ends it.
        if " INDEX " not in step or is_sorted or " LIMIT " not in sql:
            yield step


def _of_postgresql(
    node: dict[str, Any], *, is_limited: bool, is_condition: bool = False
) -> Iterator[str]:
    kind = node["Node Type"]
    # A condition is either asked of each row, or read once and looked up; which of them depends on
    # how many rows there are, and here are few. SQLite always asks, and its plan shows how.
    is_condition |= node.get("Parent Relationship") == "SubPlan"
    if kind == "Limit":
        is_limited = True
    if kind in {"Sort", "Aggregate", "Hash", "Incremental Sort", "WindowAgg", "Materialize"}:
        is_limited = False
    if node.get("Parent Relationship") in {"SubPlan", "InitPlan"} and kind != "Limit":
        is_limited = False
    if node.get("Relation Name") in GROWING:
        name = f"{kind} on {node['Relation Name']}"
        if kind == "Seq Scan":
            yield name
        elif "Index" in kind and "Index Cond" not in node and not (is_limited or is_condition):
            yield f"{name}, all of {node.get('Index Name')}"
    for child in node.get("Plans", []):
        yield from _of_postgresql(child, is_limited=is_limited, is_condition=is_condition)


class Steps:
    """Counts the instructions of SQLite's machine while it lasts: work, whoever does it and when.

    Source: https://www.sqlite.org/c3ref/progress_handler.html
    """

    EVERY = 20

    def __enter__(self) -> "Steps":
        self.count = 0
        connection.ensure_connection()
        connection.connection.set_progress_handler(self._note, self.EVERY)
        return self

    def __exit__(self, *exception: object) -> None:
        connection.connection.set_progress_handler(None, 0)

    def _note(self) -> int:
        self.count += self.EVERY
        return 0
