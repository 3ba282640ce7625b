"""Which operations of a migration break the release that is still running while it is applied.

A machine of the previous release goes on serving: it reads columns by their names and inserts
rows without those that it has never heard of.
"""

from collections.abc import Iterator

from django.db import connection, models
from django.db.migrations import operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# What cannot be judged from the operation alone, looked at by somebody, and why it is right.
LOOKED_AT = {
    ("library", "0003_waiting_focus_recipe", "image_described_decorative_or_waiting"): (
        "takes every row that its predecessor took: is_waiting is false by default"
    ),
    ("library", "0003_waiting_focus_recipe", "image_focal_point_within"): (
        "speaks of columns alone that the previous release does not write, and their defaults fit"
    ),
    ("publishing", "0003_workflow", "page_stage_is_of_drafts"): (
        "takes every row of the previous release, whose stage is the default"
    ),
    ("publishing", "0003_workflow", "page_scheduled_change_has_time"): (
        "takes every row of the previous release: stage is the default, scheduled_at null"
    ),
}

GONE = (
    "the previous release still asks for it. Leave the column or table where it is and only stop "
    "using it (SeparateDatabaseAndState); remove it one release later"
)


def complaints(
    label: str, name: str, operation: Operation, before: ProjectState, made_here: set[str]
) -> Iterator[str]:
    """What is wrong with an operation of the migration ``name``, for each thing.

    ``before`` is the state that it finds; ``made_here`` the tables, in lower case, that the same
    migration has made, which nobody can be using yet.
    """
    model = getattr(operation, "model_name", getattr(operation, "name", "")) or ""
    if model.lower() in made_here:
        return
    match operation:
        case operations.AddField(field=field):
            if not (field.many_to_many or field.null or field.has_db_default()):
                yield (
                    f"adds {model}.{operation.name}, which the previous release does not write. "
                    "Give it a db_default, in the model as well, or null=True"
                )
            if field.unique and not field.null:
                yield f"adds {model}.{operation.name} as unique, with one default for all rows"
        case operations.RemoveField():
            yield f"removes {model}.{operation.name}: {GONE}"
        case operations.DeleteModel():
            yield f"deletes {model}: {GONE}"
        case operations.RenameField():
            yield f"renames {model}.{operation.old_name}: {GONE}"
        case operations.RenameModel():
            yield f"renames {operation.old_name}: {GONE}"
        case operations.AlterModelTable():
            yield f"renames the table of {model}: {GONE}"
        case operations.AlterField():
            old = before.models[label, model.lower()].fields[operation.name]
            yield from narrowed(f"{model}.{operation.name}", old, operation.field)
        case operations.AddConstraint():
            if (label, name, operation.constraint.name) not in LOOKED_AT:
                yield (
                    f"adds the constraint {operation.constraint.name}, which may refuse what the "
                    "previous release writes. Look, then say in LOOKED_AT why it does not"
                )
        case operations.AlterUniqueTogether():
            yield f"alters what is unique in {model}; use a UniqueConstraint, and look at it"
        case operations.RunSQL():
            if (label, name, "sql") not in LOOKED_AT:
                yield "runs SQL, which nobody can judge here. Look, then say so in LOOKED_AT"


def narrowed(name: str, old: models.Field, new: models.Field) -> Iterator[str]:
    """What the changed column no longer takes of what it took before."""
    if old.null and not new.null and not new.has_db_default():
        yield f"makes {name} required, and the previous release leaves it empty"
    if new.unique and not old.unique:
        yield f"makes {name} unique, which the previous release does not see to"
    if old.has_db_default() and not (new.has_db_default() or new.null):
        yield f"takes the db_default of {name} away, which the previous release relies on"
    if new.max_length and (not old.max_length or old.max_length > new.max_length):
        yield f"shortens {name}, and the previous release writes longer values"
    if old.remote_field or new.remote_field:
        if bool(old.remote_field) != bool(new.remote_field):
            yield f"makes {name} another kind of field"
        return
    kinds = [field.db_parameters(connection)["type"] or "" for field in (old, new)]
    stems = [kind.partition("(")[0] for kind in kinds]
    if stems[0] != stems[1] and stems != ["varchar", "text"]:
        yield f"changes {name} from {kinds[0]} to {kinds[1]}, which the other release cannot use"
