from django.db import migrations

from backcare.people.roles import ALL, AUTHOR, EDITOR, REVIEWER, VIEW, grant

GRANTS = {
    "topic": {AUTHOR: VIEW, EDITOR: ALL, REVIEWER: VIEW},
    "topicsynonym": {AUTHOR: VIEW, EDITOR: ALL, REVIEWER: VIEW},
    "glossaryterm": {AUTHOR: VIEW, EDITOR: ALL, REVIEWER: VIEW},
}


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_roles"),
        ("topics", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(grant("topics", GRANTS), migrations.RunPython.noop),
    ]
