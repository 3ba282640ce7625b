from django.db import migrations

from backcare.people.roles import EDITOR, grant

GRANTS = {"link": {EDITOR: ("change", "view")}}


class Migration(migrations.Migration):
    dependencies = [
        ("linkcheck", "0001_initial"),
        ("people", "0003_roles"),
    ]

    operations = [
        migrations.RunPython(grant("linkcheck", GRANTS), migrations.RunPython.noop),
    ]
