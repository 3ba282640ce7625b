"""One site at a time works on a folder."""

import fcntl
import os
from pathlib import Path


class Held(Exception):
    """Another process holds the lock; its own note is the message."""


def hold(file: Path, *, note: str) -> int:
    """Lock ``file`` for as long as this process lives.

    ``note`` is one line for whoever comes second. The kernel drops the lock when the process
    ends, however it ends, so that a lock never outlives a crash. Returns the open descriptor.
    Raises Held when another process was first.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        first = os.pread(descriptor, 1000, 0).decode(errors="replace").strip()
        os.close(descriptor)
        raise Held(first) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{note}\n".encode(), 0)
    return descriptor
