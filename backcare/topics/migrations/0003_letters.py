"""The letters that topics and their other names stand under in the A to Z."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def set_letters(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for model in ("Topic", "TopicSynonym"):
        rows = apps.get_model("topics", model).objects
        named = list(rows.only("name"))
        for row in named:
            first = row.name[:1].upper()[:1]
            row.letter = first if first.isalpha() else "#"
        rows.bulk_update(named, ["letter"], batch_size=200)


def letter() -> models.CharField:
    return models.CharField(db_default="", editable=False, max_length=1, verbose_name="letter")


class Migration(migrations.Migration):
    dependencies = [("topics", "0002_roles")]

    operations = [
        migrations.AddField(model_name="topic", name="letter", field=letter()),
        migrations.AddField(model_name="topicsynonym", name="letter", field=letter()),
        migrations.RunPython(set_letters, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(fields=["letter", "name"], name="topic_by_letter"),
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(fields=["kind", "name"], name="topic_of_kind"),
        ),
        migrations.AddIndex(
            model_name="topicsynonym",
            index=models.Index(fields=["letter", "name"], name="topic_synonym_by_letter"),
        ),
    ]
