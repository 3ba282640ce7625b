from django.db import migrations, models

import exercises.models.exercise


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0002_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="highlight",
            field=models.JSONField(
                blank=True,
                db_default=[],
                default=list,
                help_text="What an arrow follows, and what works.",
                validators=[exercises.models.exercise.validate_highlight],
                verbose_name="marked",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="pose",
            field=models.JSONField(
                blank=True,
                null=True,
                validators=[exercises.models.exercise.validate_pose],
                verbose_name="pose",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="pose_to",
            field=models.JSONField(
                blank=True,
                help_text="Where the movement leads; empty when nothing moves.",
                null=True,
                validators=[exercises.models.exercise.validate_pose],
                verbose_name="pose at the end",
            ),
        ),
    ]
