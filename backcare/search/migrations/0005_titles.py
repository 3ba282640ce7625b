"""SQLite: an index of the titles alone.

An FTS5 table asked for one of its columns reads everything that the others have of a word, too:
of a common word that is every page. PostgreSQL has the words of titles in a column of their own.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ADD = (
    "INSERT INTO search_titles (rowid, title, facets) VALUES (new.page_id, new.title, new.facets);"
)
REMOVE = (
    "INSERT INTO search_titles (search_titles, rowid, title, facets) "
    "VALUES ('delete', old.page_id, old.title, old.facets);"
)
MAKE = [
    """CREATE VIRTUAL TABLE search_titles USING fts5 (
        title, facets, content = 'search_document', content_rowid = 'page_id', tokenize = 'ascii'
    )""",
    f"CREATE TRIGGER search_title_added AFTER INSERT ON search_document BEGIN {ADD} END",
    f"CREATE TRIGGER search_title_removed AFTER DELETE ON search_document BEGIN {REMOVE} END",
    f"""CREATE TRIGGER search_title_changed AFTER UPDATE OF title, facets ON search_document
        BEGIN {REMOVE} {ADD} END""",
    "INSERT INTO search_titles (search_titles) VALUES ('rebuild')",
]
DROP = [
    "DROP TRIGGER search_title_added",
    "DROP TRIGGER search_title_removed",
    "DROP TRIGGER search_title_changed",
    "DROP TABLE search_titles",
]


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _execute(MAKE, schema_editor)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _execute(DROP, schema_editor)


def _execute(statements: list[str], schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_topic_beginnings")]

    operations = [migrations.RunPython(make, drop)]
