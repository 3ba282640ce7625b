from django.db import migrations

from backcare.people.roles import ALL, AUTHOR, EDITOR, MODERATOR, REVIEWER, VIEW, grant

GRANTS = {
    "exercise": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "step": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "caution": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "variation": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "routine": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "routineitem": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "factor": {AUTHOR: VIEW, EDITOR: ALL, REVIEWER: VIEW},
    "equipment": {AUTHOR: VIEW, EDITOR: ALL, REVIEWER: VIEW},
    "bodyregion": {AUTHOR: VIEW, EDITOR: ALL, REVIEWER: VIEW},
}


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_roles"),
        ("exercises", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(grant("exercises", GRANTS), migrations.RunPython.noop),
    ]
