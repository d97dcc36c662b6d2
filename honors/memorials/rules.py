"""Pure: which days fit, when a facility has to have been looked at, how long a report may wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from veterans.foundation.errors import Refused

# Days before a day of remembrance within which the inspection has to be done.
BEFORE = 30
# How far ahead a ceremony may be booked, in days; how long it may last, in hours.
LATEST, LONGEST = 180, 4
RENAMED_BY_PROVINCE = (
    "烈士纪念设施的名称不能自行更改，变更由省级批准"
    "（《烈士褒扬条例》，2025年1月1日起施行）。请填写省级批准文件的机关和文号。"
)
NO_OTHER_TOMB = (
    "烈士纪念设施保护范围内不得埋葬烈士以外的人（《烈士褒扬条例》）。"
    "发现有其他坟墓的，在检查里登记为问题。"
)


def check_life(born_on: date | None, died_on: date | None, *, today: date) -> None:
    """Refuses a life that cannot have been. Days may be unknown."""
    if died_on is not None and died_on > today:
        raise Refused("牺牲日期不能晚于今天。")
    if born_on is not None and born_on > (died_on or today):
        raise Refused("出生日期不能晚于牺牲日期，请核对。")


@dataclass(frozen=True)
class Remembered:
    """A day of remembrance of a year."""

    name: str
    on: date


def next_days(days: Iterable[tuple[str, int, int]], *, today: date) -> list[Remembered]:
    """The next of each (name, month, day), the nearest first."""
    found = []
    for name, month, day in days:
        this = date(today.year, month, day)
        found.append(Remembered(name, this if this >= today else date(today.year + 1, month, day)))
    return sorted(found, key=lambda one: one.on)


@dataclass(frozen=True)
class Standing:
    """How a facility stands to the next day: ``word``, ``tone``; ``is_late`` within ``BEFORE``
    days without an inspection; ``missed``: the last day went by without one."""

    word: str
    tone: str
    is_late: bool
    missed: str = ""


def standing(
    days: Iterable[tuple[str, int, int]], inspected: Iterable[date], since: date, *, today: date
) -> Standing:
    """``since``: from when the facility is kept here; a day before it asks for nothing."""
    listed, done = list(days), set(inspected)
    if not listed:
        return Standing("没有设定检查日期", "idle", False)
    coming = next_days(listed, today=today)[0]
    past = max(
        (
            Remembered(name, date(year, month, day))
            for name, month, day in listed
            for year in (today.year, today.year - 1)
            if date(year, month, day) < today
        ),
        key=lambda one: one.on,
    )
    missed = ""
    if past.on >= since and not _is_done(done, past.on):
        missed = f"{past.on:%Y-%m-%d} {past.name}以前没有检查"
    left = (coming.on - today).days
    if _is_done(done, coming.on):
        return Standing(f"{coming.name}以前已检查", "ok", False, missed)
    if left > BEFORE:
        return Standing(f"{coming.name}以前要检查，{coming.on:%Y-%m-%d}", "idle", False, missed)
    return Standing(f"离{coming.name} {left} 天，还没有检查", "warn", True, missed)


def _is_done(done: set[date], day: date) -> bool:
    return any(day - timedelta(days=BEFORE) <= one <= day for one in done)


def check_slot(
    starts: datetime, ends: datetime, opens: time, closes: time, *, now: datetime
) -> None:
    """Local times. Refuses what is past, too far, turned round, too long, or while it is shut."""
    if starts <= now:
        raise Refused("时间已经过去了，请选今天以后的时间。")
    if starts.date() > now.date() + timedelta(days=LATEST):
        raise Refused(f"最多提前 {LATEST} 天预约。")
    if ends <= starts:
        raise Refused("结束时间要晚于开始时间。")
    if ends - starts > timedelta(hours=LONGEST):
        raise Refused(f"一场最长 {LONGEST} 小时。")
    if starts.time() < opens or ends.time() > closes:
        raise Refused(f"开放时间是 {opens:%H:%M} 到 {closes:%H:%M}，请选这段时间里的。")
