import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contributor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                (
                    "credentials",
                    models.CharField(
                        blank=True,
                        help_text="Profession and registration, for example “Physiotherapist, HCPC PH00000”.",
                        max_length=200,
                        verbose_name="credentials",
                    ),
                ),
                (
                    "lived_experience",
                    models.BooleanField(
                        default=False,
                        help_text="Readers see this as a label of its own, beside or instead of credentials.",
                        verbose_name="writes from lived experience",
                    ),
                ),
                ("biography", models.TextField(blank=True, verbose_name="biography")),
                (
                    "is_demonstration",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="made-up person of the demonstration",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="library.image",
                        verbose_name="photo",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        help_text="The account that this person signs in with, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contributor",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "contributor",
                "verbose_name_plural": "contributors",
                "ordering": ["name", "pk"],
            },
        ),
    ]
