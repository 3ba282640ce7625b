"""The newest comments, of a page and of the whole site, are read in their order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_despair")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["page", "status", "-approved_at", "-id"], name="comment_newest_of_page"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["status", "-approved_at", "-id"], name="comment_newest_public"
            ),
        ),
        migrations.RemoveIndex(model_name="comment", name="comment_newest"),
        migrations.RemoveIndex(model_name="comment", name="comment_of_page"),
    ]
