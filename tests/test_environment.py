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
        ("BIND", "localhost"),
        ("CACHE_URL", "memcache://127.0.0.1"),
        ("DATABASE_URL", "mysql://127.0.0.1/backcare"),
        ("DATABASE_URL", "postgres://127.0.0.1"),
        ("DATABASE_URL", "postgres://127.0.0.1:port/backcare"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://mail.example.org:port"),
        ("MEDIA_STORE", "https://s3.example.org/bucket"),
        ("MEDIA_STORE", "s3://key:secret@s3.example.org"),
        ("MEDIA_STORE", "s3://key@s3.example.org/bucket"),
        ("MEDIA_STORE", "s3://key:secret@s3.example.org:port/bucket"),
        ("MEDIA_STORE", "s3://key:secret@s3.example.org/bucket?public=1"),
        ("METRICS_TOKEN", "short"),
        ("METRICS_TOKEN", "with blanks between its words"),
        ("SENTRY_DSN", "sentry.example.org"),
        ("SLOW_QUERY_MS", "0"),
        ("SLOW_REQUEST_MS", "soon"),
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


def test_a_database_is_made_for_its_owner_alone(tmp_path):
    load_settings(tmp_path)
    file = tmp_path / "var" / "db.sqlite3"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    load_settings(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o640  # What its owner has chosen stays.


def test_no_file_is_made_for_another_kind_of_database(tmp_path):
    load_settings(tmp_path, DATABASE_URL="postgres://127.0.0.1/backcare")
    load_settings(tmp_path, DATABASE_URL="sqlite://:memory:")
    assert not list((tmp_path / "var").glob("*sqlite3"))
    assert not (tmp_path / ":memory:").exists()


def test_a_cache_that_hangs_keeps_nobody_waiting(tmp_path):
    code = (
        "from backcare.settings import CACHES; o = CACHES['default']['OPTIONS']; "
        "print(max(o['socket_timeout'], o['socket_connect_timeout']) <= 1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"BACKCARE_VAR": str(tmp_path), "CACHE_URL": "redis://127.0.0.1:6379/0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "True\n"


@pytest.mark.parametrize("module", ["psycopg", "redis", "storages"])
def test_a_library_that_is_missing_is_named_with_how_to_install_it(tmp_path, module):
    addresses = {
        "psycopg": ("DATABASE_URL", "postgres://127.0.0.1/backcare", "postgres"),
        "redis": ("CACHE_URL", "redis://127.0.0.1:6379/0", "redis"),
        "storages": ("MEDIA_STORE", "s3://key:secret@s3.example.org/bucket", "s3"),
    }
    variable, address, lock = addresses[module]
    code = (
        "import importlib.util as u; find = u.find_spec; "
        f"u.find_spec = lambda name, *a: None if name == {module!r} else find(name, *a); "
        "import backcare.settings"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"BACKCARE_VAR": str(tmp_path), variable: address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"backcare: {variable}: needs more than is installed")
    assert f"requirements/{lock}.txt" in done.stderr


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
