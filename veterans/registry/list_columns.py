"""What the columns of a list of people may be called, and where they stand in a sheet. Pure.

Lists come as they are: titles merged over the table, columns in any order and under any of their
names, columns that are none of our business, heads repeated on every printed page.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from veterans.foundation.csv_reading import FileRefused

SEARCHED = 30  # rows from the top in which the column names are looked for

NAMES: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "人员姓名", "本人姓名", "退役军人姓名", "对象姓名"),
    "id_number": (
        "身份证号",
        "身份证号码",
        "身份证",
        "居民身份证号",
        "居民身份证号码",
        "公民身份号码",
        "公民身份证号码",
        "证件号码",
        "证件号",
    ),
    "region_code": ("区划代码", "村居代码", "行政区划代码", "村居区划代码", "12位区划代码"),
    "town": ("镇街", "镇办", "街道", "乡镇", "镇", "乡镇街道", "镇街道", "所属镇街", "所在镇街"),
    "village": (
        "村居",
        "村",
        "社区",
        "村社区",
        "村(社区)",
        "村(居)",
        "村/社区",
        "行政村",
        "所属村居",
        "所在村居",
        "所在村",
    ),
    "phone": ("联系电话", "手机号", "手机号码", "手机", "电话", "电话号码", "联系方式"),
    "nation": ("民族",),
    "enlisted_on": ("入伍时间", "入伍日期", "入伍年月", "参军时间", "参军日期"),
    "discharged_on": (
        "退役时间",
        "退役日期",
        "退役年月",
        "退伍时间",
        "退伍日期",
        "复员时间",
        "复员日期",
    ),
    "service_status": ("服役身份",),
    "bank": ("开户行", "开户银行", "银行", "银行名称", "发放银行"),
    "account_name": ("户名", "账户名", "开户名", "账户姓名", "账户名称"),
    "account_number": (
        "账号",
        "帐号",
        "银行账号",
        "银行帐号",
        "卡号",
        "银行卡号",
        "银行账户",
        "社保卡号",
    ),
}
_BY_NAME = {name: key for key, names in NAMES.items() for name in names}
NEEDED = ("name", "id_number")

# What a list may bring up to date, each as a whole: its word and the columns it takes.
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "region": ("村居", ("region_code", "town", "village")),
    "phone": ("联系电话", ("phone",)),
    "nation": ("民族（档案里没有的才登记）", ("nation",)),
    "service": (
        "服役经历（档案里没有的才登记）",
        ("enlisted_on", "discharged_on", "service_status"),
    ),
    "account": ("银行账户", ("bank", "account_name", "account_number")),
}
# The column of the corrected file; a list that comes back with it is read without it.
RESULT = "校验结果"


@dataclass(frozen=True)
class Sheet:
    """A list with its column names found: ``heads`` as they stand there, ``places`` of those that
    are known, ``lines`` with their numbers as the spreadsheet shows them."""

    heads: tuple[str, ...]
    places: dict[str, int]
    lines: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """What this list may bring up to date."""
        return tuple(
            part for part, (_, keys) in PARTS.items() if any(key in self.places for key in keys)
        )

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns with a name that nobody reads."""
        used = set(self.places.values())
        return tuple(
            head for at, head in enumerate(self.heads) if head and at not in used and head != RESULT
        )

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        return {key: cells[at] if at < len(cells) else "" for key, at in self.places.items()}


def find_table(grid: Sequence[Sequence[str]]) -> Sheet:
    """The table below its titles. Refuses a sheet without the two columns that tell who is meant,
    one with a column twice, and one without a line."""
    top, places = _head(grid)
    heads = list(grid[top])
    # A head of two storeys: 服役情况 over 入伍时间 and 退役时间.
    below = grid[top + 1] if top + 1 < len(grid) else ()
    if not any(_cell(below, places[key]) for key in NEEDED):
        lower = _known(below)
        if lower:
            for key, at in lower.items():
                places.setdefault(key, at)
                heads += [""] * (at + 1 - len(heads))
                heads[at] = below[at]
            top += 1
    wide = max((at + 1 for at, head in enumerate(heads) if head), default=0)
    own = {key: heads[at] for key, at in places.items()}
    lines = []
    for number, row in enumerate(grid[top + 1 :], start=top + 2):
        cells = tuple(row)
        if not any(cell.strip() for cell in cells):
            continue
        if all(_cell(cells, at) == own[key] for key, at in places.items()):
            continue  # the head again, as on every printed page
        lines.append((number, cells))
    if not lines:
        raise FileRefused("名单只有列名，没有内容。")
    return Sheet(tuple(heads[:wide]), places, tuple(lines))


def _head(grid: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The first row that names both columns which tell who is meant."""
    for at, row in enumerate(grid[:SEARCHED]):
        found = _known(row)
        if all(key in found for key in NEEDED):
            _refuse_twice(row)
            return at, found
    raise FileRefused(
        f"前 {SEARCHED} 行里没有找到列名。名单至少要有“姓名”和“身份证号”两列，"
        "列名写在同一行；可以下载空白表对照。"
    )


def _known(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        key = column_key(cell)
        if key:
            found.setdefault(key, at)
    return found


def _refuse_twice(row: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for cell in row:
        key = column_key(cell)
        if key and key in seen:
            raise FileRefused(
                f"“{seen[key]}”和“{cell}”是同一项内容的两列，请只留一列，或给另一列换个列名。"
            )
        if key:
            seen[key] = cell


_IN_BRACKETS = re.compile(r"\([^()]*\)\Z")


def column_key(text: str) -> str:
    """Which column a head names; "" for one that is not known."""
    if len(text) > 40:
        return ""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(char for char in plain if not char.isspace() and char not in "*:﹡＊")
    return _BY_NAME.get(plain) or _BY_NAME.get(_IN_BRACKETS.sub("", plain), "")


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
