from typing import Any

from django.db import migrations

from backcare.comments.red_flags import starting_phrases


def add_phrases(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("comments", "RedFlagPhrase")
    model.objects.bulk_create(
        model(phrase=starting.phrase, level=starting.level, example=starting.example)
        for starting in starting_phrases()
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_roles")]

    operations = [migrations.RunPython(add_phrases, migrations.RunPython.noop)]
