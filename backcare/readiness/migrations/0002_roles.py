from django.db import migrations

from backcare.people.roles import ALL, EDITOR, REVIEWER, VIEW, grant

GRANTS = {"watchedphrase": {EDITOR: ALL, REVIEWER: VIEW}}


class Migration(migrations.Migration):
    dependencies = [
        ("readiness", "0001_initial"),
        ("people", "0003_roles"),
    ]

    operations = [migrations.RunPython(grant("readiness", GRANTS), migrations.RunPython.noop)]
