import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def load_settings(tmp_path, **environment):
    """The exit code and output of a process that reads the settings in this environment."""
    done = subprocess.run(
        [sys.executable, "-c", "import backcare.settings"],
        cwd=ROOT,
        env={"BACKCARE_VAR": str(tmp_path / "var"), "PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BACKCARE_DEBUG", "perhaps"),
        ("BACKCARE_SECRET_KEY", "short"),
        ("BACKCARE_URL", "example.org"),
        ("BACKCARE_URL", "https://"),
        ("BACKCARE_URL", "https://example.org:port"),
        ("BACKCARE_URL", "https://example.org/backcare/"),
        ("BACKCARE_VAR", __file__),
        ("CACHE_URL", "memcache://127.0.0.1"),
        ("DATABASE_URL", "mysql://127.0.0.1/backcare"),
        ("DATABASE_URL", "postgres://127.0.0.1"),
        ("DATABASE_URL", "postgres://127.0.0.1:port/backcare"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://mail.example.org:port"),
        ("PORT", "http"),
        ("PORT", "65536"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_wrong_value_is_said_in_one_line_that_names_the_variable(tmp_path, variable, value):
    code, said = load_settings(tmp_path, **{variable: value})

    assert code == 1
    assert said.count("\n") == 1
    assert said.startswith(f"backcare: {variable}: ")


def test_a_secret_key_is_made_once_for_its_owner_alone(tmp_path):
    load_settings(tmp_path)
    file = tmp_path / "var" / "secret_key"
    key = file.read_text()
    load_settings(tmp_path)

    assert len(key) >= 50
    assert file.read_text() == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.glob("secret_key*")] == ["secret_key"]


def test_a_wrong_value_stops_every_command(tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        env={"BACKCARE_VAR": str(tmp_path), "PATH": os.environ["PATH"], "PORT": "eighty"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("backcare: PORT: ")


@pytest.mark.parametrize("variable", ["WEB_THREADS", "WEB_WORKERS"])
def test_a_wrong_size_of_the_server_is_said_in_one_line(tmp_path, variable):
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "launch"],
        env={"BACKCARE_VAR": str(tmp_path), "PATH": os.environ["PATH"], variable: "many"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"backcare: {variable}: ")
    assert done.stderr.count("\n") == 1
