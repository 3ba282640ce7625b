"""While a new release is rolled out, machines of the previous one go on reading and writing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.servers import database_in, missing, postgres

from .compatibility import LOOKED_AT, complaints
from .releases import FIRST

ROOT = Path(__file__).parent.parent.parent


def later_migrations():
    """The migrations of our own apps since the first release, each with the state it finds."""
    graph = MigrationLoader(None).graph
    packages = tuple(f"{package}." for package in ("articles", "backcare", "exercises"))
    ours = {app.label for app in apps.get_app_configs() if f"{app.name}.".startswith(packages)}
    released = set()
    for label, name in FIRST.items():
        released |= set(graph.forwards_plan((label, name)))
    for leaf in graph.leaf_nodes():
        for node in graph.forwards_plan(leaf):
            if node[0] in ours and node not in released:
                yield node


def test_no_migration_breaks_the_release_before_it():
    loader, found, looked_at = MigrationLoader(None), [], set()
    for label, name in dict.fromkeys(later_migrations()):
        state, made_here = loader.project_state((label, name), at_end=False), set()
        for operation in loader.graph.nodes[label, name].operations:
            if isinstance(operation, migrations.CreateModel):
                made_here.add(operation.name_lower)
            found += [
                f"{label}.{name} {complaint}."
                for complaint in complaints(label, name, operation, state, made_here)
            ]
            if isinstance(operation, migrations.AddConstraint):
                looked_at.add((label, name, operation.constraint.name))
            operation.state_forwards(label, state)

    assert found == []
    assert {entry for entry in LOOKED_AT if entry[2] != "sql"} <= looked_at


TEXT = models.CharField(max_length=10)


@pytest.mark.parametrize(
    ("operation", "complaint"),
    [
        (migrations.AddField("note", "more", models.TextField(default="")), "db_default"),
        (migrations.AddField("note", "more", models.TextField(db_default="")), None),
        (migrations.AddField("note", "more", models.TextField(null=True)), None),
        (migrations.AddField("note", "more", models.ManyToManyField("app.Note")), None),
        (migrations.AddField("note", "more", models.TextField(db_default="", unique=True)), "one"),
        (migrations.RemoveField("note", "text"), "removes"),
        (migrations.RenameField("note", "text", "words"), "renames"),
        (migrations.RenameModel("Note", "Remark"), "renames"),
        (migrations.DeleteModel("Note"), "deletes"),
        (migrations.AlterModelTable("note", "notes"), "renames"),
        (migrations.AlterField("note", "text", models.CharField(max_length=5)), "shortens"),
        (migrations.AlterField("note", "text", models.CharField(max_length=20)), None),
        (migrations.AlterField("note", "text", models.TextField()), None),
        (migrations.AlterField("note", "text", models.IntegerField()), "changes"),
        (migrations.AlterField("note", "maybe", models.IntegerField()), "required"),
        (
            migrations.AlterField("note", "text", models.CharField(max_length=10, unique=True)),
            "unique",
        ),
        (
            migrations.AddConstraint(
                "note", models.CheckConstraint(condition=models.Q(text="a"), name="new")
            ),
            "LOOKED_AT",
        ),
        (migrations.RunSQL("DROP TABLE app_note"), "LOOKED_AT"),
        (migrations.AddIndex("note", models.Index("text", name="by_text")), None),
    ],
    ids=lambda value: getattr(value, "description", dict)() if value else None,
)
def test_what_breaks_the_release_before_it_is_told_from_what_does_not(operation, complaint):
    state = ProjectState()
    fields = [("id", models.AutoField(primary_key=True)), ("text", TEXT)]
    fields.append(("maybe", models.IntegerField(null=True)))
    state.add_model(ModelState("app", "Note", fields))
    said = " ".join(complaints("app", "0002", operation, state, set()))

    assert (complaint in said) if complaint else said == ""
    assert list(
        complaints("app", "0002", operation, state, {"note", "remark"})
    ) == [] or isinstance(operation, migrations.RenameModel | migrations.RunSQL)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_first_release_goes_on_writing_to_the_newest_database(kind, tmp_path):
    environment = {"BACKCARE_VAR": str(tmp_path / "var"), "PATH": os.environ["PATH"]}
    if kind == "sqlite":
        written = previous_release(environment)
    else:
        if reason := missing("initdb"):
            pytest.skip(reason)
        with postgres() as server, database_in(server) as url:
            written = previous_release(environment | {"DATABASE_URL": url})

    assert len(written) > 20
    assert {label.partition(".")[0] for label in written} == set(FIRST)
    assert settings.AUTH_USER_MODEL.lower() in written


def previous_release(environment):
    """The models of which the first release has inserted, changed and read a row."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.deploy.previous_release"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
