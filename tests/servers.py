"""The servers that a larger site stands on, real ones, each started by the tests that need it.

As a script, ``python -m tests.servers`` installs those that are missing, where that is possible.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.browser.site import free_port
from tests.installing import install

# Which of Debian's packages brings a program.
PACKAGES = {
    "initdb": "postgresql",
    "nginx": "nginx-light",
    "redis-server": "redis-server",
    "varnishd": "varnish",
}
WHERE = ("/usr/local/sbin", "/usr/sbin", "/sbin")
PATIENCE = 60.0  # seconds in which a server of a busy machine answers for the first time

NOT_HERE = "no server: "


@cache
def find_program(name: str) -> str | None:
    """The path of a server's program; PostgreSQL's are the newest of those that are installed."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *WHERE])
    if found := shutil.which(name, path=path):
        return found
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda file: float(file.parent.parent.name), default=None)
    return str(newest) if newest else None


def missing(*programs: str) -> str:
    """Why a test can't run that needs these programs, or nothing when they are all there."""
    lacking = [name for name in programs if find_program(name) is None]
    return f"{NOT_HERE}{', '.join(lacking)}" if lacking else ""


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL of one's own, which may be stopped and started by its folder."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:  # It refuses to run as root; Debian's package brings an account.
            account = pwd.getpwnam("postgres")
            for owned in (folder, data):
                os.chown(owned, account.pw_uid, account.pw_gid)
        port = free_port()
        _as_postgres(
            *("initdb", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"),
            *("--username=postgres", f"--pgdata={data}"),
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        _as_postgres(
            *("pg_ctl", "start", "--silent", "--wait", f"--pgdata={data}"),
            *(f"--log={folder}/log", f"--options={options} -c fsync=off"),
        )
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            _as_postgres("pg_ctl", "stop", "--silent", "--mode=immediate", f"--pgdata={data}")


def _as_postgres(program: str, *arguments: str) -> None:
    path = find_program(program)
    assert path, program
    user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    subprocess.run([path, *arguments], cwd="/", check=True, stdout=subprocess.DEVNULL, **user)


@cache
def postgres_that_answers() -> str | None:
    """The address of a PostgreSQL of this machine in which databases can be made."""
    named = [os.environ.get("DATABASE_URL", ""), os.environ.get("TEST_POSTGRES_URL", "")]
    users = ["postgres", pwd.getpwuid(os.geteuid()).pw_name]
    usual = [f"postgres://{user}@127.0.0.1:5432/postgres" for user in users]
    for url in [url for url in named if url.startswith("postgres")] + usual:
        with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            if row and row[0]:
                return url
    return None


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL: the one that runs here, or one that is started for it."""
    if url := postgres_that_answers():
        yield url
    else:
        with postgres_server() as url:
            yield url


@contextmanager
def database_in(server: str) -> Iterator[str]:
    """The address of an empty database of one's own, dropped in the end."""
    name = sql.Identifier(made := f"backcare_{uuid4().hex[:12]}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        yield f"{server.rpartition('/')[0]}/{made}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def redis_server() -> Iterator[str]:
    """The address of a Redis of one's own, which keeps nothing on disk."""
    program = find_program("redis-server")
    assert program
    port = free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        cwd=tempfile.gettempdir(),
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port, server)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(20)


def wait_for_port(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Return when the server listens; raises RuntimeError when it ends or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{server.args!r} does not listen on {port}")


if __name__ == "__main__":
    install(
        [package for name, package in PACKAGES.items() if find_program(name) is None], "the tests"
    )
