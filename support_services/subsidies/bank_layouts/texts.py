"""Text as banks take it: cleaned, encodable, of one meaning. Pure.

GB18030-2022 gave eight characters the codes that older tables gave to private-use ones. Python's
codec follows the older table up to some version; the pairs are exchanged here, so that the bytes
are those of 2022 whatever the interpreter.
"""

import re
import unicodedata

# Han characters of GB18030-2022 at FE59, FE61, FE66, FE67, FE6D, FE7E, FE90, FEA0.
_MOVED = dict(
    zip(
        "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
        "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
        strict=True,
    )
)
_OLD_TABLE = "\u9fb4".encode("gb18030") != b"\xfe\x59"
_TO_OLD = {ord(new): old for new, old in _MOVED.items()}
_FROM_OLD = {ord(old): new for new, old in _MOVED.items()}
# Looked for first: to translate a whole text costs ten times as much.
_ANY_NEW = re.compile("[" + "".join(_MOVED) + "]")
_ANY_OLD = re.compile("[" + "".join(_MOVED.values()) + "]")

_HAN = r"\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACE_BY_HAN = re.compile(f"(?<=[{_HAN}·]) +| +(?=[{_HAN}·])")
_SPACES = re.compile(" {2,}")
_STRICT = re.compile(r"(?:[0-9A-Za-z][0-9A-Za-z.\-]*)?\Z")

# What a spreadsheet would take for a formula.
FORMULA_START = ("=", "+", "-", "@")


class UnwritableText(ValueError):
    """A text that no bank could read; the message is Chinese."""


def encode(text: str, encoding: str) -> bytes:
    """The bytes of ``text``; raises ``UnicodeEncodeError`` where the encoding has none."""
    if _OLD_TABLE and encoding == "gb18030" and _ANY_NEW.search(text):
        text = text.translate(_TO_OLD)
    return text.encode(encoding)


def decode(raw: bytes, encoding: str) -> str:
    """The text of ``raw``; raises ``UnicodeDecodeError`` on anything that is none."""
    text = raw.decode(encoding)
    if _OLD_TABLE and encoding == "gb18030" and _ANY_OLD.search(text):
        text = text.translate(_FROM_OLD)
    return text


def clean(text: str) -> str:
    """Without control, invisible and full-width blank characters, and without blanks in names.

    ``张　三`` becomes ``张三``; blanks between Latin words stay, one each. Private-use characters
    (造字) are refused: every system shows another character for them.
    """
    if text.isprintable() and " " not in text:
        return text
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category in ("Co", "Cs"):
            raise UnwritableText("含有造字区字符，请改用规范汉字")
        if category in ("Zs", "Zl", "Zp", "Cc"):
            kept.append(" ")
        elif category != "Cf":
            kept.append(char)
    joined = _SPACES.sub(" ", "".join(kept)).strip()
    return _SPACE_BY_HAN.sub("", joined)


def strict(text: str) -> str:
    """A code or number without blanks; refuses every other sign in it."""
    text = clean(text).replace(" ", "")
    if not _STRICT.match(text):
        raise UnwritableText("含有数字和字母以外的字符")
    return text


def account_tail(number: str) -> str:
    """The last four characters of an account number, blanks left out."""
    return strict(number)[-4:]


def without_delimiter(text: str, delimiter: str) -> str:
    """The delimiter replaced by its full-width form, which no bank takes for a delimiter."""
    if delimiter not in text:
        return text
    wide = chr(ord(delimiter) + 0xFEE0) if "!" <= delimiter <= "~" else " "
    return text.replace(delimiter, wide)


def looks_like_utf8(raw: bytes) -> bool:
    """Whether bytes that also decode as GB18030 are more likely UTF-8.

    Decided by how many of the characters are among the 3,755 common ones under either reading.
    """
    if raw.isascii():
        return False
    try:
        as_utf8 = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _common(as_utf8) > _common(raw.decode("gb18030", "replace"))


def _common(text: str) -> float:
    wide = [c for c in text if ord(c) > 0x7F]
    found = sum(b"\xb0" <= c.encode("gb18030", "replace")[:1] <= b"\xd7" for c in wide)
    return found / len(wide) if wide else 0.0
