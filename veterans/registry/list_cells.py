"""What the cells of a list say, other than name, number, telephone and account. Pure.

Messages never contain the value: a cell may hold what belongs into the column beside it.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from veterans.foundation.errors import Refused
from veterans.foundation.halfwidth import squeezed
from veterans.foundation.sheets import parse_date
from veterans.registry.codes import CIRCUMSTANCES

# Day one of a spreadsheet's calendar is 1900-01-01; it counts a 29 February 1900 that never was.
_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"\A[0-9]{5}\Z")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00)?\Z")
_NO_DAY = re.compile(r"\A(?:[0-9]{4}[-/.年][0-9]{1,2}月?|[0-9]{6}|[0-9]{4}年?)\Z")


@lru_cache(maxsize=8192)  # a list has far fewer days than lines
def read_day(text: str, *, what: str, today: date) -> date | None:
    """A day in the spellings of spreadsheets: 2010-03-01, 2010/3/1, 2010.3.1, 20100301,
    2010年3月1日, or the number that a date cell turned into; None for an empty cell.

    Refuses a month without a day: the first of the month would be invented, and lengths of
    service are reckoned from it. Refuses days to come.
    """
    plain = "".join(_MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip()).split())
    if not plain:
        return None
    if _SERIAL.match(plain):
        day = _EPOCH + timedelta(days=int(plain))
    elif _NO_DAY.match(plain):
        raise Refused(f"{what}只写到年或月，请补上日，如 2010-03-01；查不到日的，请清空这一格。")
    else:
        try:
            day = parse_date(plain)
        except Refused:
            raise Refused(f"{what}不是真实的日期，请写成 2010-03-01 这样的格式。") from None
    if day > today:
        raise Refused(f"{what}晚于今天，请核对。")
    return day


@lru_cache(maxsize=256)
def read_nation(text: str) -> str:
    """The code of a 民族 (GB/T 3304) by its name, with or without 族; "" for an empty cell."""
    plain = "".join(text.split())
    if not plain:
        return ""
    for code, label in CIRCUMSTANCES["nation"].values.items():
        if plain in (label, label.removesuffix("族")):
            return code
    raise Refused("民族不在国家公布的 56 个民族名称里，请写“汉族”这样的全称。")


_STATUSES = {
    "义务兵": "conscript",
    "士官": "sergeant",
    "军士": "sergeant",
    "军士(士官)": "sergeant",
    "军官": "officer",
    "文职人员": "civilian",
    "文职": "civilian",
    "参战民兵民工": "militia",
}


def read_status(text: str) -> str:
    """The code of a 服役身份; "" for an empty cell."""
    plain = squeezed(text)
    if not plain:
        return ""
    if plain not in _STATUSES:
        raise Refused("服役身份请写“义务兵”“军士”“军官”“文职人员”或“参战民兵民工”。")
    return _STATUSES[plain]


@dataclass(frozen=True)
class Place:
    """A town or village as a list may name it. ``town``: the code of the town it is or lies in."""

    id: int
    code: str
    name: str
    town: str
    is_village: bool


_TAILS = (
    "社区居民委员会",
    "居民委员会",
    "村民委员会",
    "社区居委会",
    "社区村委会",
    "居委会",
    "村委会",
    "街道办事处",
    "人民政府",
    "街道办",
    "社区",
    "街道",
    "村",
    "镇",
    "乡",
)


def bare(name: str) -> str:
    """A place's name without its kind: 东一村民委员会 and 东一村 are the same village."""
    plain = squeezed(name)
    for tail in _TAILS:
        if plain.endswith(tail) and len(plain) > len(tail):
            return plain.removesuffix(tail)
    return plain


class Places:
    """Finds the towns and villages of an area by code or by name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_code: dict[str, Place] = {}
        self._towns: dict[str, list[Place]] = {}
        self._villages: dict[str, list[Place]] = {}
        self._names: dict[str, str] = {}
        for place in places:
            self._by_code[place.code] = place
            self._names[place.code] = place.name
            of_kind = self._villages if place.is_village else self._towns
            of_kind.setdefault(bare(place.name), []).append(place)
        self._found: dict[tuple[str, str, str], Place | str] = {}

    def find(self, code: str, town: str, village: str) -> Place | None:
        """The place that a line names, or None where it names none. A village's name alone
        suffices where only one is called so. Refuses what is not found, with the nearest names."""
        asked = (code.strip(), town.strip(), village.strip())
        if asked not in self._found:
            try:
                found = self._look(*asked)
            except Refused as refusal:
                self._found[asked] = str(refusal)
            else:
                if found is None:
                    return None
                self._found[asked] = found
        told = self._found[asked]
        if isinstance(told, str):
            raise Refused(told)
        return told

    def _look(self, code: str, town: str, village: str) -> Place | None:
        if code:
            place = self._by_code.get(unicodedata.normalize("NFKC", code))
            if place is None:
                raise Refused("区划代码不在镇街和村居的清单里，或不在您的服务区域内，请核对。")
            return place
        if not town and not village:
            return None
        towns = self._named(self._towns, town)
        if town and not towns:
            raise Refused(f"没有这个镇街{self._near(self._towns, town)}请按区划清单填写。")
        if not village:
            return self._only(towns, "镇街")
        found = self._named(self._villages, village)
        if town:
            within = {place.code for place in towns}
            here = [place for place in found if place.town in within]
            if not here:
                raise Refused(
                    f"{towns[0].name}没有这个村居"
                    f"{self._near(self._villages, village, within)}请按区划清单填写。"
                )
            return self._only(here, "村居")
        if not found:
            raise Refused(f"没有这个村居{self._near(self._villages, village)}请按区划清单填写。")
        if len(found) > 1:
            named = "、".join(sorted({self._names.get(one.town, "") for one in found}))
            raise Refused(f"叫这个名字的村居不止一个（{named}都有），请补上镇街一列。")
        return found[0]

    @staticmethod
    def _named(places: dict[str, list[Place]], name: str) -> list[Place]:
        """Of those with that bare name, the ones of exactly that name where there are any."""
        found = places.get(bare(name), []) if name else []
        plain = "".join(name.split())
        return [place for place in found if place.name == plain] or found

    @staticmethod
    def _only(found: list[Place], what: str) -> Place:
        if len(found) > 1:
            raise Refused(f"叫这个名字的{what}不止一个，请填写 12 位区划代码。")
        return found[0]

    def _near(
        self, places: dict[str, list[Place]], name: str, towns: Iterable[str] | None = None
    ) -> str:
        within = None if towns is None else set(towns)
        names = {
            key: found[0].name
            for key, found in places.items()
            if within is None or any(one.town in within for one in found)
        }
        near = difflib.get_close_matches(bare(name)[:30], names, n=3, cutoff=0.5)
        return f"，是不是{'、'.join(f'“{names[key]}”' for key in near)}？" if near else "。"
