from django.db import migrations

from backcare.people.roles import ALL, EDITOR, grant

GRANTS = {
    "redirect": {EDITOR: ALL},
    "missedaddress": {EDITOR: ("change", "delete", "view")},
}


class Migration(migrations.Migration):
    dependencies = [
        ("addresses", "0001_initial"),
        ("people", "0003_roles"),
    ]

    operations = [
        migrations.RunPython(grant("addresses", GRANTS), migrations.RunPython.noop),
    ]
