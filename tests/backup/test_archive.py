"""Archives that were damaged, or made to do harm: nothing of them is taken."""

import errno
import io
import json
import tarfile
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.backup import backing_up, restoring
from backcare.backup.archive import BLOCK, Damaged, Writer, parts, verify
from backcare.backup.refused import Refused

NAME = "media/images/ab/abcdefabcdefabcd.jpg"
MANIFEST = {
    "format": 1,
    "made_at": "2026-01-01T00:00:00+00:00",
    "origin": "http://127.0.0.1:8000",
    "vendor": "sqlite",
    "database_version": "3",
    "django": "5.2",
    "python": "3.11",
    "key": "0",
    "migrations": [],
}


def archive(*extra, manifest=MANIFEST):
    """The bytes of a backup with these parts besides those that each has."""
    file = io.BytesIO()
    file.fileno = lambda: 0  # It is put to disk in the end, which ``no_sync`` prevents.
    with Writer(file) as writer:
        for name, content in [*extra, ("manifest.json", json.dumps(manifest).encode())]:
            writer.add_bytes(name, content)
        writer.add_bytes("database.sqlite3", b"rows")
        writer.finish()
    return file.getvalue()


def read(content):
    return restoring.read_whole(io.BytesIO(content), say=lambda line: None)


def contents(archive):
    return [(part.name, part.content.read()) for part in parts(io.BytesIO(archive))]


@pytest.fixture(autouse=True)
def no_sync(monkeypatch):
    monkeypatch.setattr("backcare.backup.archive.os.fsync", lambda descriptor: None)


def test_what_is_written_is_read_and_tar_agrees():
    content = archive((NAME, b"x" * 1500), ("secret_key", b""))
    told, found = read(content)
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        assert tar.extractfile(NAME).read() == b"x" * 1500

    assert found.files == 1
    assert found.file_bytes == 1500
    assert told.origin == "http://127.0.0.1:8000"


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_change_of_any_byte_is_noticed(place, change):
    whole = archive((NAME, b"a picture"))
    place %= len(whole) - 2 * BLOCK
    changed = bytearray(whole)
    changed[place] ^= change
    try:
        read(bytes(changed))
    except Refused:
        return
    # A byte of padding, or of what a header says besides, harms nothing.
    assert contents(changed) == contents(whole)


@given(st.integers(min_value=0))
def test_a_backup_that_ends_early_is_noticed(length):
    whole = archive((NAME, b"a picture"))
    with pytest.raises(Refused):
        read(whole[: length % (len(whole) - 2 * BLOCK)])


def test_the_part_that_is_damaged_is_named():
    content = archive((NAME, b"a picture")).replace(b"a picture", b"a pistere")
    with pytest.raises(Refused, match=f"{NAME} is not what it was"):
        read(content)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/cron.d/evil",
        "/etc/passwd",
        "media/../secret_key",
        "media/images/ab/../../../db.sqlite3",
        "media/images/ab/abcdefabcdefabcd.html",
        "media/images/ab/abcdefabcdefabcd.jpg/",
        "db.sqlite3",
        "static/js/evil.js",
        "manifest.json",
        "database.dump",
        "secret_key\n",
    ],
)
def test_names_that_no_site_has_are_refused(name):
    with pytest.raises(Refused):
        read(archive((name, b"evil")))


def forged(kind, **facts):
    """A backup that begins with an entry of another kind."""
    entry = tarfile.TarInfo(facts.pop("name", NAME))
    entry.type = kind
    for key, value in facts.items():
        setattr(entry, key, value)
    return entry.tobuf(tarfile.GNU_FORMAT) + archive()


@pytest.mark.parametrize(
    "kind",
    [
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.DIRTYPE,
        tarfile.CHRTYPE,
        tarfile.FIFOTYPE,
        tarfile.GNUTYPE_SPARSE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.CONTTYPE,
    ],
)
def test_links_folders_devices_and_headers_are_refused(kind):
    with pytest.raises(Refused, match="something else than plain files"):
        read(forged(kind, linkname="/etc/passwd" if kind in b"12" else ""))


def test_a_file_that_claims_a_link_is_refused():
    with pytest.raises(Refused, match="something else than plain files"):
        read(forged(tarfile.REGTYPE, linkname="/etc/passwd"))


@pytest.mark.parametrize("size", [8**11 - 1, 2**60])
def test_a_size_that_is_a_lie_takes_no_memory(size):
    tracemalloc.start()
    try:
        with pytest.raises(Refused):
            read(forged(tarfile.REGTYPE, size=size))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_reading_takes_the_memory_of_a_piece_however_large_a_part_is():
    content = archive(("media/cards/ab/abcdefabcdefabcd.jpg", bytes(40_000_000)))
    tracemalloc.start()
    try:
        list(verify(io.BytesIO(content)))
        # The file itself, once more, is the one that BytesIO has made.
        assert tracemalloc.get_traced_memory()[1] < 48_000_000
    finally:
        tracemalloc.stop()


def test_a_picture_larger_than_any_is_refused(monkeypatch):
    monkeypatch.setattr(restoring.media, "LARGEST", 1000)
    with pytest.raises(Refused, match="larger than any image"):
        read(archive((NAME, bytes(1001))))


def test_a_bomb_of_gzip_is_no_backup():
    with pytest.raises(Refused, match="no backup of a site"):
        read(b"\x1f\x8b" + bytes(5000))


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (MANIFEST | {"format": 2}, "newer version of backcare"),
        ({"format": 1}, "manifest cannot be read"),
        ([], "manifest cannot be read"),
        (MANIFEST | {"more": 1}, "manifest cannot be read"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(manifest, said):
    with pytest.raises(Refused, match=said):
        read(archive(manifest=manifest))


def test_what_follows_the_end_is_refused():
    with pytest.raises(Refused, match="something follows"):
        read(archive()[: -2 * BLOCK] + b"evil".ljust(2 * BLOCK))


def test_a_part_that_cannot_be_read_leaves_the_archive_as_it_was():
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("gone")
            return super().read(700)

    file = io.BytesIO()
    with Writer(file) as writer:
        writer.add_bytes(NAME, b"whole")
        before = file.getvalue()
        with pytest.raises(OSError, match="gone"):
            writer.add("media/cards/ab/abcdefabcdefabcd.jpg", Failing(bytes(5000)))

    assert file.getvalue() == before
    with pytest.raises(Damaged, match="ends too early"):
        list(verify(file))


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    def fill_up(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backing_up, "_write", fill_up)
    monkeypatch.setattr("backcare.backup.postgres.require_dumpable", lambda: None)
    with pytest.raises(Refused, match="is full; nothing was written"):
        backing_up.back_up(tmp_path / "backup.tar", say=print)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["there.tar", "nowhere/backup.tar"])
def test_no_file_is_overwritten_and_no_folder_made(tmp_path, target):
    (tmp_path / "there.tar").write_text("mine")
    with pytest.raises(Refused):
        backing_up.back_up(tmp_path / target, say=print)
    assert (tmp_path / "there.tar").read_text() == "mine"
