"""Django's development server, as a process below this one."""

import os
import signal
import subprocess
import sys

from django.conf import settings

from .server import HOST


def serve(port: int) -> int:
    """Run the development server until SIGINT or SIGTERM; returns its exit code."""
    manage = str(settings.BASE_DIR / "manage.py")
    server = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, manage, "runserver", f"{HOST}:{port}"],
        # Whoever says --reload knows that it is not for production.
        env={**os.environ, "DJANGO_RUNSERVER_HIDE_WARNING": "true"},
    )
    # Its reloader takes the server below it along when it gets SIGTERM, and only then.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.terminate())
    return server.wait()
