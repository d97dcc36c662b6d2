"""What a name, a telephone and an account number may look like, and how old somebody is. Pure.

Messages never contain the value: they are shown to others and reach logs.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from veterans.foundation.errors import Refused
from veterans.foundation.halfwidth import squeezed

NAME_LENGTH = 50
_DOTS = str.maketrans(dict.fromkeys("•‧・･∙⋅", "·"))
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PHONE = re.compile(r"\A(?:\+?86)?(1[3-9][0-9]{9}|0[0-9]{9,11}|[2-9][0-9]{6,7})\Z")
_ACCOUNT = re.compile(r"\A[0-9]{8,32}\Z")
_SCIENTIFIC = re.compile(r"\A[0-9](\.[0-9]*)?E\+?[0-9]+\Z")
PLAQUE_LENGTH = 30
_PLAQUE = re.compile("\\A[\\w\u2010-\u2015()\u3014\u3015.-]+\\Z")
_BETWEEN = re.compile("[\\s\u2010-\u2015\u2212-]+")


def clean_name(text: str) -> str:
    """A person's name: spaces that align a roster away, one kind of dot.

    Refuses an empty name, one longer than 50 characters, one with control characters.
    """
    name = text.translate(_DOTS).strip()
    # Spaces mean something only between Latin words.
    name = "".join(name.split()) if _HAN.search(name) else " ".join(name.split())
    if not name:
        raise Refused("请填写姓名。")
    if len(name) > NAME_LENGTH:
        raise Refused(f"姓名超过 {NAME_LENGTH} 个字，请核对。")
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in name):
        raise Refused("姓名中有看不见的控制字符，请重新录入。")
    return name


def clean_phone(text: str) -> str:
    """A mobile or fixed telephone number in digits, or "" for none. Refuses anything else."""
    digits = _digits(text)
    if not digits:
        return ""
    match = _PHONE.match(digits)
    if match is None:
        raise Refused("联系电话不像电话号码，请填一个手机号或带区号的座机号。")
    return match[1]


def clean_account_number(text: str) -> str:
    """An account number in digits. Refuses what a spreadsheet has ruined and what is no number."""
    digits = _digits(text)
    if _SCIENTIFIC.match(digits):
        raise Refused(
            "账号已被 Excel 改坏，末几位已丢失。请先把该列设为“文本”格式，再按存折或卡片重新填写。"
        )
    if not _ACCOUNT.match(digits):
        raise Refused("账号应为 8 至 32 位数字，请按存折或卡片核对。")
    return digits


def clean_bank_name(text: str) -> str:
    """The name of a bank. Refuses an empty one and one longer than 60 characters."""
    name = "".join(text.split())
    if not name:
        raise Refused("请填写开户行。")
    if len(name) > 60:
        raise Refused("开户行超过 60 个字，请用简称。")
    return name


def plaque_key(text: str) -> str:
    """By which a plaque number is found: half-width, capitals, no spaces or dashes. The database
    reckons the same (``registry_plaque_key``)."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def clean_plaque_number(text: str) -> str:
    """The number as it stands on a plaque: half-width, capitals, no spaces.

    Refuses an empty one, one longer than 30 characters, one without a digit, and what has another
    character than letters, digits, Chinese characters, dashes, brackets and points.
    """
    number = squeezed(text).upper()
    if not number:
        raise Refused("请填写光荣牌编号，照牌上的写法。")
    if len(number) > PLAQUE_LENGTH:
        raise Refused(f"光荣牌编号最多 {PLAQUE_LENGTH} 个字，请照牌上的写法核对。")
    if not any(char.isdigit() for char in number) or not _PLAQUE.match(number):
        raise Refused("光荣牌编号不像牌上的编号，例如“鲁C-00123”，请核对。")
    return number


# 番号、代号: a number of troops, a unit counted by number, a code name. A rank or a force is none,
# nor is a place that only sounds like it (团结村, 二连浩特, 四营村, 师范学校).
_NUMERAL = "0-9０-９一二三四五六七八九十百千零〇"
_UNIT = re.compile(
    rf"[{_NUMERAL}]{{3,}}\s*(?:部队|分队)"
    rf"|第?\s*[{_NUMERAL}]+\s*(?:集团军|军分区|支队|大队|中队"
    r"|师(?![范傅专大])|旅(?![游社馆])|团(?![结圆委员支])|营(?![养业村子镇])|连(?![浩云]))"
    r"|番号|代号"
)
UNIT_REFUSED = (
    "请不要写部队番号、代号或编制（如“某师某团”“某某部队”）。本系统为非涉密平台，只写军兵种即可。"
)


def clean_open_text(text: str, *, what: str = "内容", longest: int = 200) -> str:
    """Text that is kept and shown as it is: spaces tidied. Refuses a unit's designation, which a
    portal that is not classified must not hold, control characters, and what is too long."""
    clean = " ".join(text.split())
    if len(clean) > longest:
        raise Refused(f"{what}最多 {longest} 个字。")
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in clean):
        raise Refused(f"{what}中有看不见的控制字符，请重新录入。")
    if _UNIT.search(clean):
        raise Refused(UNIT_REFUSED)
    return clean


@dataclass(frozen=True)
class Speaker:
    """代办人: who speaks for somebody, as what, and how it is known that the person agrees."""

    name: str = ""
    relation: str = ""
    consent: str = ""

    def told(self) -> str:
        """``儿子 张建军；当面问过本人``; "" where the person came himself. All three or none."""
        given = [self.name.strip(), self.relation.strip(), self.consent.strip()]
        if not any(given):
            return ""
        if not all(given):
            raise Refused("代办的，代办人姓名、与本人的关系、怎样确认本人同意，三项都要填。")
        relation = clean_open_text(self.relation, what="关系", longest=20)
        consent = clean_open_text(self.consent, what="怎样确认本人同意", longest=60)
        return f"{relation} {clean_name(self.name)}；{consent}"


IN_PERSON = Speaker()


def _digits(text: str) -> str:
    """Half-width, without the spaces, dashes and brackets that people write between groups."""
    if text.isascii() and text.isalnum():
        return text.upper()
    kept = (
        char
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char)[0] not in "ZC"
        and unicodedata.category(char) != "Pd"
        and char not in "()'’‘`−"
    )
    return "".join(kept).upper()


def age_on(born_on: date, day: date) -> int:
    """Full years on that day; a year more from the birthday on."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
