from django.db import migrations

from backcare.people.roles import AUTHOR, EDITOR, MODERATOR, REVIEWER, VIEW, grant

DECIDES = ("view", "moderate_comment")
EDIT = ("add", "change", "delete", "view")

GRANTS = {
    "comment": {AUTHOR: VIEW, EDITOR: DECIDES, REVIEWER: VIEW, MODERATOR: DECIDES},
    "block": {EDITOR: EDIT, MODERATOR: EDIT},
    "redflagphrase": {EDITOR: EDIT, MODERATOR: EDIT, REVIEWER: VIEW},
    "rules": {EDITOR: ("change", "view"), MODERATOR: ("change", "view")},
}


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("people", "0003_roles"),
    ]

    operations = [migrations.RunPython(grant("comments", GRANTS), migrations.RunPython.noop)]
