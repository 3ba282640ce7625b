from django.db import migrations

from backcare.people.roles import EDITOR, grant

GRANTS = {"missedsearch": {EDITOR: ("delete", "view")}}


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_forgiving"),
        ("people", "0003_roles"),
    ]

    operations = [
        migrations.RunPython(grant("search", GRANTS), migrations.RunPython.noop),
    ]
