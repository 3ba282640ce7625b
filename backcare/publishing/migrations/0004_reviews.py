import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0003_workflow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="changes",
            field=models.JSONField(
                blank=True, db_default=[], default=list, editable=False, verbose_name="changes"
            ),
        ),
        migrations.CreateModel(
            name="ReviewMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "is_wanted",
                    models.BooleanField(
                        default=True, verbose_name="tell me once a week what is due"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_mail",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail on reviews",
                "verbose_name_plural": "mails on reviews",
            },
        ),
    ]
