"""统一社会信用代码 (GB 32100-2015): the code of an organisation. Pure."""

from veterans.foundation.errors import Refused
from veterans.foundation.halfwidth import squeezed

# Thirty-one signs, without I, O, S, V, Z.
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CODE_LENGTH = 18


def code_check_sign(first17: str) -> str:
    """The eighteenth sign for the first seventeen."""
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(first17, _WEIGHTS, strict=True))
    return _SIGNS[-total % 31]


def clean_code(text: str) -> str:
    """A code in capitals and half width, or "" for none. Refuses what is none by length, signs or
    its own check sign."""
    code = squeezed(text).upper()
    if not code:
        return ""
    if len(code) != CODE_LENGTH:
        raise Refused(f"统一社会信用代码是 {CODE_LENGTH} 位，现有 {len(code)} 位，请照执照核对。")
    if not set(code) <= set(_SIGNS):
        raise Refused("统一社会信用代码只有数字和大写字母，没有 I、O、S、V、Z，请照执照核对。")
    if code_check_sign(code[:-1]) != code[-1]:
        raise Refused("统一社会信用代码的校验码不符，至少有一位写错，请照执照逐位核对。")
    return code
