from unittest.mock import patch

import pytest
from django.db.migrations.recorder import MigrationRecorder

from backcare.launch import database

pytestmark = pytest.mark.django_db


@pytest.fixture
def pending_demo(tmp_path):
    return tmp_path / "demo.pending"


@pytest.fixture
def commands():
    """The commands that were called, not carried out."""
    called = []
    with patch.object(database, "call_command", lambda name, **options: called.append(name)):
        yield called


def test_a_database_that_is_up_to_date_is_left_alone(pending_demo, commands):
    assert not database.migrate_when_needed(pending_demo)
    assert commands == []
    assert not pending_demo.exists()


def test_a_missing_migration_is_applied(pending_demo, commands):
    MigrationRecorder.Migration.objects.latest("pk").delete()

    assert database.migrate_when_needed(pending_demo)
    assert commands == ["migrate"]


def test_only_a_new_database_waits_for_the_demo(pending_demo, commands):
    MigrationRecorder.Migration.objects.all().delete()

    database.migrate_when_needed(pending_demo)

    assert pending_demo.exists()


def test_the_demo_is_loaded_once(pending_demo, commands):
    pending_demo.touch()

    assert database.load_pending_demo(pending_demo)
    assert not database.load_pending_demo(pending_demo)
    assert commands == ["demo"]


def test_a_demo_that_was_interrupted_is_loaded_at_the_next_start(pending_demo, commands):
    pending_demo.touch()
    with (
        patch.object(database, "call_command", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        database.load_pending_demo(pending_demo)

    assert database.load_pending_demo(pending_demo)
