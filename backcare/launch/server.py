"""The production server: granian in this process, with its workers below it."""

import logging
import multiprocessing.process
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

HOST = "127.0.0.1"

# The path comes last, so that a blank in it cannot be mistaken for the next column. What was
# searched for (the query string) is left out: it may say what hurts, and where.
REQUEST_LINE = "%(time)s %(addr)s %(status)d %(dt_ms).0fms %(method)s %(path)s"


class OneLine(logging.Formatter):
    """Writes a request on one line, whatever bytes its path was made of."""

    def format(self, record: logging.LogRecord) -> str:
        """Escape what is not printable ASCII as %XX, as it came in the request."""
        return re.sub(r"[^ -~]", lambda char: f"%{ord(char[0]):02X}", super().format(record))


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s server %(message)s"},
        "request": {"()": OneLine},
    },
    "handlers": {
        "line": {"class": "logging.StreamHandler", "formatter": "line"},
        "request": {
            "class": "logging.StreamHandler",
            "formatter": "request",
            "stream": "ext://sys.stdout",
        },
    },
    "loggers": {
        "_granian": {"handlers": ["line"], "propagate": False},
        "granian.access": {"handlers": ["request"], "level": "INFO", "propagate": False},
    },
}


def refusal_of_port(port: int) -> str:
    """Why ``port`` cannot be listened on, or nothing when it can.

    Granian shares a port willingly with any program that does the same, so the question has
    to be asked without that option, before it starts.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def load_application(target: str) -> Callable[..., Any]:
    """The site, as each worker loads it; ``target`` is what granian was given and is ignored.

    A worker leaves the terminal's process group: Ctrl-C then reaches the main process alone,
    which lets the workers finish the requests that they are answering. Should the main process
    be killed, they end as well instead of keeping its port.
    """
    if main := multiprocessing.parent_process():
        os.setpgid(0, 0)
        threading.Thread(target=_end_with, args=(main,), daemon=True).start()
    from backcare.wsgi import application

    return application


def _end_with(main: multiprocessing.process.BaseProcess) -> None:
    main.join()
    os.kill(os.getpid(), signal.SIGTERM)


def serve(port: int, *, workers: int, threads: int, ready: Callable[[], None]) -> None:
    """Serve the site until SIGINT or SIGTERM; ``ready`` is called once the port is open.

    Each of the ``workers`` is a process that answers ``threads`` requests at a time. SIGHUP
    replaces the workers one by one, except at a terminal, where it means that the window was
    closed. Raises SystemExit when the workers cannot be kept alive.
    """
    server = Granian(
        "backcare.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        # A client that trickles its headers holds a connection, never longer than this.
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=True,
        log_access_format=REQUEST_LINE,
        log_dictconfig=LOGGING,
        log_level=LogLevels.warning,
    )

    @server.on_startup
    def start() -> None:
        if sys.stdin.isatty():
            signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
        connections.close_all()  # A forked worker must not share its parent's connection.
        ready()

    server.serve(target_loader=load_application)
