from django.db import migrations

from backcare.people.roles import ALL, AUTHOR, EDIT, EDITOR, REVIEWER, VIEW, grant

GRANTS = {
    "image": {AUTHOR: EDIT, EDITOR: (*ALL, "change_any_image"), REVIEWER: VIEW},
}


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_roles"),
        ("library", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(grant("library", GRANTS), migrations.RunPython.noop),
    ]
