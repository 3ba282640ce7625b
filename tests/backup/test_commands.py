"""What the commands do that is the same on every database: tried on SQLite."""

import subprocess

import pytest

from tests.browser.site import free_port
from tests.bucket import s3_store

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def kind():
    return "sqlite"


def test_a_backup_is_for_its_owner_alone_and_so_is_what_it_becomes(site, machine):
    empty = machine()
    empty.manage("restore", str(site.backup))

    assert site.backup.stat().st_mode & 0o777 == 0o600
    assert (empty.var / "secret_key").stat().st_mode & 0o777 == 0o600
    assert "as secret as the site" in site.said
    if (database := empty.var / "db.sqlite3").exists():
        assert database.stat().st_mode & 0o777 == 0o600


def test_a_site_keeps_the_key_that_it_has_made(site, machine):
    empty = machine()
    said = empty.manage("restore", str(site.backup))

    key = (site.machine.var / "secret_key").read_text()
    assert (empty.var / "secret_key").read_text() == key
    assert "secret key differs" not in said


def test_a_key_of_the_environment_is_not_in_the_backup(site, machine):
    source = site.machine
    other = {"BACKCARE_SECRET_KEY": "k" * 60}
    backup = source.folder / "without-key.tar"
    source.manage("backup", str(backup), **other)
    tar = subprocess.run(["tar", "tf", backup], capture_output=True, text=True, check=True)

    assert "secret_key" not in tar.stdout.split()
    assert "secret key differs" in machine().manage("restore", str(backup))
    assert "secret key differs" not in machine().manage("restore", str(backup), **other)


def test_anybody_can_check_a_backup_without_the_site(site, tmp_path):
    subprocess.run(["tar", "xf", site.backup], cwd=tmp_path, check=True)
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_verifying_touches_nothing(site, machine):
    empty = machine()

    assert "Whole: " in empty.manage("restore", "--verify", str(site.backup))
    assert empty.is_empty()
    assert not empty.media()


def test_the_backup_of_a_newer_version_is_refused(site, machine):
    newer = site.another()
    newer.shell(
        "from django.db.migrations.recorder import MigrationRecorder as R; "
        "R.Migration.objects.create(app='publishing', name='9999_tomorrow')"
    )
    backup = newer.folder / "backup.tar"
    newer.manage("backup", str(backup))
    empty = machine()
    code, said = empty.run("restore", str(backup))

    assert code == 1
    assert "newer version of backcare: this one does not know publishing.9999_tomorrow" in said
    assert empty.is_empty()


def test_a_disk_that_takes_no_more_leaves_nothing_half(site):
    source = site.machine
    full = source.folder / "full"
    full.mkdir()
    code, said = source.run("-m", "tests.backup.limited", str(full))

    assert code == 1, said
    assert "no backup was made" in said
    assert list(full.iterdir()) == []


def test_what_a_crash_has_left_goes_and_the_oldest_too(site):
    source = site.machine
    folder = source.folder / "nightly"
    folder.mkdir()
    (folder / ".backcare-unfinished-1").write_bytes(b"half")
    for day in (1, 2, 3):
        (folder / f"backcare-2020010{day}-000000.tar").touch()
    (folder / "backcare-mine.tar").touch()
    source.manage("backup", str(folder), "--keep", "2")
    names = sorted(file.name for file in folder.iterdir())

    assert len(names) == 3
    assert names[0] == "backcare-20200103-000000.tar"
    assert names[-1] == "backcare-mine.tar"


@pytest.fixture
def store():
    with s3_store() as store:
        yield store


def test_files_move_into_a_bucket_and_out_of_it(site, machine, store):
    there = machine(MEDIA_STORE=store.address())
    there.manage("restore", str(site.backup))
    assert store.files() == site.machine.media()
    assert not there.media()

    backup = there.folder / "of-bucket.tar"
    there.manage("backup", str(backup))
    back = machine()
    back.manage("restore", str(backup))
    assert back.media() == site.machine.media()
    assert back.rows() == site.machine.rows()


def test_a_bucket_that_is_away_ends_a_backup_and_leaves_nothing(site, tmp_path):
    gone = f"s3+http://key:secret@127.0.0.1:{free_port()}/pictures"
    code, said = site.machine.run("backup", str(tmp_path), MEDIA_STORE=gone)

    assert code == 1
    assert "no backup was made: it stopped halfway, and nothing was written: Could not" in said
    assert list(tmp_path.iterdir()) == []
