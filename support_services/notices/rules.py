"""When a notice is said, when it may go out, when it is tried again, and what it says. Pure."""

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from support_services.notices.states import Audience

# A reminder that could not be written on its day (the machine stood still) is written this late.
CATCH_UP_DAYS = 3
# After so many days it is no reminder any more: nobody sends it without a person's word.
STALE_DAYS = 7
FURTHEST_OFFSET = 120
# Minutes between two attempts; after the last one a person decides.
BACK_OFF = (1, 5, 30, 120, 360)
MOST_ATTEMPTS = len(BACK_OFF) + 1
TEXT_LENGTH = 300

# What every rule may name. A person's own words only where the person himself hears.
OF_ALL: dict[str, str] = {
    "日期": "事情所在的日期，如 12月1日",
    "天数": "离那一天还有几天；过了的是已过几天",
    "局名": "本局名称",
    "局电话": "本局公开电话",
}
OF_PERSON: dict[str, str] = {"姓名": "本人姓名", "村居": "本人所在村居"}
OF_UNIT: dict[str, str] = {"单位": "单位的名称", "项数": "有几项"}
OF_AREA: dict[str, str] = {"地方": "村居、镇街或全区", "人数": "有几个人"}


class Days(Protocol):
    """The working calendar, as far as it is asked here."""

    def is_working_day(self, day: date) -> bool: ...


@dataclass(frozen=True)
class Step:
    """One saying of a rule about one day: what happens on ``due_on`` is said on ``say_on``."""

    due_on: date
    offset: int
    audience: Audience
    say_on: date


@dataclass(frozen=True)
class Timing:
    """When a rule speaks, as it stands in the rule."""

    offsets: tuple[int, ...]
    working_days: bool
    audience: Audience
    active_from: date
    town_after: int | None = None
    bureau_after: int | None = None

    @property
    def sayings(self) -> list[tuple[int, Audience, bool]]:
        """Offset, who hears, whether it counts working days; escalation counts ordinary ones."""
        found = [(offset, self.audience, self.working_days) for offset in self.offsets]
        if self.town_after is not None:
            found.append((self.town_after, Audience.TOWN, False))
        if self.bureau_after is not None:
            found.append((self.bureau_after, Audience.BUREAU, False))
        return list(dict.fromkeys(found))


def shifted(day: date, offset: int, calendar: Days) -> date:
    """The day so many working days after (before, if negative) another one, whatever that is."""
    step = timedelta(days=1 if offset > 0 else -1)
    left, tries = abs(offset), 0
    while left and tries < 3 * FURTHEST_OFFSET:
        day += step
        tries += 1
        left -= calendar.is_working_day(day)
    return day


def steps_said(timing: Timing, first: date, last: date, calendar: Days) -> list[Step]:
    """Everything the rule says from ``first`` to ``last``, both included, by the day it is said."""
    found = []
    first = max(first, timing.active_from)
    for offset, audience, working in timing.sayings:
        if not working:
            for number in range((last - first).days + 1):
                say_on = first + timedelta(days=number)
                found.append(Step(say_on - timedelta(days=offset), offset, audience, say_on))
            continue
        # Working days move by at most thrice their number, and a long holiday.
        reach = timedelta(days=3 * abs(offset) + 15)
        span = range(((last + reach) - (first - reach)).days + 1)
        for number in span:
            due_on = first - reach + timedelta(days=number)
            say_on = shifted(due_on, offset, calendar)
            if first <= say_on <= last:
                found.append(Step(due_on, offset, audience, say_on))
    return sorted(found, key=lambda one: (one.say_on, one.due_on, one.offset))


@dataclass(frozen=True)
class Quiet:
    """From when to when nobody's telephone rings; over midnight, where ``begins`` is later."""

    begins: time
    ends: time

    def covers(self, moment: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


def may_ring(moment: datetime, quiet: Quiet, calendar: Days, *, on_rest_days: bool) -> bool:
    """Whether a message may go out at that local time."""
    if quiet.covers(moment.time()):
        return False
    return on_rest_days or calendar.is_working_day(moment.date())


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When it is tried again after so many attempts; None when a person has to decide."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return at + timedelta(minutes=BACK_OFF[max(attempts, 1) - 1])


def template_fault(text: str, allowed: Iterable[str]) -> str:
    """What is wrong with a template, in Chinese; "" where nothing is."""
    known = list(allowed)
    if not text.strip():
        return "请填写通知内容。"
    if len(text) > TEXT_LENGTH:
        return f"通知内容最多 {TEXT_LENGTH} 个字。"
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return "花括号没有成对。可以填的词写成 {日期} 这样，其他地方不要用花括号。"
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if form or conversion or name not in known:
            offered = "、".join("{" + one + "}" for one in known)
            return f"“{{{name}}}”不是这条提醒可以填的词。可以用：{offered}。"
    return ""


def filled(text: str, words: Mapping[str, str]) -> str:
    """The template with its words; a word that is missing stays as it is named."""
    told = []
    for plain, name, _, _ in string.Formatter().parse(text):
        told.append(plain)
        if name is not None:
            told.append(words.get(name, f"（{name}）"))
    return "".join(told)


def day_words(due_on: date, say_on: date) -> dict[str, str]:
    """{日期} and {天数} of a saying."""
    return {"日期": f"{due_on.month}月{due_on.day}日", "天数": str(abs((due_on - say_on).days))}


def parse_offsets(text: str) -> tuple[int, ...]:
    """``-30，-15, +5`` as numbers, in order and once each; raises ``ValueError``."""
    parts = text.replace("，", ",").replace("、", ",").replace("－", "-").replace("＋", "+")
    found = sorted({int(part) for part in parts.split(",") if part.strip()})
    if not found or any(abs(one) > FURTHEST_OFFSET for one in found) or len(found) > 8:
        raise ValueError("offsets")
    return tuple(found)


def offsets_cn(offsets: Sequence[int], *, working: bool) -> str:
    """``提前 30、15、3 天，当天，过后 5 天``."""
    unit = "个工作日" if working else "天"
    before = [str(-one) for one in sorted(offsets) if one < 0]
    after = [str(one) for one in sorted(offsets) if one > 0]
    told = []
    if before:
        told.append(f"提前 {'、'.join(before)} {unit}")
    if 0 in offsets:
        told.append("当天")
    if after:
        told.append(f"过后 {'、'.join(after)} {unit}")
    return "，".join(told)
