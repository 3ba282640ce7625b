from django.db import migrations

from backcare.people.roles import ALL, AUTHOR, EDITOR, MODERATOR, REVIEWER, VIEW, grant

GRANTS = {
    "article": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "learnmore": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "resource": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "series": {AUTHOR: VIEW, EDITOR: ALL, REVIEWER: VIEW},
}


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_roles"),
        ("articles", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(grant("articles", GRANTS), migrations.RunPython.noop),
    ]
