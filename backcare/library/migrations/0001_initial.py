import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import backcare.library.files


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Image",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        editable=False,
                        max_length=60,
                        unique=True,
                        upload_to=backcare.library.files.refuse_direct_upload,
                        verbose_name="file",
                    ),
                ),
                (
                    "alt",
                    models.CharField(blank=True, max_length=250, verbose_name="alternative text"),
                ),
                ("decorative", models.BooleanField(default=False, verbose_name="decorative")),
                ("caption", models.CharField(blank=True, max_length=400, verbose_name="caption")),
                ("credit", models.CharField(blank=True, max_length=200, verbose_name="credit")),
                ("licence", models.CharField(blank=True, max_length=100, verbose_name="licence")),
                ("width", models.PositiveSmallIntegerField(editable=False, verbose_name="width")),
                ("height", models.PositiveSmallIntegerField(editable=False, verbose_name="height")),
                (
                    "renditions",
                    models.JSONField(
                        blank=True, default=list, editable=False, verbose_name="renditions"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        max_length=64,
                        verbose_name="SHA-256 of the upload",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "image",
                "verbose_name_plural": "images",
                "ordering": ["-created_at", "-pk"],
                "permissions": [("change_any_image", "Can change images that readers see")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decorative", True),
                            models.Q(("alt", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="image_described_or_decorative",
                        violation_error_message="Describe the image for people who cannot see it, or mark it as decorative.",
                    )
                ],
            },
        ),
    ]
