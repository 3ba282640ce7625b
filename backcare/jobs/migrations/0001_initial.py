from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Recurring",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="what")),
                ("next_due", models.DateTimeField(verbose_name="next due")),
                ("last_run_at", models.DateTimeField(null=True, verbose_name="last done")),
            ],
            options={
                "verbose_name": "recurring job",
                "verbose_name_plural": "recurring jobs",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="what")),
                ("payload", models.JSONField(default=dict, verbose_name="with what")),
                ("run_at", models.DateTimeField(verbose_name="next try")),
                ("give_up_at", models.DateTimeField(verbose_name="tried until")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("claimed_until", models.DateTimeField(null=True, verbose_name="claimed until")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="queued")),
                ("given_up_at", models.DateTimeField(null=True, verbose_name="given up")),
            ],
            options={
                "verbose_name": "failed job",
                "verbose_name_plural": "failed work",
                "ordering": ["-given_up_at", "-pk"],
                "permissions": [("retry_job", "Can try failed work again")],
                "indexes": [
                    models.Index(
                        models.F("run_at"),
                        models.F("id"),
                        condition=models.Q(("given_up_at", None)),
                        name="job_waiting",
                    ),
                    models.Index(
                        models.F("name"),
                        condition=models.Q(("given_up_at", None)),
                        name="job_waiting_by_name",
                    ),
                    models.Index(
                        models.F("given_up_at"),
                        condition=models.Q(("given_up_at", None), _negated=True),
                        name="job_given_up",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given_up_at", None), ("claimed_until", None), _connector="OR"
                        ),
                        name="job_given_up_is_unclaimed",
                    )
                ],
            },
        ),
    ]
