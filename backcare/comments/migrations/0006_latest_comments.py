"""How many comments a page got within the hour is counted in an index, not in all its comments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_newest_comments")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["page", "created_at"], name="comment_latest_of_page"),
        ),
    ]
