import subprocess
import sys

import pytest

from backcare.launch import lock


def test_the_second_is_told_who_was_first(tmp_path):
    lock.hold(tmp_path / "lock", note="process 1, port 8000")

    with pytest.raises(lock.Held, match="^process 1, port 8000$"):
        lock.hold(tmp_path / "lock", note="process 2, port 8001")


def test_a_process_that_has_ended_holds_nothing(tmp_path):
    code = (
        "import pathlib, sys; from backcare.launch import lock; "
        "lock.hold(pathlib.Path(sys.argv[1]), note='gone')"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "lock"], check=True)

    lock.hold(tmp_path / "lock", note="next")

    assert (tmp_path / "lock").read_text() == "next\n"


def test_the_folder_is_made(tmp_path):
    lock.hold(tmp_path / "new" / "lock", note="first")

    assert (tmp_path / "new" / "lock").stat().st_mode & 0o777 == 0o600
