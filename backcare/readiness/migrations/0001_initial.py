from django.db import migrations, models
from django.db.models.functions import Lower

import backcare.readiness.models


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.CreateModel(
            name="WatchedPhrase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "phrase",
                    models.CharField(
                        help_text="Capitals and accents don't matter, and the plural is found as well.",
                        max_length=80,
                        validators=[backcare.readiness.models.has_words],
                        verbose_name="phrase",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("claim", "Claim that promises too much"),
                            ("medicine", "Name of a medicine"),
                            ("link", "Link that doesn't say where it leads"),
                        ],
                        max_length=8,
                        verbose_name="what it is",
                    ),
                ),
                (
                    "advice",
                    models.CharField(
                        blank=True,
                        help_text="What to write instead. The check's own advice stands when left empty.",
                        max_length=200,
                        verbose_name="advice",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "watched phrase",
                "verbose_name_plural": "watched phrases",
                "ordering": ["kind", "phrase"],
                "constraints": [
                    models.UniqueConstraint(
                        Lower("phrase"),
                        models.F("kind"),
                        name="watched_phrase_once",
                        violation_error_message="This phrase is watched already.",
                    )
                ],
            },
        ),
    ]
