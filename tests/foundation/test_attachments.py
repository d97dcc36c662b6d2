"""What somebody uploads is known by its bytes; what is not a whole photo or scan is refused."""

import pytest

from tests.pictures import chunk, jpeg, pdf, png, segment
from veterans.foundation.attachments import MOST_INFLATED, check_attachment
from veterans.foundation.errors import Refused

ROOM = 1 << 20


@pytest.mark.parametrize(
    ("content", "content_type", "ending", "sides"),
    [
        (jpeg(), "image/jpeg", "jpg", (640, 400)),
        (jpeg(4000, 3000), "image/jpeg", "jpg", (4000, 3000)),
        (png(), "image/png", "png", (640, 400)),
        (pdf(), "application/pdf", "pdf", (0, 0)),
        (pdf(packed=b"/Type /Pages /Kids []"), "application/pdf", "pdf", (0, 0)),
        # In the pixels any letters may stand.
        (
            pdf().replace(b"trailer", b"3 0 obj << >>\nstream\n/JS /AA \nendstream\ntrailer"),
            "application/pdf",
            "pdf",
            (0, 0),
        ),
        # A word that only begins like an action.
        (pdf(b"/AAPL:Keywords [] /JSON 1"), "application/pdf", "pdf", (0, 0)),
    ],
)
def test_taken(content: bytes, content_type: str, ending: str, sides: tuple[int, int]) -> None:
    found = check_attachment(content, max_bytes=ROOM)
    assert (found.content_type, found.ending) == (content_type, ending)
    assert (found.width, found.height) == sides
    assert found.content == content


def test_what_a_phone_appends_to_a_photo_is_cut_off() -> None:
    film = b"MotionPhoto" + bytes(2000)
    assert check_attachment(jpeg(tail=film), max_bytes=ROOM).content == jpeg()


def test_a_progressive_photo_has_several_scans() -> None:
    whole = jpeg()
    second = segment(0xC4, b"\x00" * 17) + segment(0xDA, b"\x01\x01\x00\x01\x05\x01") + b"\x77"
    content = whole[:-2] + second + whole[-2:]
    assert check_attachment(content, max_bytes=ROOM).content == content


BOMB = bytes(MOST_INFLATED + 10)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "文件是空的"),
        (png() + bytes(ROOM), "文件超过 1 MB"),
        (b"MZ\x90\x00" + bytes(500), "不是照片"),
        (b"<html><script>alert(1)</script></html>", "不是照片"),
        (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "不是照片"),
        (b"GIF89a" + bytes(300), "不是照片"),
        (b"PK\x03\x04" + bytes(300), "不是照片"),
        (b"\x00\x00\x00\x24ftypheic" + bytes(300), "HEIC"),
        (jpeg()[:-2], "不完整"),
        (jpeg()[:30], "不完整"),
        (b"\xff\xd8\xff", "不完整"),
        (b"\xff\xd8\xff\xd9", "不完整"),
        (jpeg().replace(b"\xff\xc0", b"\xff\xe1"), "不完整"),
        (jpeg(120, 80), "看不清账号"),
        (jpeg(20001, 300), "太大"),
        (png(199, 400), "看不清账号"),
        (png()[:-12], "不完整"),
        (png()[:-1], "不完整"),
        (png() + b"<script>", "不完整"),
        (png().replace(b"IDAT", b"IDAX"), "不完整"),
        (
            png()[:8]
            + chunk(b"IHDR", b"\x00\x00\xff\xff\x00\x00\xff\xff\x08\x00\x00\x00\x00")
            + chunk(b"IDAT", b"")
            + chunk(b"IEND", b""),
            "太大",
        ),
        (pdf()[:-8], "不完整"),
        (pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "脚本"),
        (pdf(b"/AA << >>"), "脚本"),
        (pdf(b"/Names << /EmbeddedFiles 3 0 R >>"), "脚本"),
        # The same, written so that a search for the word does not find it.
        (pdf(b"/Open#41ction 3 0 R"), "脚本"),
        (pdf(packed=b"<< /S /Launch /F (x.exe) >>"), "脚本"),
        (pdf(packed=BOMB), "展开后太大"),
        (pdf(b"/Encrypt 5 0 R"), "密码"),
        (pdf(packed=b"x").replace(b"x\x9c", b"xx"), "不完整"),
    ],
)
def test_refused_with_what_to_do(content: bytes, told: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_attachment(content, max_bytes=ROOM)
    said = str(refusal.value)
    assert told in said
    assert any(word in said for word in ("重新", "调小", "再上传", "改用", "拍")), said
