"""The whole drill, on both databases: a site is copied while it serves, and made elsewhere."""

import os
import signal
import subprocess
import sys

import pytest

from .machines import ROOT

pytestmark = pytest.mark.slow

PAIRS = """
from backcare.jobs.models import Job
numbers = lambda name: sorted(j.payload["number"] for j in Job.objects.filter(name=name))
print(numbers("left") == numbers("right"), len(numbers("left")))
"""
ALTS = """
import json
from backcare.library.models import Image
print(json.dumps(sorted(Image.objects.values_list("alt", flat=True))))
"""


def test_a_restored_site_has_the_same_rows_and_files(site, machine):
    empty = machine()
    said = empty.manage("restore", str(site.backup))

    assert "Restored: " in said
    assert empty.rows() == site.machine.rows()
    assert empty.media() == site.machine.media()
    assert set(empty.media()) == empty.referenced()
    assert len(empty.media()) > 12


def test_a_site_that_is_there_is_not_overwritten(site):
    other = site.another()
    other.shell("from backcare.site.models import SiteSettings as S; S.objects.update(name='Mine')")
    rows, media = other.rows(), other.media()
    code, said = other.run("restore", str(site.backup))

    assert code == 1
    assert "there is a site here already" in said
    assert other.rows() == rows
    assert other.media() == media


def test_a_backup_of_a_site_that_is_written_to_is_of_one_moment(site, machine):
    busy = site.another()
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.backup.writing"],
        cwd=ROOT,
        env=busy.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout.readline() == "writing\n"
    backup = busy.folder / "backup.tar"
    busy.manage("backup", str(backup))
    written, _ = writer.communicate("", timeout=120)
    restored = machine()
    restored.manage("restore", str(backup))

    agree, pairs = restored.shell(PAIRS).split()
    assert agree == "True"
    assert 10 <= int(pairs) <= int(written) + 1
    media, before = restored.media(), busy.media()
    assert restored.referenced() <= set(media)
    assert all(media[name] == before[name] for name in media.keys() & before.keys())


def test_files_that_come_and_go_meanwhile_are_those_that_the_rows_know(site, machine):
    busy = site.another()
    backup = busy.folder / "backup.tar"
    code, said = busy.run("-m", "tests.backup.racing", str(backup))
    restored = machine()
    restored.manage("restore", str(backup))

    assert code == 0, said
    assert "2 snapshots" in said
    alts = restored.shell(ALTS)
    assert '"goes"' not in alts
    assert '"stays"' in alts
    assert '"late"' in alts
    assert restored.referenced() <= set(restored.media())


def test_a_lost_file_is_said_and_does_not_keep_the_rest_from_being_saved(site, machine):
    damaged = site.another()
    lost = sorted(damaged.referenced())[0]
    (damaged.var / "media" / lost).unlink()
    backup = damaged.folder / "backup.tar"
    said = damaged.manage("backup", str(backup))
    restored = machine()
    restored.manage("restore", str(backup))

    assert f"1 files are lost that images refer to, such as {lost}" in said
    assert restored.media() == damaged.media()
    assert restored.rows() == damaged.rows()


@pytest.mark.parametrize("during", ["files", "database"])
def test_a_restore_that_was_killed_can_be_done_again(site, machine, during):
    empty = machine()
    code, said = empty.run("-m", "tests.backup.dying", str(site.backup), during)

    assert code == -signal.SIGKILL, said
    assert empty.is_empty()
    empty.manage("restore", str(site.backup))
    assert empty.rows() == site.machine.rows()
    assert empty.media() == site.machine.media()


def test_the_backup_of_an_earlier_version_is_brought_up_to_date(site, machine):
    old = site.another()
    old.manage("migrate", "--verbosity", "0", "site", "0004")
    backup = old.folder / "backup.tar"
    old.manage("backup", str(backup))
    restored = machine()
    restored.manage("restore", str(backup))

    assert "[X] 0005" in restored.manage("showmigrations", "site")
    assert restored.run("migrate", "--check")[0] == 0


def test_a_pg_dump_that_is_missing_or_too_old_is_said(site, kind, tmp_path):
    if kind == "sqlite":
        code, _ = site.machine.run("backup", str(tmp_path / "a.tar"), PATH=str(tmp_path))
        assert code == 0  # It needs none.
        return
    code, said = site.machine.run("backup", str(tmp_path / "a.tar"), PATH=str(tmp_path))
    assert code == 1
    assert "there is no pg_dump on this machine; Debian's package postgresql-client-" in said

    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    code, said = site.machine.run("backup", str(tmp_path / "a.tar"), PATH=path)
    assert code == 1
    assert "pg_dump is of PostgreSQL 9 and the server of" in said
    assert [file.name for file in tmp_path.iterdir()] == ["pg_dump"]
