"""A picture for the demo: a card that nobody could take for a real one."""

import struct
import zlib

WIDTH, HEIGHT = 640, 400
PLAIN, FRAME, CHIP, LINES = 214, 120, 150, 182


def blank_card() -> bytes:
    """A grey card with a chip and two empty lines, as PNG; the same bytes every time."""
    rows = []
    for y in range(HEIGHT):
        row = bytearray([PLAIN]) * WIDTH
        if y < 8 or y >= HEIGHT - 8:
            row = bytearray([FRAME]) * WIDTH
        elif 130 < y < 190:
            row[60:140] = bytes([CHIP]) * 80
        elif 240 < y < 275 or 310 < y < 330:
            row[60:500] = bytes([LINES]) * 440
        rows.append(b"\0" + bytes(row))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"IDAT", zlib.compress(b"".join(rows), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
