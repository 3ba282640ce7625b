from django.db import migrations

from backcare.people.roles import EDITOR, MODERATOR, VIEW, grant

GRANTS = {
    "job": {EDITOR: ("delete", "view", "retry_job"), MODERATOR: VIEW},
}


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_roles"),
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(grant("jobs", GRANTS), migrations.RunPython.noop),
    ]
