"""A backup in which others upload and delete at the worst moments, in processes of their own.

``python -m tests.backup.racing FILE``: when the files have been copied that were there at first,
two images come; when the snapshot has been taken, one of them goes and a third one comes.
"""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import django

from .machines import MANAGE

ADD = """
from io import BytesIO
from PIL import Image as Picture
from backcare.library.models import Image
for name in {names!r}:
    file = BytesIO()
    Picture.new("RGB", (60, 40), "red").save(file, "JPEG")
    Image.objects.add(file, alt=name)
"""
REMOVE = "from backcare.library.models import Image; Image.objects.get(alt={name!r}).delete()"


def elsewhere(code: str) -> None:
    """Run ``code`` in another process of the site."""
    subprocess.run(
        [sys.executable, MANAGE, "shell", "--verbosity", "0", "--command", code], check=True
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backcare.settings")
    django.setup()

    from backcare.backup import backing_up, database

    site = database.current()
    take, taken = site.snapshot, []

    @contextmanager
    def snapshot():
        if not taken:
            elsewhere(ADD.format(names=["goes", "stays"]))
        with take():
            if not taken:
                elsewhere(REMOVE.format(name="goes") + "\n" + ADD.format(names=["late"]))
            taken.append(True)
            yield

    site.snapshot = snapshot
    backing_up.back_up(Path(sys.argv[1]), say=print)
    print(len(taken), "snapshots")
