"""An answer that is kept: its bytes, compressed each way, and what it shows."""

import gzip
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from math import inf
from typing import Any, Self

import brotli

from .generations import Generations
from .recording import Recording

Headers = list[tuple[str, str]]

# What a proxy, or whoever debugs one, is told. Source: RFC 9211.
HIT = ("Cache-Status", "backcare; hit")

# Brotli's quality and gzip's level: what takes about a millisecond for an article.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
COMPRESSED = ("br", "gzip")
# What a client can get, the best first.
ENCODINGS = (*COMPRESSED, "")


@dataclass(slots=True)
class Kept:
    """An answer, or a piece of one, that is good until one of ``tags`` changes.

    ``generation`` is that of the last change before it was begun, ``until`` (seconds since 1970)
    when it is over by itself. ``bodies`` has its bytes by encoding.
    """

    generation: int
    tags: tuple[int, ...]
    until: float
    headers: Headers
    digest: str
    bodies: dict[str, bytes]
    # The latest generation for which it is known to be good.
    checked: int = 0
    # Whether it was asked for since room was last needed.
    is_used: bool = True
    # The headers that are sent with each encoding, made when it is first asked for.
    prepared: dict[str, Headers] = field(default_factory=dict)

    @classmethod
    def of(
        cls, shown: Recording, headers: Headers, body: bytes, encodings: Iterable[str] = COMPRESSED
    ) -> Self:
        """Compress ``body``, with what was recorded while it was made."""
        return cls(
            generation=shown.generation,
            tags=tuple(sorted(shown.tags)),
            until=shown.until,
            headers=headers,
            digest=blake2b(body, digest_size=12).hexdigest(),
            bodies={encoding: _compress(body, encoding) for encoding in encodings},
        )

    def is_good(self, generations: Generations, now: float) -> bool:
        """Whether it still says what a new one would."""
        if now >= self.until:
            return False
        latest = generations.now
        if latest != self.checked:
            if not generations.is_good(self.tags, self.generation):
                return False
            self.checked = latest
        return True

    def body(self, encoding: str) -> bytes:
        """The bytes as they are sent with an encoding."""
        # Hardly any client wants them as they are, so that these aren't kept.
        return self.bodies[encoding] if encoding else self.plain()

    def plain(self) -> bytes:
        """The bytes as they were made."""
        return zlib.decompress(self.bodies["gzip"], wbits=zlib.MAX_WBITS + 16)

    def etag(self, encoding: str) -> str:
        """A strong one: other bytes, another tag."""
        return f'"{self.digest}-{encoding or "plain"}"'

    def prepare(self, encoding: str) -> tuple[Headers, bytes]:
        """The headers and the bytes for a client that takes ``encoding``."""
        body = self.body(encoding)
        headers = self.prepared.get(encoding)
        if headers is None:
            headers = [*self.headers, HIT, ("ETag", self.etag(encoding))]
            if encoding:
                headers.append(("Content-Encoding", encoding))
            headers.append(("Content-Length", str(len(body))))
            self.prepared[encoding] = headers
        return headers, body

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return 1500 + 40 * len(self.tags) + sum(map(len, self.bodies.values()))

    def to_bytes(self, key: str) -> bytes:
        """As it is written to a file: a line of JSON, then the bodies."""
        about: dict[str, Any] = {
            "key": key,
            "generation": self.generation,
            "tags": self.tags,
            "until": None if self.until == inf else self.until,
            "headers": self.headers,
            "digest": self.digest,
            "sizes": {name: len(body) for name, body in self.bodies.items() if name},
        }
        line = json.dumps(about, separators=(",", ":")).encode()
        return b"\n".join([line, b"".join(self.bodies[name] for name in about["sizes"])])

    @classmethod
    def from_bytes(cls, key: str, written: bytes) -> Self:
        """Raises ValueError for what isn't whole, or is the answer to something else."""
        line, _newline, rest = written.partition(b"\n")
        about = json.loads(line)
        if about["key"] != key or len(rest) != sum(about["sizes"].values()):
            raise ValueError("Another answer, or half of one.")
        bodies = {}
        for name, size in about["sizes"].items():
            bodies[name], rest = rest[:size], rest[size:]
        return cls(
            generation=about["generation"],
            tags=tuple(about["tags"]),
            until=inf if about["until"] is None else about["until"],
            headers=[(name, value) for name, value in about["headers"]],
            digest=about["digest"],
            bodies=bodies,
        )


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)


def header(headers: Iterable[tuple[str, str]], name: str) -> str:
    """The value of a header, empty where it isn't there."""
    return next((value for key, value in headers if key.lower() == name), "")
