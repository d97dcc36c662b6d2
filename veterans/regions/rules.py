"""How a region code says where it belongs. Pure.

Twelve digits (GB/T 2260, GB/T 10114 and the statistical codes): county 6, town 9, village 12
significant digits, the rest zeros. The *path* is the significant part, so that everything in an
area begins with the area's path.
"""

from dataclasses import dataclass

from veterans.foundation.errors import Refused

COUNTY, TOWN, VILLAGE = "county", "town", "village"
LEVELS = (COUNTY, TOWN, VILLAGE)
SIGNIFICANT = {COUNTY: 6, TOWN: 9, VILLAGE: 12}
PARENT_LEVEL = {TOWN: COUNTY, VILLAGE: TOWN}
# In the C collation ":" is the first character after "9": path <= x < path + ":" is the subtree.
AFTER_DIGITS = ":"
NAME_LENGTH = 60


class RegionCodeError(Refused):
    """A code that is none, or does not fit its level."""


def path_of(code: str, level: str) -> str:
    """Significant part of the code; refuses a code that has not the shape of its level."""
    if level not in SIGNIFICANT:
        raise RegionCodeError(
            f"级别“{level}”不认识，应为 county（县区）、town（镇街）或 village（村居）。"
        )
    if len(code) != 12 or not (code.isascii() and code.isdigit()):
        raise RegionCodeError(f"区划代码“{code}”应为 12 位数字。")
    size = SIGNIFICANT[level]
    path = code[:size]
    own = path[6:9] if level == TOWN else path[9:12] if level == VILLAGE else path[:6]
    if code[size:].strip("0") or not own.strip("0") or (level == VILLAGE and code[6:9] == "000"):
        raise RegionCodeError(
            f"区划代码“{code}”与级别 {level} 不符：县区后 6 位为零，镇街后 3 位为零，"
            "村居后 3 位不全为零。"
        )
    return path


def parent_code_of(code: str, level: str) -> str:
    """Code of the region above; empty for a county."""
    if level == COUNTY:
        return ""
    size = SIGNIFICANT[PARENT_LEVEL[level]]
    return code[:size].ljust(12, "0")


def subtree_end(path: str) -> str:
    """First text after every path in the area; for ``>= path and < end`` on an index."""
    return path + AFTER_DIGITS


@dataclass(frozen=True)
class RegionRow:
    """One region as a list of regions gives it; ``where`` names the line for messages."""

    code: str
    name: str
    level: str
    parent_code: str
    where: str = ""


def check_row(row: RegionRow) -> str:
    """The row's path; refuses a bad code, a missing name and a parent that the code denies."""
    try:
        path = path_of(row.code, row.level)
    except RegionCodeError as error:
        raise RegionCodeError(f"{row.where}{error}") from None
    if not row.name:
        raise RegionCodeError(f"{row.where}区划 {row.code} 没有名称。")
    if len(row.name) > NAME_LENGTH:
        raise RegionCodeError(f"{row.where}区划 {row.code} 的名称超过 {NAME_LENGTH} 个字。")
    expected = parent_code_of(row.code, row.level)
    if row.parent_code != expected:
        should = expected or "空（县区没有上级）"
        raise RegionCodeError(
            f"{row.where}区划 {row.code} 的上级代码写的是“{row.parent_code}”，应为{should}。"
        )
    return path
