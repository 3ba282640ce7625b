from django.db import migrations

from backcare.people.roles import AUTHOR, EDITOR, REVIEWER, VIEW, grant

GRANTS = {"problem": {AUTHOR: VIEW, EDITOR: ("change", "delete", "view"), REVIEWER: VIEW}}


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_roles"),
        ("problems", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(grant("problems", GRANTS), migrations.RunPython.noop),
    ]
