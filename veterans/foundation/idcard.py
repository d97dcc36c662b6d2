"""Citizen identity numbers (GB 11643). Pure: neither Django nor the clock.

What is checked: length, characters, a real date of birth, the check digit. What is *not* checked
is whether the first six digits are a county of today: counties are founded and dissolved, and a
list of them refuses real veterans.

No message ever contains the number, because messages reach logs and screens of others.
"""

import re
import unicodedata
from datetime import date
from operator import mul

from veterans.foundation.errors import Refused

OLDEST_BIRTH = date(1880, 1, 1)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_FORM = re.compile(r"\A[0-9]{17}[0-9X]\Z")
_OLD_FORM = re.compile(r"\A[0-9]{15}\Z")
_SCIENTIFIC = re.compile(r"\A[0-9](\.[0-9]*)?E\+?[0-9]+\Z")
# What hands type for X: multiplication sign, Cyrillic and Greek letters that look like it.
_AS_X = str.maketrans({"×": "X", "✕": "X", "Х": "X", "Χ": "X"})

RUINED = (
    "身份证号已被 Excel 改坏，末几位已丢失，无法还原。"
    "请先把该列设为“文本”格式，再按证件重新填写完整的 18 位号码。"
)


class IdNumberError(Refused):
    """Not an identity number; the message says what is wrong and what to do."""


def normalise(text: str) -> str:
    """Full-width to half-width, spaces, dashes and quotes away, a small x made large.

    Refuses nothing and invents nothing: what is left may still be wrong.
    """
    if text.isascii() and text.isalnum():
        return text.upper()
    kept = (
        char
        for char in unicodedata.normalize("NFKC", text)
        # Z: spaces; C: control and zero-width characters; Pd: every kind of dash.
        if unicodedata.category(char)[0] not in "ZC"
        and unicodedata.category(char) != "Pd"
        and char not in "'’‘`＇−"
    )
    return "".join(kept).upper().translate(_AS_X)


def check_digit(first17: str) -> str:
    """The eighteenth character for seventeen digits (ISO 7064 MOD 11-2)."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError("check_digit takes exactly seventeen digits")
    total = sum(map(mul, map(int, first17), _WEIGHTS))
    return _CHECK_DIGITS[total % 11]


def check(text: str, *, today: date | None = None) -> str:
    """Return the normalised number or raise ``IdNumberError``.

    ``today`` lets a door refuse a birth in the future; without it the year is only bounded below.
    """
    number = normalise(text)
    if not number:
        raise IdNumberError("请填写身份证号。")
    if _SCIENTIFIC.match(number):
        raise IdNumberError(RUINED)
    if _OLD_FORM.match(number):
        raise IdNumberError(
            "这是 15 位的旧身份证号，已停止使用。请按本人现用居民身份证或户口簿填写 18 位号码，"
            "不要自行推算；本人没有 18 位号码的，请先到户籍地派出所查询。"
        )
    if len(number) != 18:
        raise IdNumberError(f"身份证号应为 18 位，现有 {len(number)} 位，请按证件核对。")
    if not _FORM.match(number):
        raise IdNumberError("身份证号前 17 位应为数字，末位为数字或 X，请按证件核对。")
    if check_digit(number[:17]) != number[17]:
        if maybe_ruined(number):
            raise IdNumberError(RUINED)
        raise IdNumberError("身份证号校验码不符，至少有一位写错，请按证件逐位核对。")
    try:
        born = birth_date(number)
    except ValueError:
        raise IdNumberError("身份证号第 7 至 14 位不是真实的出生日期，请按证件核对。") from None
    if born < OLDEST_BIRTH:
        raise IdNumberError(f"身份证号中的出生年份早于 {OLDEST_BIRTH.year} 年，请按证件核对。")
    if today is not None and born > today:
        raise IdNumberError("身份证号中的出生日期晚于今天，请按证件核对。")
    return number


def check_cell(value: object, *, today: date | None = None) -> str:
    """``check`` for a spreadsheet cell.

    Refuses every number cell: spreadsheets keep fifteen digits, so the last three are gone even
    where the number that remains happens to have a right check digit.
    """
    if value is None:
        raise IdNumberError("请填写身份证号。")
    if isinstance(value, str):
        return check(value, today=today)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e15:
        raise IdNumberError(RUINED)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return check(str(value), today=today)


def maybe_ruined(number: str) -> bool:
    """Ends in 000 as if a spreadsheet had cut it.

    About one real number in a thousand does so too, and one cut number in eleven passes ``check``:
    an importer should ask a person to compare such rows with the paper.
    """
    return len(number) == 18 and number.endswith("000")


def birth_date(number: str) -> date:
    """Date of birth in a checked number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> str:
    """``male`` or ``female``: the seventeenth digit is odd or even."""
    return "male" if int(number[16]) % 2 else "female"
