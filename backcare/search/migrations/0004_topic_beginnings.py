from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_roles")]

    operations = [
        migrations.AddIndex(
            model_name="beginning",
            index=models.Index(
                condition=models.Q(("topic__isnull", False)),
                fields=["text"],
                name="search_beginning_of_topic",
            ),
        ),
    ]
