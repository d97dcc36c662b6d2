"""Small made-up files as people upload them: pictures that open, scans, and their broken kin."""

import struct
import zlib


def png(width: int = 640, height: int = 400, *, shade: int = 200) -> bytes:
    """A picture of a blank card: a frame and two bars, in greys."""
    rows = []
    for y in range(height):
        row = bytearray([shade]) * width
        if y < 6 or y >= height - 6:
            row = bytearray([90]) * width
        elif height * 5 // 8 < y < height * 6 // 8:
            row[width // 10 : width * 9 // 10] = bytes([120]) * (width * 9 // 10 - width // 10)
        elif height // 5 < y < height // 4:
            row[width // 10 : width // 2] = bytes([150]) * (width // 2 - width // 10)
        rows.append(b"\0" + bytes(row))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg(width: int = 640, height: int = 400, *, tail: bytes = b"") -> bytes:
    """The bones of a JPEG: heads, a scan with stuffed bytes, an end; then ``tail``."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
        + segment(0xC0, frame)
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + b"\x12\xff\x00\x34\xff\xd0\x56"
        + b"\xff\xd9"
        + tail
    )


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def pdf(body: bytes = b"", *, packed: bytes = b"") -> bytes:
    """The bones of a scan; ``body`` goes into its catalogue, ``packed`` into an object stream."""
    made = b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog " + body + b" >>\nendobj\n"
    if packed:
        squeezed = zlib.compress(packed)
        made += (
            b"2 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length "
            + str(len(squeezed)).encode()
            + b" >>\nstream\n"
            + squeezed
            + b"\nendstream\nendobj\n"
        )
    return made + b"trailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
