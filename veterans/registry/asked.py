"""What somebody typed into the one box, and what it may mean. Pure.

A number is asked for whole or not at all: by a part of one the register could be walked. Letters
are pinyin, initials or both mixed; everything else is a name or a part of one.
"""

import re
import unicodedata
from dataclasses import dataclass

from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.registry import rules

LONGEST = 60
SHORTEST_PLAQUE = 3
WHOLE_NUMBERS = (
    "号码要输完整：身份证号 18 位，手机号 11 位，座机照登记的写法，光荣牌编号照牌上的写法。"
)

_APART = re.compile(r"[\s.,，、。·•‧・･∙⋅]+")
_QUOTES = str.maketrans(dict.fromkeys("'’‘`", ""))
_SYLLABLE = re.compile(
    r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue"
    r"|ui|un|uo|ve|vn|a|e|i|o|u|v)"
    r"|[a-z]"
)


@dataclass(frozen=True)
class Asked:
    """One question. Either numbers (``id_number``, ``phone``, ``plaque``: clean, "" for not that)
    or ``letters`` (small ASCII ones) or ``parts`` of a name; ``hint`` says what a number lacks.

    ``mixed``: letters read as syllables and initials by turns (``zeng gf``): a pattern for the
    whole reading and the initials that it implies; empty where nothing is mixed.
    """

    id_number: str = ""
    phone: str = ""
    plaque: str = ""
    letters: str = ""
    mixed: tuple[str, str] = ("", "")
    parts: tuple[str, ...] = ()
    hint: str = ""

    @property
    def has_number(self) -> bool:
        return bool(self.id_number or self.phone or self.plaque)

    @property
    def kind_of_number(self) -> str:
        """``id_number``, ``phone``, ``plaque`` or ``phone or plaque``: digits alone may be both."""
        kinds = [kind for kind in ("id_number", "phone", "plaque") if getattr(self, kind)]
        return " or ".join(kinds)

    def __bool__(self) -> bool:
        return bool(self.has_number or self.letters or self.parts)


def read(text: str) -> Asked:
    """What was typed, understood; false where it is nothing to ask by. Refuses nothing."""
    typed = _plain(text[:LONGEST])
    if any(char.isdigit() for char in typed):
        return _number(typed)
    small = typed.lower().replace("ü", "v").translate(_QUOTES)
    parts = tuple(part for part in _APART.split(small) if part)
    letters = "".join(parts)
    if letters.isascii() and letters.isalpha():
        return Asked(letters=letters, mixed=_mixed(parts))
    # As it was typed: a Latin word in a name has its capitals.
    whole = tuple(part for part in _APART.split(typed) if part)
    return Asked(parts=tuple(part for part in whole if any(char.isalpha() for char in part)))


def looks_like_number(text: str) -> bool:
    """Whether a digit was typed at all: such a text is never put into an address."""
    return any(char.isdigit() for char in unicodedata.normalize("NFKC", text))


def _plain(text: str) -> str:
    """Half-width, and without what cannot be seen."""
    half = unicodedata.normalize("NFKC", text)
    return "".join(
        char if not unicodedata.category(char).startswith("C") else " " * char.isspace()
        for char in half
    ).strip()


def _number(typed: str) -> Asked:
    number = idcard.normalise(typed)
    if len(number) >= 15 and number[:14].isdigit():
        try:
            return Asked(id_number=idcard.check(number))
        except Refused as refusal:
            hint = str(refusal)
    else:
        hint = WHOLE_NUMBERS
    try:
        phone = rules.clean_phone(typed)
    except Refused:
        phone = ""
    key = rules.plaque_key(typed)
    plaque = key if len(key) >= SHORTEST_PLAQUE else ""
    return Asked(phone=phone, plaque=plaque, hint="" if phone else hint)


def _mixed(parts: tuple[str, ...]) -> tuple[str, str]:
    read = [piece for part in parts for piece in _SYLLABLE.findall(part)]
    whole = [len(piece) > 1 for piece in read]
    if all(whole) or not any(whole):
        return "", ""
    pattern = "".join(piece if len(piece) > 1 else f"{piece}[a-z]*" for piece in read)
    return f"^{pattern}", "".join(piece[0] for piece in read)
