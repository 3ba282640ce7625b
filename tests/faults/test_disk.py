"""The disk is full: reading goes on, nothing is half written, and room is enough to recover."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest

from .site import FaultySite, wait_until

SIZE = 300 * 1024 * 1024  # bytes of the disk
TEXT = "My back is stiff in the morning. What helps?"

# An upload, and what became of it.
UPLOAD = """
from backcare.library.files import StorageError
from tests.library.pictures import make_image
try:
    make_image()
except StorageError:
    print("no room")
else:
    print("stored")
"""


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A disk of its own, small and in memory."""
    folder = tmp_path_factory.mktemp("disk")
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("Only an administrator makes a small disk.")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def site(made, disk):
    site = FaultySite(disk)
    site.page = made.page
    try:
        site.start_from(made.var)
        yield site
    finally:
        site.stop()


def fill(file):
    """Leave no room at all."""
    with file.open("ab", buffering=0) as filler:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                continue


@pytest.mark.slow
def test_a_full_disk_stops_no_reader_and_halves_no_comment(disk, site):
    site.keep("/articles/")
    assert site.comment(f"Before. {TEXT}").status == 303
    filler = disk / "filler"
    fill(filler)
    try:
        with site.read_meanwhile("/articles/") as seen:
            refused = [site.comment(f"Full {number}. {TEXT}") for number in range(5)]
            page = site.ask("/search/?q=pain")
            ready = site.ask("/readyz")
    finally:
        filler.unlink()
    refused = [answer for answer in refused if answer.status != 303]
    assert refused, "There was room for everything."
    for answer in refused:
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert TEXT in answer.text
    assert page.status == 200
    assert "disk" in ready.text
    assert {answer.status for answer in seen} == {200}
    wait_until(lambda: site.comment(f"After. {TEXT}").status == 303)
    assert site.ask("/readyz").status == 200
    with closing(sqlite3.connect(site.var / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        [[comments]] = database.execute("SELECT count(*) FROM comments_comment").fetchall()
        [[decided]] = database.execute(
            "SELECT count(DISTINCT comment_id) FROM comments_decision"
        ).fetchall()
        assert comments == decided  # The one is never stored without the other.
    assert shutil.disk_usage(disk).free > SIZE / 10


@pytest.mark.slow
def test_a_full_disk_leaves_no_half_of_a_picture(disk, site):
    def files():
        return {path for path in (site.var / "media").rglob("*") if path.is_file()}

    before = files()
    filler = disk / "filler"
    site.shell("print()")  # Starts the process that the next one is done by.
    fill(filler)
    try:
        told = site.shell(UPLOAD)
        assert told.strip() == "no room"
        assert files() == before
    finally:
        filler.unlink()
    assert site.shell(UPLOAD).strip() == "stored"
    assert files() > before
