from django.db import migrations

from backcare.people.roles import EDITOR, grant

GRANTS = {"invitation": {EDITOR: ("add", "view")}}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("people", "0003_roles"),
    ]

    operations = [migrations.RunPython(grant("accounts", GRANTS), migrations.RunPython.noop)]
