"""Runs commands of ``manage.py``, each in a fork of this process, which has loaded the site once.

Each line of standard input names the arguments of a command and a folder, whose file ``stdin`` it
reads and whose files ``stdout`` and ``stderr`` it writes; its exit code is the answer.
"""

import json
import os
import sys
import traceback
from pathlib import Path

import django
from django.core.management import execute_from_command_line


def serve() -> None:
    """Answer until standard input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backcare.settings")
    django.setup()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(run(order["arguments"], Path(order["folder"])))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def run(arguments: list[str], folder: Path) -> int:
    """The exit code of a command, run with the files of ``folder``."""
    sys.stdin = (folder / "stdin").open()
    sys.stdout = (folder / "stdout").open("w")
    sys.stderr = (folder / "stderr").open("w")
    code = 0
    try:
        execute_from_command_line(["manage.py", *arguments])
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    serve()
