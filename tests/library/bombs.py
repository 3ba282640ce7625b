"""Small files that promise so much that showing them would exhaust a machine."""

import struct
import zlib


def huge_jpeg() -> bytes:
    """A JPEG whose header promises 64,250 × 64,250 pixels and which holds none."""
    side = struct.pack(">H", 64_250)
    tables = b"\xff\xdb\x00\x43\x00" + bytes([1] * 64)
    frame = b"\xff\xc0\x00\x11\x08" + side + side + b"\x03\x01\x22\x00\x02\x11\x00\x03\x11\x00"
    scan = b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00"
    return b"\xff\xd8" + tables + frame + scan + b"\x00" * 64 + b"\xff\xd9"


def long_gif(frames: int = 40_000) -> bytes:
    """An animation of many frames of one pixel."""
    header = b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes([0, 0, 0, 255, 255, 255])
    frame = (
        b"\x21\xf9\x04\x00\x01\x00\x00\x00"
        b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    )
    return header + frame * frames + b"\x3b"


def bomb_png(width: int, height: int) -> bytes:
    """A PNG of the given size, all black, of some kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def huge_webp() -> bytes:
    """A WebP whose header promises the largest canvas that the format has."""
    size = struct.pack("<I", 16_382)[:3] * 2
    extended = b"VP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + size
    still = b"VP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
    body = b"WEBP" + extended + still
    return b"RIFF" + struct.pack("<I", len(body)) + body
