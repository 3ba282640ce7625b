import django.core.validators
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0002_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelManagers(
            name="image",
            managers=[
                ("described", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="image",
            name="image_described_or_decorative",
        ),
        migrations.AddField(
            model_name="image",
            name="colour",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=7,
                verbose_name="average colour",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="focal_x",
            field=models.FloatField(
                db_default=0.5,
                default=0.5,
                validators=[
                    django.core.validators.MinValueValidator(0.0),
                    django.core.validators.MaxValueValidator(1.0),
                ],
                verbose_name="focal point, from the left",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="focal_y",
            field=models.FloatField(
                db_default=0.5,
                default=0.5,
                validators=[
                    django.core.validators.MinValueValidator(0.0),
                    django.core.validators.MaxValueValidator(1.0),
                ],
                verbose_name="focal point, from the top",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="is_waiting",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="waits for a description",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="recipe",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, editable=False, verbose_name="recipe of the renditions"
            ),
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("alt", ""), ("decorative", False), ("is_waiting", True)),
                    models.Q(("decorative", True), ("is_waiting", False)),
                    models.Q(("is_waiting", False), models.Q(("alt", ""), _negated=True)),
                    _connector="OR",
                ),
                name="image_described_decorative_or_waiting",
                violation_error_message="Describe the image for people who cannot see it, or mark it as decorative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(("focal_x__range", (0, 1)), ("focal_y__range", (0, 1))),
                name="image_focal_point_within",
            ),
        ),
    ]
