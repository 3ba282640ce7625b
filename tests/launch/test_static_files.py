import json
import os
from pathlib import Path
from unittest.mock import patch

import pytest

from backcare import settings as production
from backcare.launch import static_files


@pytest.fixture
def source(settings, tmp_path):
    """The only static file of the site."""
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": production.STORAGES["staticfiles"],
    }
    file = tmp_path / "source" / "site.css"
    file.parent.mkdir()
    file.write_text("p { color: teal }")
    return file


@pytest.fixture
def stamp(tmp_path):
    return tmp_path / "static.stamp"


def test_files_are_collected_once(source, stamp):
    assert static_files.collect_when_changed(stamp)
    assert not static_files.collect_when_changed(stamp)


def test_a_changed_file_is_collected_again(source, stamp, settings):
    static_files.collect_when_changed(stamp)
    source.write_text("p { color: navy }")
    os.utime(source, ns=(0, 0))

    assert static_files.collect_when_changed(stamp)
    manifest = json.loads(Path(settings.STATIC_ROOT, "staticfiles.json").read_text())
    assert "navy" in Path(settings.STATIC_ROOT, manifest["paths"]["site.css"]).read_text()


def test_collected_files_that_were_deleted_are_collected_again(source, stamp, settings):
    static_files.collect_when_changed(stamp)
    Path(settings.STATIC_ROOT, "staticfiles.json").unlink()

    assert static_files.collect_when_changed(stamp)


def test_an_interrupted_collection_starts_again(source, stamp):
    with (
        patch.object(static_files, "call_command", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        static_files.collect_when_changed(stamp)

    assert static_files.collect_when_changed(stamp)
