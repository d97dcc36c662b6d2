"""What a station sees of the yearly confirmation: who of its area still waits, and how pressing.

Limited to the worker's own area and fails closed, as ``area_rosters``. Nothing here writes.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from support_services.stations.rules import spoken_name
from support_services.subsidies.confirmation_states import (
    DUE_LABELS,
    DUE_WAITING,
    FOUND_LABELS,
    DueState,
    Found,
)
from support_services.subsidies.models import ConfirmationDue
from support_services.subsidies.selectors import confirmation as reading
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.masking import mask_id_number, mask_phone
from veterans.regions.models import Region

KINDS = {"waiting": "还没确认", "held": "已暂缓", "confirmed": "已确认"}


@dataclass(frozen=True)
class Reminder:
    """A round that somebody in the area still waits in, for the station's home page. ``tone``
    grows with the reminders that have come (T-30, T-15, T-3 as the round has them)."""

    title: str
    text: str
    tone: str


@dataclass(frozen=True)
class DueTold:
    """Somebody to be confirmed, as the station reads it; the identity number is covered."""

    due_id: int
    person_id: int
    name: str
    masked_id: str
    masked_phone: str
    village: str
    age: int
    born_on: date
    round_title: str
    is_waiting: bool
    is_confirmed: bool
    is_mine: bool
    home_visit: bool
    due_on: date
    first_day: date
    state_label: str
    tone: str
    when: str
    finding: str
    done: str


@dataclass(frozen=True)
class FindingTold:
    """What somebody of the station reported, and what the bureau did about it."""

    label: str
    found_on: date
    note: str
    noted_by: str
    answer: str


def dues(
    user: User, *, kind: str, today: date, village: Region | None = None
) -> QuerySet[ConfirmationDue]:
    """People of the area of a kind (``waiting``, ``held``, ``confirmed``), by village and by how
    long they are overdue; the last confirmed first."""
    if not user.may("station.visit"):
        return ConfirmationDue.objects.none()
    rows = reading.dues_matching(
        user, today=today, state=kind, village=village.path if village else ""
    )
    return rows.order_by("-confirmation", "pk") if kind == "confirmed" else rows


def due_of(user: User, due_id: int) -> ConfirmationDue:
    """One of the area; anybody else's is not there."""
    if not user.may("station.visit"):
        raise NotFound("没有找到这个人的年度确认。")
    return reading.due_visible_to(user, due_id)


def told(user: User, due: Any, *, today: date) -> DueTold:
    """Somebody as the station reads it."""
    person, done = due.person, due.confirmation
    state = DueState(due.state)
    waiting = state in DUE_WAITING and person.died_on is None
    finding = getattr(due, "finding", None)
    label, tone, when = DUE_LABELS[state], "info", f"{due.due_on:%-m月%-d日}截止"
    if state is DueState.HELD:
        tone, when = "bad", f"{due.hold_on:%-m月%-d日}起没有确认的暂缓发放"
    elif state is DueState.CONFIRMED:
        tone, when = "ok", ""
    elif state is DueState.DUE and due.due_on < today:
        label, tone = "已过截止日", "warn"
        when = f"宽限到 {due.hold_on - timedelta(days=1):%-m月%-d日}，满了暂缓发放"
    elif state is DueState.LEFT:
        tone, when = "idle", ""
    return DueTold(
        due_id=due.pk,
        person_id=person.pk,
        name=person.name,
        masked_id=mask_id_number(person.id_number),
        masked_phone=mask_phone(person.phone or ""),
        village=spoken_name(person.region.name),
        age=_age(person.born_on, today),
        born_on=person.born_on,
        round_title=due.round.title,
        is_waiting=waiting,
        is_confirmed=done is not None,
        is_mine=done is not None and done.by_id == user.pk,
        home_visit=due.home_visit,
        due_on=due.due_on,
        first_day=due.round.first_day,
        state_label=label,
        tone=tone,
        when=when,
        finding=FOUND_LABELS[Found(finding)] if finding and waiting else "",
        done=f"{done.confirmed_on:%Y年%-m月%-d日}，{done.get_way_display()}，{done.by}登记"
        if done
        else "",
    )


def findings_told(due: ConfirmationDue) -> list[FindingTold]:
    """What was reported of him in this round, latest first."""
    return [
        FindingTold(
            label=FOUND_LABELS[Found(one.finding)],
            found_on=one.found_on,
            note=one.note,
            noted_by=str(one.noted_by),
            answer=one.handled_note if one.handled_at else "",
        )
        for one in reading.findings_of(due)
    ]


def standing_told(user: User, person_id: int, *, today: date) -> list[DueTold]:
    """For a person's page: where he stands in the rounds in force."""
    return [told(user, due, today=today) for due in reading.dues_of_person(user, person_id)]


def reminders(user: User, *, today: date) -> list[Reminder]:
    """What the home page says of each round that has begun or is near; three queries."""
    if not user.may("station.visit"):
        return []
    found = []
    for one in reading.rounds_on_desk(user, today=today):
        of, sums = one.round, one.progress
        reached = [days for days in of.reminder_days if today >= of.last_day - timedelta(days=days)]
        if not sums.waiting or (today < of.first_day and not reached):
            continue
        left = (of.last_day - today).days
        if left < 0:
            text, tone = f"{of.last_day:%-m月%-d日}已截止，还有 {sums.waiting:,} 人没有确认", "warn"
            if sums.held:
                text, tone = f"{text}，其中 {sums.held:,} 人已暂缓发放", "bad"
            elif today <= reading.last_day_of_grace(of):
                text = f"{text}，宽限到 {reading.last_day_of_grace(of):%-m月%-d日}"
        else:
            ending = "今天截止" if not left else f"还有 {left} 天截止（{of.last_day:%-m月%-d日}）"
            text = f"还有 {sums.waiting:,} 人没有确认，{ending}"
            last = len(reached) == len(of.reminder_days) and len(reached) > 0
            tone = "bad" if last else "warn" if reached else "info"
        if sums.home_visits:
            text = f"{text}。应上门的 {sums.home_visits:,} 人"
        found.append(Reminder(of.title, f"{text}。", tone))
    return found


def waiting_count(user: User, *, today: date) -> int:
    """How many of the area still wait."""
    return dues(user, kind="waiting", today=today).count()


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
