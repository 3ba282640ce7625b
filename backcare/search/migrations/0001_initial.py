"""The documents, and beside them what each database finds their words with.

SQLite: an FTS5 table that reads the documents' columns and is kept in step by triggers. Its
tokenizer is told to part words at spaces only (to "ascii" every character but ASCII's punctuation
is part of a word, and the documents hold none), since backcare.search.analysis has done the rest.

PostgreSQL: generated columns with the words and their weights, and GIN indexes. "simple" for
the same reason: the words are stems already, in whatever language. The kind is one word more,
which no text can have, so that the index answers for it as well.

A migration that makes SQLite rebuild search_document (most changes of a column do) has to make
the triggers again, since they go with the old table.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARD = {
    "sqlite": [
        """CREATE VIRTUAL TABLE search_index USING fts5 (
            title, summary, topics, body, kind,
            content = 'search_document', content_rowid = 'page_id', tokenize = 'ascii'
        )""",
        """CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
            INSERT INTO search_index (rowid, title, summary, topics, body, kind)
            VALUES (new.page_id, new.title, new.summary, new.topics, new.body, new.kind);
        END""",
        """CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN
            INSERT INTO search_index (search_index, rowid, title, summary, topics, body, kind)
            VALUES ('delete', old.page_id, old.title, old.summary, old.topics, old.body, old.kind);
        END""",
        """CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN
            INSERT INTO search_index (search_index, rowid, title, summary, topics, body, kind)
            VALUES ('delete', old.page_id, old.title, old.summary, old.topics, old.body, old.kind);
            INSERT INTO search_index (rowid, title, summary, topics, body, kind)
            VALUES (new.page_id, new.title, new.summary, new.topics, new.body, new.kind);
        END""",
    ],
    "postgresql": [
        """ALTER TABLE search_document
            ADD COLUMN title_words tsvector NOT NULL
                GENERATED ALWAYS AS (
                    to_tsvector('simple', title)
                    || array_to_tsvector(ARRAY['kind:' || kind])
                ) STORED,
            ADD COLUMN words tsvector NOT NULL
                GENERATED ALWAYS AS (
                    setweight(to_tsvector('simple', title), 'A')
                    || setweight(to_tsvector('simple', summary), 'B')
                    || setweight(to_tsvector('simple', topics), 'C')
                    || setweight(to_tsvector('simple', body), 'D')
                    || array_to_tsvector(ARRAY['kind:' || kind])
                ) STORED""",
        "CREATE INDEX search_document_title_words ON search_document USING gin (title_words)",
        "CREATE INDEX search_document_words ON search_document USING gin (words)",
    ],
}
BACKWARD = {
    "sqlite": [
        "DROP TRIGGER search_document_added",
        "DROP TRIGGER search_document_removed",
        "DROP TRIGGER search_document_changed",
        "DROP TABLE search_index",
    ],
    "postgresql": ["ALTER TABLE search_document DROP COLUMN words, DROP COLUMN title_words"],
}


def add_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FORWARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACKWARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("publishing", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_document",
                        serialize=False,
                        to="publishing.page",
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("title", models.TextField()),
                ("summary", models.TextField()),
                ("topics", models.TextField()),
                ("body", models.TextField()),
                ("text", models.TextField()),
            ],
            options={
                "verbose_name": "page as search sees it",
                "verbose_name_plural": "pages as search sees them",
            },
        ),
        migrations.RunPython(add_index, drop_index),
    ]
