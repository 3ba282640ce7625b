from typing import Any

from django.db import migrations, models

from backcare.comments.red_flags import starting_phrases


def set_apart(apps: Any, schema_editor: Any) -> None:
    """Phrases of despair are answered with other advice than those of the body."""
    model = apps.get_model("comments", "RedFlagPhrase")
    for starting in starting_phrases():
        if starting.level == "crisis":
            model.objects.update_or_create(
                phrase=starting.phrase,
                defaults={"level": starting.level},
                create_defaults={"level": starting.level, "example": starting.example},
            )


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_starting_red_flags")]

    operations = [
        migrations.AlterField(
            model_name="redflagphrase",
            name="level",
            field=models.CharField(
                choices=[
                    ("emergency", "Emergency"),
                    ("urgent", "Urgent"),
                    ("crisis", "Despair, danger to oneself"),
                ],
                default="emergency",
                max_length=9,
                verbose_name="level",
            ),
        ),
        migrations.RunPython(set_apart, migrations.RunPython.noop),
    ]
