"""Facets, names, beginnings and words; and the index made anew, with the facets in it.

SQLite: the table of documents is written anew for its new column, and its triggers go with it.

PostgreSQL: the words come from a function of our own, since the parser behind to_tsvector knows
fewer letters than Python does, and takes "1e5" for a number. The columns keep their names, positions
and weights, because the release before this one goes on asking them until the last server has been
replaced. Beginnings are in the order of their characters, so that all that begin alike stand
together.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone

ANALYSIS = 2

DROP = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS search_document_added",
        "DROP TRIGGER IF EXISTS search_document_removed",
        "DROP TRIGGER IF EXISTS search_document_changed",
        "DROP TABLE search_index",
    ],
    "postgresql": ["ALTER TABLE search_document DROP COLUMN words, DROP COLUMN title_words"],
}


def sqlite_index(columns: list[str]) -> list[str]:
    """An FTS5 table of these columns of the documents, triggers that keep it, what is there now."""
    named = ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    add = f"INSERT INTO search_index (rowid, {named}) VALUES (new.page_id, {new});"  # noqa: S608
    remove = f"INSERT INTO search_index (search_index, rowid, {named}) VALUES ('delete', old.page_id, {old});"  # noqa: S608
    return [
        f"""CREATE VIRTUAL TABLE search_index USING fts5 (
            {named}, content = 'search_document', content_rowid = 'page_id', tokenize = 'ascii'
        )""",
        f"CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN {add} END",
        f"CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN {remove} END",
        f"""CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document
            BEGIN {remove} {add} END""",
        "INSERT INTO search_index (search_index) VALUES ('rebuild')",
    ]


POSTGRESQL_INDEXES = [
    "CREATE INDEX search_document_title_words ON search_document USING gin (title_words)",
    "CREATE INDEX search_document_words ON search_document USING gin (words)",
]
MAKE = {
    "sqlite": sqlite_index(["title", "summary", "topics", "body", "kind", "facets"]),
    "postgresql": [
        """CREATE FUNCTION search_words(said text, weight text) RETURNS tsvector
            LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT coalesce(
                    string_agg(word || ':' || least(place, 16383) || weight, ' '), ''
                )::tsvector
                FROM unnest(string_to_array(said, ' ')) WITH ORDINALITY AS said (word, place)
                WHERE word <> ''
            $$""",
        """ALTER TABLE search_document
            ADD COLUMN title_words tsvector NOT NULL
                GENERATED ALWAYS AS (
                    search_words(title, 'A') || array_to_tsvector(ARRAY['kind:' || kind])
                ) STORED,
            ADD COLUMN words tsvector NOT NULL
                GENERATED ALWAYS AS (
                    search_words(title, 'A') || search_words(summary, 'B')
                    || search_words(topics, 'C') || search_words(body, 'D')
                    || array_to_tsvector(ARRAY['kind:' || kind])
                    || array_to_tsvector(array_remove(string_to_array(facets, ' '), ''))
                ) STORED""",
        *POSTGRESQL_INDEXES,
        'ALTER TABLE search_beginning ALTER COLUMN text TYPE varchar(60) COLLATE "C"',
    ],
}
AS_IT_WAS = {
    "sqlite": sqlite_index(["title", "summary", "topics", "body", "kind"]),
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
        *POSTGRESQL_INDEXES,
    ],
}


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def make_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unmake_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_index(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_words(text, text)")


def make_index_as_it_was(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in AS_IT_WAS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def nothing_to_rebuild(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Where there are documents, the worker writes them anew, because nothing says that it has."""
    if not apps.get_model("search", "Document").objects.exists():
        apps.get_model("search", "Rebuild").objects.create(
            analysis=ANALYSIS, finished_at=timezone.now()
        )


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0004_reviews"),
        ("search", "0001_initial"),
        ("topics", "0002_roles"),
    ]

    operations = [
        migrations.RunPython(drop_index, make_index_as_it_was),
        migrations.CreateModel(
            name="Rebuild",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("analysis", models.PositiveIntegerField()),
                ("last", models.PositiveBigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "rebuilding of the search",
                "verbose_name_plural": "rebuildings of the search",
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("is_common", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "word of the pages",
                "verbose_name_plural": "words of the pages",
            },
        ),
        migrations.AddField(
            model_name="document",
            name="facets",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.CreateModel(
            name="MissedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=80, unique=True, verbose_name="words")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="looked for")),
                (
                    "first_seen_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="first"),
                ),
                (
                    "last_seen_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="last"),
                ),
            ],
            options={
                "verbose_name": "search that found nothing",
                "verbose_name_plural": "searches that found nothing",
                "ordering": ["-count", "-last_seen_at"],
                "indexes": [
                    models.Index(fields=["-count", "-last_seen_at"], name="search_missed_most")
                ],
            },
        ),
        migrations.CreateModel(
            name="Name",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("topic", "Topic"),
                            ("synonym", "Other name"),
                            ("glossary", "Glossary"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(db_index=True, max_length=200)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="topics.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "name as search sees it",
                "verbose_name_plural": "names as search sees them",
            },
        ),
        migrations.CreateModel(
            name="Spelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=24)),
                ("word", models.CharField(max_length=24)),
            ],
            options={
                "verbose_name": "key of a word",
                "verbose_name_plural": "keys of words",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "word"), name="search_spelling_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Beginning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=60)),
                ("said", models.CharField(blank=True, max_length=100)),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="publishing.page",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="topics.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "beginning",
                "verbose_name_plural": "beginnings",
                "indexes": [models.Index(fields=["text"], name="search_beginning_text")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("page", None), ("topic__isnull", False)),
                            models.Q(("page__isnull", False), ("topic", None)),
                            _connector="OR",
                        ),
                        name="search_beginning_of_one_thing",
                    )
                ],
            },
        ),
        migrations.RunPython(make_index, unmake_index),
        migrations.RunPython(nothing_to_rebuild, migrations.RunPython.noop),
    ]
