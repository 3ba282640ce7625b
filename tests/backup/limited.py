"""A backup where files may have 200 kB and no more: ``python -m tests.backup.limited FOLDER``."""

import os
import resource
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backcare.settings")
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    execute_from_command_line(["manage.py", "backup", sys.argv[1]])
