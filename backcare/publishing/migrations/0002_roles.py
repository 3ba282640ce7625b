from django.db import migrations

from backcare.people.roles import ALL, AUTHOR, EDITOR, MODERATOR, REVIEWER, VIEW, grant

GRANTS = {
    "page": {
        AUTHOR: VIEW,
        EDITOR: (*VIEW, "publish_page", "edit_any_page"),
        REVIEWER: (*VIEW, "review_page"),
        MODERATOR: VIEW,
    },
    "source": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "authorship": {AUTHOR: VIEW, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "relatedchoice": {AUTHOR: ALL, EDITOR: ALL, REVIEWER: VIEW, MODERATOR: VIEW},
    "plannedlink": {AUTHOR: VIEW, EDITOR: VIEW, REVIEWER: VIEW},
}


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_roles"),
        ("publishing", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(grant("publishing", GRANTS), migrations.RunPython.noop),
    ]
