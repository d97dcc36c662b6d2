"""Whether an answer says one of some words, wherever in it and however written: page, title,
header, file name, workbook, PDF and its properties, picture and its EXIF, escaped JSON."""

import io
import json
import re
import zipfile
from collections.abc import Iterable
from html import unescape
from typing import Any
from urllib.parse import unquote

from pypdf import PdfReader

_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}")
# To say whom he is close to a juror chooses from every place and unit there is.
_CHOICES = re.compile(r"<option.*?</option>", re.DOTALL)


def said_in(answer: Any) -> str:
    """Everything an answer says, head and body, made readable."""
    content = b"".join(answer) if answer.streaming else answer.content
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    cookies = answer.cookies.output()
    return "\n".join([heads, unquote(heads), cookies, unquote(cookies), said_in_bytes(content)])


def said_in_bytes(content: bytes) -> str:
    """The words of a page, a workbook, a PDF or a picture."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(
                f"{name}\n{unescape(packed.read(name).decode(errors='replace'))}"
                for name in packed.namelist()
            )
    if content.startswith(b"%PDF"):
        paper = PdfReader(io.BytesIO(content))
        told = [one.extract_text() for one in paper.pages]
        told += [f"{key} {value}" for key, value in (paper.metadata or {}).items()]
        told.append(content.decode(errors="ignore"))
        return "\n".join(told)
    if content.startswith((b"\x89PNG", b"\xff\xd8")):
        # Notes of cameras and of phones stand as UTF-8 or in two bytes a sign, at either offset.
        codes = [content.decode(errors="ignore")]
        codes += [content[n:].decode(code, errors="ignore") for n in (0, 1)
                  for code in ("utf-16-le", "utf-16-be")]  # fmt: skip
        return "\n".join(codes)
    text = _CHOICES.sub("", content.decode(errors="replace"))
    plain = _ESCAPED.sub(lambda sign: json.loads(f'"{sign[0]}"'), text)
    return f"{unescape(plain)}\n{unquote(text)}"


def leaked(text: str, secrets: Iterable[str]) -> list[str]:
    """Which of the words it says, however they are spaced."""
    plain = "".join(text.split())
    return [one for one in secrets if "".join(one.split()) in plain]
