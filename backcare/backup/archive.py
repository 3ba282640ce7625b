"""The file that a backup is: a tar of plain files, the last of which has the SHA-256 of the others.

``tar`` and ``sha256sum -c SHA256SUMS`` read it without this site. Nothing in it is compressed by
us, so that it never unpacks to more than it is. Reading and writing take the memory of one piece.
"""

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO

SUMS = "SHA256SUMS"
BLOCK = tarfile.BLOCKSIZE
PIECE = 1024 * 1024  # bytes
END = b"\0" * 2 * BLOCK


class Damaged(Exception):
    """The file is no backup, or not as it was written; the message says in what."""


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in pieces that fit into memory."""
    while piece := stream.read(PIECE):
        yield piece


class Writer:
    """Adds parts to ``file``, which can seek; ``finish`` adds the checksums.

    Use it in a ``with`` block, which makes no difference to the file.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.bytes = 0  # of all parts
        self._file = file
        self._sums = tempfile.TemporaryFile()  # noqa: SIM115 - closed by ``__exit__``

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self._sums.close()

    def add(self, name: str, content: IO[bytes]) -> None:
        """Add a part; if reading it fails, the file is as it was before."""
        start = self._file.tell()
        try:
            self._file.write(b"\0" * BLOCK)  # Its header states a size that isn't known yet.
            digest, size = hashlib.sha256(), 0
            for piece in pieces(content):
                self._file.write(piece)
                digest.update(piece)
                size += len(piece)
            self._file.write(b"\0" * (-size % BLOCK))
            end = self._file.tell()
            self._file.seek(start)
            self._file.write(_header(name, size))
            self._file.seek(end)
        except BaseException:
            self._file.seek(start)
            self._file.truncate()
            raise
        self._sums.write(_line(name, digest.hexdigest()))
        self.bytes += size

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, BytesIO(content))

    def finish(self) -> None:
        """Write the checksums, and everything to disk."""
        size = self._sums.tell()
        self._sums.seek(0)
        self._file.write(_header(SUMS, size))
        for piece in pieces(self._sums):
            self._file.write(piece)
        self._file.write(b"\0" * (-size % BLOCK) + END)
        self._file.flush()
        os.fsync(self._file.fileno())


def _header(name: str, size: int) -> bytes:
    facts = tarfile.TarInfo(name)
    facts.size, facts.mode = size, 0o600
    return facts.tobuf(tarfile.GNU_FORMAT)


def _line(name: str, digest: str) -> bytes:
    """A line as sha256sum writes and reads it."""
    return f"{digest}  {name}\n".encode()


@dataclass(frozen=True)
class Part:
    """A part of the archive; ``content`` can be read until the next part is asked for."""

    name: str
    size: int
    content: IO[bytes]


class _Content:
    """The next ``size`` bytes of a file."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        content = self._file.read(wanted)
        if len(content) < wanted:
            raise Damaged("it ends too early")
        self._left -= wanted
        return content


def parts(file: IO[bytes]) -> Iterator[Part]:
    """The parts of an archive in their order, the checksums last. Raises Damaged.

    Only plain files count: no link, no folder, no header that speaks of another.
    """
    file.seek(0)
    while True:
        block = file.read(BLOCK)
        if block == b"\0" * BLOCK:
            return
        try:
            facts = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        except (tarfile.HeaderError, ValueError) as error:
            raise Damaged(f"it is no backup of a site, or ends too early ({error})") from None
        if facts.type != tarfile.REGTYPE or facts.linkname or facts.size < 0:
            raise Damaged("it holds something else than plain files")
        start = file.tell()
        content: IO[bytes] = _Content(file, facts.size)  # type: ignore[assignment]
        yield Part(facts.name, facts.size, content)
        file.seek(start + facts.size + -facts.size % BLOCK)


def verify(file: IO[bytes]) -> Iterator[Part]:
    """The same, read for their checksums, so that names and sizes are left to the caller.

    Only when it has come to its end without raising Damaged is the archive known to be whole.
    """
    with tempfile.TemporaryFile() as sums:
        for part in parts(file):
            if part.name == SUMS:
                sums.seek(0)
                _compare(part.content, sums)
                if file.read(-part.size % BLOCK + len(END)).strip(b"\0"):
                    raise Damaged("something follows its checksums")
                yield part
                return
            digest = hashlib.sha256()
            for piece in pieces(part.content):
                digest.update(piece)
            sums.write(_line(part.name, digest.hexdigest()))
            yield part
    raise Damaged("its checksums are missing")


def _compare(told: IO[bytes], found: IO[bytes]) -> None:
    """Raise Damaged, with the name of the first part that is not as it was."""
    rest = b""
    for piece in pieces(told):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if (mine := found.readline()) != line + b"\n":
                name = mine[66:].strip().decode() or "a part"
                raise Damaged(f"{name} is not what it was when the backup was made")
    if rest or found.read(1):
        raise Damaged("its checksums are not those of its parts")
