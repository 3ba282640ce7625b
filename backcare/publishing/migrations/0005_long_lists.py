"""What long lists are read by: marks in them, and the dates of pages where their topics are."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def date_taggings(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    pages = apps.get_model("publishing", "Page").objects.filter(pk=OuterRef("content_object"))
    taggings = apps.get_model("publishing", "TaggedPage").objects
    taggings.update(first_published_at=Subquery(pages.values("first_published_at")))


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_reviews")]

    operations = [
        migrations.CreateModel(
            name="ListMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("list", models.CharField(max_length=40)),
                ("count", models.PositiveIntegerField()),
                ("first_published_at", models.DateTimeField()),
                ("page_key", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["list", "count"], name="list_mark_once")
                ]
            },
        ),
        migrations.AddField(
            model_name="taggedpage",
            name="first_published_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(date_taggings, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="taggedpage",
            index=models.Index(
                fields=["tag", "-first_published_at", "-content_object"], name="tagged_page_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="embed",
            index=models.Index(fields=["target", "-page"], name="embed_newest"),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(fields=["kind", "-changed_at"], name="page_changed_of_kind"),
        ),
    ]
