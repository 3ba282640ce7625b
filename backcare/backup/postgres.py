"""PostgreSQL, by its own pg_dump and pg_restore."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from .archive import pieces
from .refused import Refused

PART = "database.dump"


def require_dumpable() -> None:
    """Raise Refused unless there is a pg_dump, no older than the server."""
    _require_program("pg_dump")


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that only reads, and sees nothing of what others commit meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT 1")  # The first query takes the snapshot.
        yield


@contextmanager
def dump(folder: Path, say: Callable[[str], object]) -> Iterator[IO[bytes]]:
    """What pg_dump writes, as it writes it, of the running snapshot."""
    say("Database: pg_dump is at work.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        [name] = cursor.fetchone()
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
    with _running([*command, f"--snapshot={name}"], stdout=subprocess.PIPE) as program:
        yield program.stdout


def require_loadable() -> None:
    """Raise Refused unless there is a pg_restore, no older than the server."""
    _require_program("pg_restore")


def load(content: IO[bytes]) -> None:
    """Have pg_restore fill the database in one transaction."""
    # Comments on extensions are their owner's to write, who may be somebody else.
    command = ["pg_restore", "--no-owner", "--no-privileges", "--no-comments"]
    command += ["--single-transaction", "--exit-on-error"]
    with _running(command, stdin=subprocess.PIPE) as program:
        try:
            for piece in pieces(content):
                program.stdin.write(piece)
            program.stdin.close()
        except BrokenPipeError:
            pass  # It has ended, and says why.


@contextmanager
def _running(
    command: list[str], *, stdin: int = subprocess.DEVNULL, stdout: int | None = None
) -> Iterator[Any]:
    """A program of PostgreSQL's at work on the site's database. Raises Refused when it fails."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    *options, database = arguments[1:]
    with tempfile.TemporaryFile() as complaints:
        program = subprocess.Popen(  # noqa: S603 - its name and options are ours
            [*command, *options, f"--dbname={database}"],
            env=os.environ | (environment or {}),
            stderr=complaints,
            stdin=stdin,
            stdout=stdout,
        )
        try:
            yield program
        except BaseException:
            program.kill()
            raise
        finally:
            for stream in (program.stdin, program.stdout):
                if stream is not None and not stream.closed:
                    stream.close()
            code = program.wait()
        if code != 0:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip().splitlines()
            raise Refused(f"{command[0]} failed: {said[0] if said else f'it ended with {code}'}")


def _require_program(name: str) -> None:
    server = connection.pg_version // 10000  # type: ignore[attr-defined]
    package = f"Debian's package postgresql-client-{server} has it"
    if shutil.which(name) is None:
        raise Refused(f"there is no {name} on this machine; {package}.")
    said = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.search(r"(\d+)", said)
    if version is None or int(version[1]) < server:
        raise Refused(
            f"{name} is of PostgreSQL {version[1] if version else '?'} and the server of {server}; "
            f"it has to be as new. {package[0].upper()}{package[1:]}."
        )
