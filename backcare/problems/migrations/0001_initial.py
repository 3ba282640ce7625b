import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("publishing", "0004_reviews"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fact", "Something is wrong or out of date"),
                            ("unclear", "Something is hard to understand"),
                            ("safety", "Something could hurt people"),
                            ("broken", "Something does not work"),
                            ("other", "Something else"),
                        ],
                        max_length=7,
                        verbose_name="what is wrong",
                    ),
                ),
                (
                    "message",
                    models.TextField(max_length=2000, verbose_name="in the reader's words"),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                ),
                (
                    "is_suspect",
                    models.BooleanField(
                        default=False,
                        help_text="A field was filled in that people do not see.",
                        verbose_name="perhaps from a program",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("in-hand", "In hand"),
                            ("solved", "Solved"),
                            ("no-change", "Nothing to change"),
                        ],
                        db_index=True,
                        default="new",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="reported")),
                ("note", models.TextField(blank=True, verbose_name="note for the desk")),
                (
                    "reply",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="reply to the reader"
                    ),
                ),
                (
                    "replied_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="replied"),
                ),
                (
                    "settled_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="settled"),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="publishing.page",
                        verbose_name="page",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "problem",
                "verbose_name_plural": "problems that readers report",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("state__in", ["new", "in-hand"])),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("state__in", ["solved", "no-change"]),
                            ),
                            _connector="OR",
                        ),
                        name="problem_settled_has_time",
                    )
                ],
            },
        ),
    ]
