"""Pure: which days fit, when a facility has to have been looked at, how long a report may wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from honors.memorials.states import QINGMING
from support_services.notices.festivals import qingming
from veterans.foundation.errors import Refused

# Days before a day of remembrance within which the inspection has to be done, unless it says.
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
class Day:
    """A day before which facilities are inspected, of every year. ``moves``: "" or a feast."""

    name: str
    month: int
    day: int
    moves: str = ""
    within: int = BEFORE

    def on(self, year: int) -> date:
        return qingming(year) if self.moves == QINGMING else date(year, self.month, self.day)


def check_day(month: int, day: int) -> None:
    """Refuses a day that is not in every year."""
    try:
        date(2027, month, day)
    except ValueError:
        raise Refused(f"不是每年都有 {month} 月 {day} 日，请核对。") from None


@dataclass(frozen=True)
class Remembered:
    """A day of remembrance of a year."""

    name: str
    on: date
    within: int = BEFORE

    @property
    def since(self) -> date:
        """From when on an inspection counts for it."""
        return self.on - timedelta(days=self.within)


def of_year(day: Day, year: int) -> Remembered:
    return Remembered(day.name, day.on(year), day.within)


def next_day(day: Day, *, today: date) -> Remembered:
    """The next of it, today included."""
    this = of_year(day, today.year)
    return this if this.on >= today else of_year(day, today.year + 1)


def next_days(days: Iterable[Day], *, today: date) -> list[Remembered]:
    """The next of each, the nearest first."""
    return sorted((next_day(one, today=today) for one in days), key=lambda one: one.on)


@dataclass(frozen=True)
class Standing:
    """How a facility stands to the next day: ``word``, ``tone``; ``is_late`` within the days before
    it without an inspection; ``missed``: the last day went by without one."""

    word: str
    tone: str
    is_late: bool
    missed: str = ""


def standing(
    days: Iterable[Day], inspected: Iterable[date], since: date, *, today: date
) -> Standing:
    """``since``: from when the facility is kept here; a day before it asks for nothing."""
    listed, done = list(days), set(inspected)
    if not listed:
        return Standing("没有设定检查日期", "idle", False)
    coming = next_days(listed, today=today)[0]
    past = max(
        (
            found
            for one in listed
            for year in (today.year, today.year - 1)
            if (found := of_year(one, year)).on < today
        ),
        key=lambda one: one.on,
    )
    missed = ""
    if past.on >= since and not is_done(done, past):
        missed = f"{past.on:%Y-%m-%d} {past.name}以前没有检查"
    left = (coming.on - today).days
    if is_done(done, coming):
        return Standing(f"{coming.name}以前已检查", "ok", False, missed)
    if left > coming.within:
        return Standing(f"{coming.name}以前要检查，{coming.on:%Y-%m-%d}", "idle", False, missed)
    return Standing(f"离{coming.name} {left} 天，还没有检查", "warn", True, missed)


def is_done(done: Iterable[date], day: Remembered) -> bool:
    """Whether it was inspected for that day."""
    return any(day.since <= one <= day.on for one in done)


Span = tuple[time, time]
STEP = timedelta(minutes=30)


def free_spans(
    opens: time, closes: time, taken: Iterable[Span], *, since: time | None = None
) -> list[Span]:
    """What is left of a day, in order: from half an hour up, between what is taken; from the next
    half hour after ``since``, where the day has begun. Times of one day."""

    def minutes(at: time) -> int:
        return at.hour * 60 + at.minute

    step = STEP.seconds // 60
    begin = minutes(opens)
    if since is not None:
        begin = max(begin, (minutes(since) // step + 1) * step)
    found = []
    for first, last in [*sorted(taken), (closes, closes)]:
        until = min(minutes(first), minutes(closes))
        if until - begin >= step:
            found.append((time(begin // 60, begin % 60), time(until // 60, until % 60)))
        begin = max(begin, minutes(last))
    return found


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


def check_open(on: date, closed: Iterable[tuple[date, date, str]]) -> None:
    """``closed``: first day, last day, why. Refuses a day on which it is shut."""
    for first, last, why in closed:
        if first <= on <= last:
            raise Refused(f"{on:%Y-%m-%d} 不开放（{why}），请换一天。")
