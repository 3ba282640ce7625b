"""Machines that a site is on, or could be: a folder, a database, and commands of the site there."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
MANAGE = ROOT / "manage.py"

# Every row of every table, save what says when a worker was seen.
ROWS = """
import hashlib, json
from django.db import connection
with connection.cursor() as cursor:
    found = {}
    for table in connection.introspection.table_names(cursor):
        name = connection.ops.quote_name(table)
        cursor.execute(f"SELECT * FROM {name}")
        rows = sorted(repr(row) for row in cursor)
        found[table] = [len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest()]
print(json.dumps(found))
"""
REFERENCED = """
import json
from backcare.backup.media import referenced
print(json.dumps(list(referenced())))
"""
# A small site: pictures with all that is made of them, and a settings row.
FILL = """
from io import BytesIO
from PIL import Image as Picture
from backcare.library.models import Image
from backcare.library.renditions import make_missing
from backcare.site.models import SiteSettings
from backcare.jobs.queue import enqueue
for number in range(4):
    file = BytesIO()
    Picture.effect_noise((900, 500), 20 + number).convert("RGB").save(file, "JPEG")
    Image.objects.add(file, alt=f"A picture, the {number + 1}.")
make_missing()
SiteSettings.objects.update_or_create(pk=1, defaults={"name": "Straightened"})
"""


class Machine:
    """A folder, a database, and nothing in them yet."""

    def __init__(self, folder: Path, database: str = "", **environment: str) -> None:
        self.folder = folder
        self.var = folder / "var"
        self.environment = {
            "BACKCARE_VAR": str(self.var),
            "PATH": os.environ["PATH"],
            "PYTHONUNBUFFERED": "1",
            **({"DATABASE_URL": database} if database else {}),
            **environment,
        }

    def run(self, *arguments: str, **environment: str) -> tuple[int, str]:
        """A command's exit code, and its output with the error output."""
        done = self.start(*arguments, **environment)
        said, _ = done.communicate(timeout=300)
        return done.returncode, said

    def start(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        """A command of the site, or with ``-m`` a module of these tests, begun."""
        command = arguments if arguments[0] == "-m" else (MANAGE, *arguments)
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def manage(self, *arguments: str, **environment: str) -> str:
        """What a command says; raises AssertionError when it fails."""
        code, said = self.run(*arguments, **environment)
        assert code == 0, said
        return said

    def shell(self, code: str) -> str:
        return self.manage("shell", "--verbosity", "0", "--command", code)

    def fill(self) -> "Machine":
        """Make a site here."""
        self.manage("migrate", "--verbosity", "0")
        self.shell(FILL)
        return self

    def rows(self) -> dict[str, list[object]]:
        """The number of rows and a checksum of them, for each table."""
        return json.loads(self.shell(ROWS))

    def referenced(self) -> set[str]:
        """The names of the files that rows refer to."""
        return set(json.loads(self.shell(REFERENCED)))

    def media(self) -> dict[str, bytes]:
        """The files of the media folder by their names."""
        media = self.var / "media"
        return {
            file.relative_to(media).as_posix(): file.read_bytes()
            for file in media.rglob("*")
            if file.is_file()
        }

    def is_empty(self) -> bool:
        """Whether there is no site here, so that one can be restored."""
        code = "from backcare.backup.database import is_empty; print(is_empty())"
        return self.shell(code).strip() == "True"
