"""Files come and go as a whole, under names that nobody chose."""

import errno
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from backcare.library import files
from backcare.library.encoding import EncodedFile, encode_renditions

from .pictures import plain


@pytest.fixture
def made() -> list[EncodedFile]:
    return list(encode_renditions(plain((1700, 900))))


def full_disk(after: int):
    """A replacement for the storage's method that runs out of space in the file after `after`."""
    write = FileSystemStorage._save
    saved = []

    def save(self, name, content):
        if len(saved) < after:
            saved.append(name)
            return write(self, name, content)
        half = Path(self.path(name))
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    return save


def test_names_are_generated_and_spread_over_folders(made, stored):
    names = [file["name"] for file in files.write_renditions(made)]
    assert stored() == set(names)
    key = re.match(r"images/(..)/(\1[0-9a-f]{14})-", names[0])
    assert key
    assert [name.removeprefix(f"images/{key[1]}/{key[2]}") for name in names] == [
        "-400.avif", "-800.avif", "-1600.avif", "-400.webp", "-800.webp", "-1600.webp",
        "-1200.jpg",
    ]  # fmt: skip
    assert all(files.is_generated(name) for name in names)


def test_the_same_picture_never_gets_the_same_name(made, stored):
    names = {files.write_master(made[-1]), files.write_master(made[-1]), files.write_card(made[-1])}
    assert len(names) == 3
    assert stored() == names
    assert all(files.is_generated(name) for name in names)


@pytest.mark.parametrize("after", [0, 1, 6])
def test_a_full_disk_leaves_nothing(made, stored, monkeypatch, after):
    monkeypatch.setattr(FileSystemStorage, "_save", full_disk(after))
    with pytest.raises(files.StorageError, match="No space left"):
        files.write_renditions(made)
    assert stored() == set()


def test_an_interrupted_write_leaves_nothing(made, stored, monkeypatch):
    def interrupted(self, name, content):
        raise KeyboardInterrupt

    monkeypatch.setattr(FileSystemStorage, "_save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_renditions(made)
    assert stored() == set()


def test_only_generated_names_are_removed(media, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("kept")
    media.mkdir()
    (media / "note.txt").write_text("kept")
    files.remove(["../secret", str(secret), "note.txt", ""])
    assert secret.exists()
    assert (media / "note.txt").exists()


def test_a_file_that_cannot_be_removed_stops_nothing(made, stored, monkeypatch, caplog):
    written = [file["name"] for file in files.write_renditions(made)]
    delete = FileSystemStorage.delete

    def failing(self, name):
        if name == written[0]:
            raise PermissionError
        delete(self, name)

    monkeypatch.setattr(FileSystemStorage, "delete", failing)
    files.remove(written)
    assert stored() == {written[0]}
    assert written[0] in caplog.text


def test_what_a_killed_process_left_is_found_after_a_while(made, stored):
    known, left = files.write_master(made[-1]), files.write_master(made[-1])
    now = datetime.now(UTC)
    found = {"images": set(), "cards": set()}
    for folder in found:
        later = files.leftovers(folder, known={known}, before=now + timedelta(minutes=1))
        found[folder] = set(later)
    assert found == {"images": {left}, "cards": set()}
    assert not list(files.leftovers("images", known=set(), before=now - timedelta(days=1)))
