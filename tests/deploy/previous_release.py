"""Plays a machine of the first release on a database that the newest one has migrated.

Its models are those that the first release's migrations describe: nothing newer is in their
INSERTs. Prints, as JSON, the models of which it could insert, change and read a row.
"""

import json
import os
from itertools import count

import django
from django.core.management import call_command

from tests.deploy.releases import FIRST

# What the constraints of the first release ask for, where a field's kind alone does not tell.
VALUES = {
    "library.image": {"alt": "Words", "decorative": False},
    "exercises.routineitem": {"activity": "walk", "minutes": 10, "exercise": None},
    "publishing.page": {"status": "draft"},
    "publishing.pagelink": {"target": None},
}


def main() -> None:
    from django.db import connection, models, transaction
    from django.db.migrations.executor import MigrationExecutor
    from django.utils import timezone

    executor = MigrationExecutor(connection)
    released = list(FIRST.items())
    executor.migrate(released)
    old = executor.loader.project_state(released).apps
    call_command("migrate", interactive=False, verbosity=0)

    made: dict[type, models.Model] = {}
    numbers = count(1)

    def value(field: models.Field) -> object:
        if field.remote_field:
            return row(field.remote_field.model)
        if field.choices:
            return next(choice for choice, _label in field.flatchoices if choice)
        kind = field.get_internal_type()
        if kind in {"CharField", "TextField", "SlugField", "FileField", "URLField", "EmailField"}:
            return f"{next(numbers)}-{field.name}"[: min(field.max_length or 20, 20)]
        return {
            "BooleanField": True,
            "DateField": timezone.localdate(),
            "DateTimeField": timezone.now(),
            "FloatField": 0.5,
            "JSONField": {},
        }.get(kind, 1)

    def is_made_by_itself(field: models.Field) -> bool:
        """A number that the database gives, or the row of a parent that save() inserts."""
        link = field.remote_field
        return field.primary_key and (link is None or link.parent_link)

    def row(model: type[models.Model]) -> models.Model:
        """A row of the model, the same each time."""
        if model not in made:
            made[model] = new_row(model)
        return made[model]

    def new_row(model: type[models.Model]) -> models.Model:
        """A row that is inserted, with those that it refers to, of which no two are the same."""
        values = dict(VALUES.get(model._meta.label_lower, {}))
        for field in model._meta.concrete_fields:
            if field.name not in values and not (
                field.null or field.has_default() or is_made_by_itself(field)
            ):
                values[field.name] = value(field)
                others = [other for name, other in values.items() if name != field.name]
                if field.remote_field and values[field.name] in others:
                    values[field.name] = new_row(field.remote_field.model)
        inserted = model(**values)
        with transaction.atomic():
            inserted.save(force_insert=True)
        return inserted

    written = []
    for model in old.get_models():
        if model._meta.app_label not in FIRST or not model._meta.managed:
            continue
        model._base_manager.get(pk=row(model).pk).save()
        written.append(model._meta.label_lower)
    print(json.dumps(sorted(written)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backcare.settings")
    django.setup()
    main()
