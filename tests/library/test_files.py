"""Files come and go as a whole, under names that nobody chose."""

import errno
import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from backcare.library import files
from backcare.library.processing import PreparedImage, prepare

from .pictures import encoded, plain, upload


@pytest.fixture
def prepared() -> PreparedImage:
    return prepare(upload(encoded(plain((1700, 900)))))


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


def test_names_are_generated_and_spread_over_folders(prepared, stored):
    names = files.names(files.write(prepared))
    assert stored() == set(names)
    assert len(names) == 5
    key = re.fullmatch(r"images/(..)/(\1[0-9a-f]{14})\.jpg", names[0])
    assert key
    assert [name.removeprefix(f"images/{key[1]}/{key[2]}") for name in names[1:]] == [
        "-400.webp", "-800.webp", "-1600.webp", "-1200.jpg",
    ]  # fmt: skip


def test_the_same_upload_never_gets_the_same_name(prepared):
    assert not set(files.names(files.write(prepared))) & set(files.names(files.write(prepared)))


@pytest.mark.parametrize("after", range(5))
def test_a_full_disk_leaves_nothing(prepared, stored, monkeypatch, after):
    monkeypatch.setattr(FileSystemStorage, "_save", full_disk(after))
    with pytest.raises(files.StorageError, match="No space left"):
        files.write(prepared)
    assert stored() == set()


def test_an_interrupted_write_leaves_nothing(prepared, stored, monkeypatch):
    def interrupted(self, name, content):
        raise KeyboardInterrupt

    monkeypatch.setattr(FileSystemStorage, "_save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write(prepared)
    assert stored() == set()


def test_only_generated_names_are_removed(media, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("kept")
    media.mkdir()
    (media / "note.txt").write_text("kept")
    files.remove(["../secret", str(secret), "note.txt", ""])
    assert secret.exists()
    assert (media / "note.txt").exists()


def test_a_file_that_cannot_be_removed_stops_nothing(prepared, stored, monkeypatch, caplog):
    written = files.write(prepared)
    delete = FileSystemStorage.delete

    def failing(self, name):
        if name == written["master"]:
            raise PermissionError
        delete(self, name)

    monkeypatch.setattr(FileSystemStorage, "delete", failing)
    files.remove(files.names(written))
    assert stored() == {written["master"]}
    assert written["master"] in caplog.text
