"""The groups that people of the desk belong to, and how migrations give them permissions."""

from collections.abc import Callable, Mapping
from typing import Any

AUTHOR = "author"  # writes drafts, publishes nothing
EDITOR = "editor"  # edits and publishes everything
REVIEWER = "reviewer"  # reads everything, confirms the facts
MODERATOR = "moderator"  # decides on comments
ROLES = (AUTHOR, EDITOR, REVIEWER, MODERATOR)

ALL = ("add", "change", "delete", "view")
EDIT = ("add", "change", "view")
VIEW = ("view",)

Grants = Mapping[str, Mapping[str, tuple[str, ...]]]


def grant(app_label: str, grants: Grants) -> Callable[[Any, Any], None]:
    """An operation for ``RunPython`` that gives groups permissions on models of an app.

    ``grants`` maps the name of a model (in lower case) to the actions of each group, for
    example ``{"article": {"author": ALL}}``; an action with an underscore is a permission
    of its own, for example "publish_page".
    """

    def forwards(apps: Any, schema_editor: Any) -> None:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
        content_type_model = apps.get_model("contenttypes", "ContentType")
        for model, by_group in grants.items():
            content_type, _is_new = content_type_model.objects.get_or_create(
                app_label=app_label, model=model
            )
            for name, actions in by_group.items():
                group, _is_new = group_model.objects.get_or_create(name=name)
                for action in actions:
                    codename = action if "_" in action else f"{action}_{model}"
                    # The rows that Django makes after all migrations have run are the same.
                    permission, _is_new = permission_model.objects.get_or_create(
                        content_type=content_type,
                        codename=codename,
                        defaults={"name": _permission_name(apps, app_label, model, codename)},
                    )
                    group.permissions.add(permission)

    return forwards


def _permission_name(apps: Any, app_label: str, model: str, codename: str) -> str:
    options = apps.get_model(app_label, model)._meta
    own = dict(options.permissions)
    if codename in own:
        return str(own[codename])[:255]
    action = codename.split("_")[0]
    return f"Can {action} {options.verbose_name_raw}"[:255]
