from typing import Any

from django.db import migrations

from backcare.people.roles import ALL, AUTHOR, EDITOR, MODERATOR, REVIEWER, ROLES, VIEW, grant


def make_groups(apps: Any, schema_editor: Any) -> None:
    group_model = apps.get_model("auth", "Group")
    for name in ROLES:
        group_model.objects.get_or_create(name=name)


GRANTS = {
    "contributor": {AUTHOR: VIEW, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "user": {EDITOR: VIEW},
}


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("people", "0002_contributor"),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunPython(grant("people", GRANTS), migrations.RunPython.noop),
    ]
