from django.db import migrations

from backcare.people.roles import ALL, EDIT, EDITOR, REVIEWER, VIEW, grant

GRANTS = {
    "sitesettings": {EDITOR: EDIT},
    "safetytext": {EDITOR: ("add", "view"), REVIEWER: VIEW},
    "informationpage": {EDITOR: ALL},
    "contactmessage": {EDITOR: ("change", "view")},
}


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_roles"),
        ("site", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(grant("site", GRANTS), migrations.RunPython.noop),
    ]
