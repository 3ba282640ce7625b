import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("publishing", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SocialCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="file")),
                (
                    "digest",
                    models.CharField(max_length=64, verbose_name="SHA-256 of what it shows"),
                ),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="social_card",
                        to="publishing.page",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture for shared links",
                "verbose_name_plural": "pictures for shared links",
            },
        ),
    ]
