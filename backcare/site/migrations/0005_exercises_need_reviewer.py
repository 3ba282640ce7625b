from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("site", "0004_crisis_line")]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="exercises_need_reviewer",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="An exercise that nobody has reviewed can't be published.",
                verbose_name="exercises need a reviewer",
            ),
        ),
    ]
