"""The production server: granian in this process, with its workers below it."""

import ctypes
import logging
import multiprocessing.process
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import mp as granian_workers

from . import front

HOST = "127.0.0.1"
# Of each worker, so that hundreds of slow ones leave room for others.
MOST_CONNECTIONS = 4096
# How long a thread that computes keeps others waiting. Python's own 5 ms let answers that take
# 0.1 ms wait for a hundred while pages were rendered.
SWITCH_SECONDS = 0.0005
M_ARENA_MAX = -8  # source: malloc.h


class Meant(logging.Filter):
    """Leaves out granian's doubts about the number of threads: they only read bodies."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line says something that is not so on purpose."""
        return "Python threads" not in record.getMessage()


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s server %(message)s"}},
    "filters": {"meant": {"()": Meant}},
    "handlers": {
        "line": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["meant"]}
    },
    "loggers": {"_granian": {"handlers": ["line"], "propagate": False}},
}


def refusal_of_port(port: int, address: str = HOST) -> str:
    """Why ``port`` of ``address`` cannot be listened on, or nothing when it can.

    Granian shares a port willingly with any program that does the same, so the question has
    to be asked without that option, before it starts.
    """
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def load_application(threads: int) -> Callable[..., Any]:
    """The site, as each worker loads it.

    A worker leaves the terminal's process group: Ctrl-C then reaches the main process alone,
    which lets the workers finish the requests that they are answering. Should the main process
    be killed, they end as well instead of keeping its port.
    """
    if main := multiprocessing.parent_process():
        os.setpgid(0, 0)
        threading.Thread(target=_end_with, args=(main,), daemon=True).start()
    sys.setswitchinterval(SWITCH_SECONDS)
    _share_memory()
    from backcare.pagecache import listening
    from backcare.wsgi import application

    listening.start()

    # Granian has no public way to answer later than on return; see decision 0034.
    granian_workers._wsgi_call_wrap = lambda site, *_: front.Front(  # type: ignore[attr-defined]
        site, threads=threads
    )
    return application


def _share_memory() -> None:
    """Let a worker's threads share two heaps: one for each takes 25 MB more for two workers.

    Source: mallopt(3); other C libraries than glibc have no such heaps.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def _end_with(main: multiprocessing.process.BaseProcess) -> None:
    main.join()
    os.kill(os.getpid(), signal.SIGTERM)


def serve(
    port: int, *, address: str = HOST, workers: int, threads: int, ready: Callable[[], None]
) -> None:
    """Serve the site until SIGINT or SIGTERM; ``ready`` is called once the port is open.

    Each of the ``workers`` is a process that renders ``threads`` pages at a time. SIGHUP
    replaces the workers one by one, except at a terminal, where it means that the window was
    closed. Raises SystemExit when the workers cannot be kept alive.
    """
    server = Granian(
        "backcare.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        # A client that trickles its headers holds a connection, never longer than this.
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        workers=workers,
        blocking_threads=front.THREADS,
        backpressure=MOST_CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_dictconfig=LOGGING,
        log_level=LogLevels.warning,
    )

    @server.on_startup
    def start() -> None:
        if sys.stdin.isatty():
            signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
        connections.close_all()  # A forked worker must not share its parent's connection.
        _allow_connections()
        _forget_counts()
        ready()

    server.serve(target_loader=lambda target: load_application(threads))


def _forget_counts() -> None:
    """Begin the metrics anew: the processes that have counted for them have ended."""
    for file in (settings.VAR_DIR / "metrics").glob("*.db"):
        file.unlink(missing_ok=True)


def _allow_connections() -> None:
    """Raise the limit of open files, each connection being one, as far as may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
