import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0002_roles"),
        ("people", "0003_roles"),
        ("publishing", "0002_roles"),
        ("topics", "0002_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="edited_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="last edited"
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="edited_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="last edited by",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="review_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Two years when left empty; one where the page names a medicine.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(120),
                ],
                verbose_name="review again after (months)",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="scheduled_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="change takes effect at"
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="stage",
            field=models.CharField(
                choices=[
                    ("in-work", "In work"),
                    ("submitted", "Submitted for review"),
                    ("changes-asked", "Changes asked for"),
                    ("approved", "Approved"),
                    ("scheduled", "Scheduled"),
                ],
                db_default="in-work",
                default="in-work",
                editable=False,
                max_length=13,
                verbose_name="stage of the draft",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="version",
            field=models.PositiveIntegerField(
                db_default=0, default=0, editable=False, verbose_name="version"
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="of_draft",
            field=models.BooleanField(db_default=False, default=False, verbose_name="of a draft"),
        ),
        migrations.AlterField(
            model_name="page",
            name="review_due_on",
            field=models.DateField(
                blank=True,
                help_text="Reckoned from the last review when left empty.",
                null=True,
                verbose_name="next review due",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="event",
            field=models.CharField(
                choices=[
                    ("saved", "Saved"),
                    ("submitted", "Submitted for review"),
                    ("taken-back", "Taken back into work"),
                    ("changes-asked", "Changes asked for"),
                    ("approved", "Approved"),
                    ("scheduled", "Scheduled"),
                    ("unscheduled", "Schedule cancelled"),
                    ("not-applied", "Scheduled change could not be published"),
                    ("published", "Published"),
                    ("reviewed", "Reviewed, no change"),
                    ("unpublished", "Unpublished"),
                    ("archived", "Archived"),
                    ("restored", "An earlier version restored"),
                    ("discarded", "Draft discarded"),
                    ("duplicated", "Made as a copy"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="note",
            field=models.CharField(blank=True, max_length=1000, verbose_name="note"),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("stage", "scheduled")),
                fields=["scheduled_at"],
                name="page_scheduled_changes",
            ),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage", "in-work"), ("status", "draft"), _connector="OR"),
                name="page_stage_is_of_drafts",
            ),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("draft_of__isnull", False),
                        ("scheduled_at__isnull", False),
                        ("stage", "scheduled"),
                    ),
                    models.Q(
                        models.Q(("stage", "scheduled"), _negated=True), ("scheduled_at", None)
                    ),
                    _connector="OR",
                ),
                name="page_scheduled_change_has_time",
            ),
        ),
    ]
