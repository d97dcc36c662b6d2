"""Attendance of many at once: whole teams, and a list of names as it was pasted."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from support_services.supporters.models import Activity, Attendance, Volunteer
from support_services.supporters.selectors.activities import members_on, team_visible_to
from support_services.supporters.services.activities import SUBJECT, open_to_attend
from support_services.supporters.services.volunteers import join_team
from support_services.supporters.services.writing import record
from support_services.supporters.states import REPORT
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineProblem, LinesRefused

MOST = 500
_SEPARATORS = re.compile(r"[\t,，、;；]+|\s+")
_HOURS = re.compile(r"\A(\d{1,2}(?:\.\d)?)(?:小时|h|H)?\Z")
# What stands above or before names in a spreadsheet.
_HEADS = frozenset({"姓名", "志愿者", "名单"})


@dataclass(frozen=True)
class Taken:
    """How many were put on the list, and how many of them joined a team for it."""

    people: int
    joined: int


@dataclass(frozen=True)
class _Line:
    number: int
    name: str
    hours: Decimal | None
    team: str


@transaction.atomic
def put_roll(
    *,
    activity_id: int,
    names: str = "",
    teams: Sequence[int] = (),
    hours: Decimal | None = None,
    joins: int | None = None,
    by: User,
    at: datetime,
) -> Taken:
    """Everybody of ``teams``, and everybody who is named, with ``hours`` where the line says none;
    who is on the list already gets the new hours. ``joins``: the team that strangers join.

    Refuses, all lines together and nothing written: a name nobody of the reader's teams has, one
    that two have (the team says which), one that comes twice, a line without hours.
    """
    require(by, REPORT)
    activity = open_to_attend(activity_id, by)
    members = members_on(by, activity)
    much: dict[int, Decimal] = {}
    for team_id in teams:
        team_visible_to(by, team_id)
        if hours is None:
            raise Refused("整队记的，请填每人时长。")
        much |= {one.pk: hours for one in members if one.team_id == team_id}
    lines, problems = _read(names)
    joined, seen = 0, dict[int, int]()
    for line in lines:
        try:
            found = _who(line, members)
            if line.hours is None and hours is None:
                raise Refused("没有写时长，上面也没有填每人时长。")
            if found is None:
                if joins is None:
                    raise Refused(
                        f"“{line.name}”不在您能看到的志愿服务队里，请核对，或者选一个队加进去。"
                    )
                with transaction.atomic():
                    found = join_team(
                        team_id=joins, name=line.name, joined_on=activity.on, by=by, at=at
                    )
                members.append(found)
                joined += 1
            if found.pk in seen:
                raise Refused(f"和第 {seen[found.pk]} 行是同一个人。")
            seen[found.pk] = line.number
            told = line.hours if line.hours is not None else hours
            assert told is not None
            if not 0 < told <= 24:
                raise Refused("时长要大于 0，一天最多 24 小时。")
            much[found.pk] = told
        except Refused as refusal:
            problems.append(LineProblem(line.number, str(refusal)))
    if problems:
        raise LinesRefused(problems)
    if not much:
        raise Refused("请选整队都到的，或者贴上名单。")
    if len(much) > MOST:
        raise Refused(f"一次最多 {MOST} 人，请分几次。")
    _write(activity, much, by, at)
    record("attended", SUBJECT, activity, by, at, people=len(much), joined=joined)
    return Taken(len(much), joined)


def _write(activity: Activity, much: dict[int, Decimal], by: User, at: datetime) -> None:
    if any(not 0 < one <= 24 for one in much.values()):
        raise Refused("时长要大于 0，一天最多 24 小时。")
    Attendance.objects.bulk_create(
        [
            Attendance(
                activity=activity, volunteer_id=key, hours=hours, entered_by=by, entered_at=at
            )
            for key, hours in much.items()
        ],
        update_conflicts=True,
        unique_fields=["activity", "volunteer"],
        update_fields=["hours", "entered_by", "entered_at"],
    )


def _read(names: str) -> tuple[list[_Line], list[LineProblem]]:
    """A line a person: name, and in any order hours and team. A running number before the name,
    and a line of heads, are passed over."""
    lines, problems = [], []
    for number, text in enumerate(unicodedata.normalize("NFKC", names).splitlines(), start=1):
        words = [word for word in _SEPARATORS.split(text.strip()) if word]
        if len(words) > 1 and words[0].rstrip(".").isdigit():
            words = words[1:]
        if not words or words[0] in _HEADS:
            continue
        found = [(word, match) for word in words[1:] if (match := _HOURS.match(word))]
        others = [word for word in words[1:] if not _HOURS.match(word)]
        if len(found) > 1 or len(others) > 1:
            problems.append(LineProblem(number, "一行只写姓名、时长、队名。"))
            continue
        try:
            hours = Decimal(found[0][1][1]) if found else None
        except InvalidOperation:
            hours = None
        lines.append(_Line(number, words[0], hours, others[0] if others else ""))
    return lines, problems


def _who(line: _Line, members: Sequence[Volunteer]) -> Volunteer | None:
    """The one of that name; None for nobody."""
    found = [one for one in members if "".join(one.name.split()) == line.name]
    if line.team:
        found = [one for one in found if line.team in one.team.name]
        if not found:
            raise Refused(f"“{line.team}”里没有“{line.name}”，请核对。")
    if len(found) > 1:
        teams = "、".join(sorted({one.team.name for one in found}))
        raise Refused(f"有 {len(found)} 个“{line.name}”（{teams}），请在后面写上队名。")
    return found[0] if found else None
