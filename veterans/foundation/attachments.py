"""Photos and scans that people bring: what a file is, is said by its bytes, never by its name.

JPEG, PNG and PDF, whole, of sensible size, with nothing in them that could act. Pure: bytes in,
bytes out. A JPEG is cut at its end, because phones append films to photos; whatever else follows
an end is refused. Pixels are not decoded here: a browser does that, in its own cage.
"""

import re
import struct
import zlib
from dataclasses import dataclass

from veterans.foundation.errors import Refused

ACCEPT = "image/jpeg,image/png,application/pdf"
# A card photographed from two metres is no evidence; nor is a picture to exhaust a browser with.
LEAST_SIDE = 200
MOST_PIXELS = 60_000_000
MOST_SIDE = 20_000
MOST_INFLATED = 16 << 20
KINDS = "只收照片（JPG、PNG）或扫描件（PDF）"
RETAKE = "请重新拍照或扫描后再上传"


@dataclass(frozen=True)
class Attachment:
    """A checked file: its bytes, its type and the ending that goes with it; pixels of a picture,
    0 × 0 for a PDF."""

    content: bytes
    content_type: str
    ending: str
    width: int = 0
    height: int = 0


def check_attachment(content: bytes, *, max_bytes: int) -> Attachment:
    """What these bytes are. Refuses, saying what to do: an empty file, one larger than
    ``max_bytes``, any other type, a damaged or truncated one, a picture too small to read or too
    large to show, and a PDF that is locked or could act."""
    if not content:
        raise Refused(f"文件是空的。{RETAKE}。")
    if len(content) > max_bytes:
        raise Refused(
            f"文件超过 {_megabytes(max_bytes)} MB。请把照片调小，或用手机的“较小尺寸”重新拍。"
        )
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"):
        raise Refused("这是苹果手机的 HEIC 照片。请在手机相机设置里选“兼容性最佳”，重新拍成 JPG。")
    raise Refused(f"这个文件不是照片，也不是扫描件。{KINDS}；改文件名没有用，{RETAKE}。")


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f}".removesuffix(".0")


def _broken(what: str) -> Refused:
    return Refused(f"这张{what}不完整或已损坏，打不开。{RETAKE}。")


def _sides(width: int, height: int) -> tuple[int, int]:
    if min(width, height) < LEAST_SIDE:
        raise Refused(
            f"照片只有 {width}×{height} 像素，看不清账号。请走近、对准卡面或存折，重新拍一张。"
        )
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise Refused(f"照片有 {width}×{height} 像素，太大。请调小尺寸后再上传。")
    return width, height


# Start of frame: every kind but those that share the range (DHT C4, JPG C8, DAC CC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg(content: bytes) -> Attachment:
    """Walk the segments to the end of the picture."""
    at, sides = 2, (0, 0)
    scanned = False
    while True:
        start = content.find(b"\xff", at) if scanned else at
        if start < 0 or start + 2 > len(content) or content[start] != 0xFF:
            raise _broken("照片")
        marker = content[start + 1]
        if marker == 0xFF:
            at = start + 1
            continue
        if scanned and (marker == 0 or 0xD0 <= marker <= 0xD7):
            at = start + 2
            continue
        if marker == 0xD9:
            if not scanned or sides == (0, 0):
                raise _broken("照片")
            return Attachment(content[: start + 2], "image/jpeg", "jpg", *_sides(*sides))
        if start + 4 > len(content) or marker in (0x00, 0xD8):
            raise _broken("照片")
        length = int.from_bytes(content[start + 2 : start + 4], "big")
        if length < 2 or start + 2 + length > len(content):
            raise _broken("照片")
        if marker in _FRAMES:
            if length < 8 or sides != (0, 0):
                raise _broken("照片")
            height, width = struct.unpack(">HH", content[start + 5 : start + 9])
            sides = width, height
            _sides(width, height)
        scanned = marker == 0xDA or (scanned and marker not in _FRAMES)
        at = start + 2 + length


def _png(content: bytes) -> Attachment:
    """Walk the chunks; every checksum must be right and nothing may follow the end."""
    at, sides, data = 8, (0, 0), False
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            break
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            break
        if (kind == b"IHDR") != (at == 8):
            break
        if kind == b"IHDR":
            if length != 13:
                break
            sides = struct.unpack(">II", content[16:24])
            _sides(*sides)
        data = data or kind == b"IDAT"
        if kind == b"IEND":
            if not data or end != len(content):
                break
            return Attachment(content, "image/png", "png", *sides)
        at = end
    raise _broken("图片")


# Names by which a PDF acts, carries other files or asks for a program.
_ACTS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|OpenAction|AA|RichMedia|XFA|SubmitForm|ImportData"
    rb"|GoToR|GoToE|Movie|Sound|3D|Flash)(?![A-Za-z0-9])"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
# Pixels, in which any three letters may occur by chance.
_DATA = re.compile(rb"(?<!end)stream\r?\n.*?endstream", re.DOTALL)


def _pdf(content: bytes) -> Attachment:
    """No action, no script, no file inside, no lock; looked for in packed objects as well."""
    if b"%%EOF" not in content[-1024:] or b"startxref" not in content[-2048:]:
        raise _broken("扫描件（PDF）")
    if b"/Encrypt" in content:
        raise Refused("这个 PDF 加了密码，核验的人打不开。请另存为没有密码的 PDF，或改用照片。")
    for part in (_DATA.sub(b"", content), *_packed(content)):
        named = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
        if _ACTS.search(named):
            raise Refused(
                "这个 PDF 里有脚本、自动动作或附件，不能收。请打印后重新扫描，或改用照片。"
            )
    return Attachment(content, "application/pdf", "pdf")


def _packed(content: bytes) -> list[bytes]:
    """The object streams of a PDF, unpacked; refuses those that swell beyond measure."""
    found, room = [], MOST_INFLATED
    for start in _STREAM.finditer(content):
        head = content[max(0, start.start() - 400) : start.start()]
        if b"/ObjStm" not in head[head.rfind(b"obj") :]:
            continue
        unpack = zlib.decompressobj()
        try:
            part = unpack.decompress(content[start.end() :], room)
        except zlib.error as error:
            raise _broken("扫描件（PDF）") from error
        if unpack.unconsumed_tail and not unpack.eof:
            raise Refused("这个 PDF 展开后太大，不能收。请打印后重新扫描，或改用照片。")
        room -= len(part)
        found.append(part)
    return found
