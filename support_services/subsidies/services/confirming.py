"""Confirming one person, taking a mistake back, and what a station found instead.

One confirmation covers all that waits for a person, whatever number of rights and rounds there
are: whoever was seen was seen. It lets go exactly what the missing confirmation held; what somebody
held by hand, or a cross-check holds, stays. A station works in its own area only.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from support_services.subsidies import confirmation_sql as sql
from support_services.subsidies.confirmation_states import (
    DUE_WAITING,
    ROUND_LIVE,
    WAY_LABELS,
    DueState,
    Found,
    Way,
)
from support_services.subsidies.models import (
    Confirmation,
    ConfirmationDue,
    ConfirmationFinding,
)
from support_services.subsidies.selectors.confirmation import (
    due_visible_to,
    finding_visible_to,
)
from support_services.subsidies.services.confirmation_settling import (
    live_rounds,
    lock_rounds,
    settle,
)
from support_services.subsidies.services.facts import needed, refuse_future
from veterans.accounts.models import User
from veterans.accounts.roles import STATION, require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in


@dataclass(frozen=True)
class Confirmed:
    """The record, and how many held rights were let go."""

    confirmation: Confirmation
    released: int


@transaction.atomic
def confirm(
    *,
    due_id: int,
    way: Way,
    confirmed_on: date,
    note: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Confirmed:
    """Somebody was seen. Refuses who is confirmed, dead, or not to be confirmed; a day after
    ``today`` or before the window; 其他 without a note; data matches by a station."""
    require(by, "confirmation.confirm")
    asked = due_visible_to(by, due_id)
    if way is Way.OTHER:
        needed(note, "说明：用什么方式确认的")
    if way is Way.DATA and by.role in STATION:
        raise Refused("数据比对由区局导入，站点请登记到站、上门或视频。")
    text = plain(note)
    refuse_future(confirmed_on, today, "确认日期")
    rounds = {row.pk: row for row in lock_rounds({*live_rounds(), asked.round_id})}
    due = due_visible_to(by, due_id)
    if rounds[due.round_id].state not in ROUND_LIVE:
        raise Refused(f"“{due.round.title}”已经取消，不用再确认。")
    if due.state == DueState.CONFIRMED and due.confirmation is not None:
        done = due.confirmation
        raise Refused(
            f"{done.by} 已于 {done.confirmed_on:%Y-%m-%d} 确认过此人（{done.get_way_display()}），"
            "不用再确认。"
        )
    if due.person.died_on is not None:
        raise Refused("此人已登记去世，不能确认。登记有误的，请区局更正。")
    if due.state not in DUE_WAITING:
        raise Refused("此人现在没有要确认的待遇。")
    first = rounds[due.round_id].first_day
    if confirmed_on < first:
        raise Refused(f"本轮从 {first:%Y-%m-%d} 开始，不能用更早的日期确认。")
    made = Confirmation.objects.create(
        person_id=due.person_id, way=way.value, confirmed_on=confirmed_on, note=text, by=by, at=at
    )
    released = cover([made], rounds=list(rounds), by=by, at=at, today=today)
    _close_findings([due.person_id], f"已确认：{WAY_LABELS[way]}", by, at)
    _record("confirmed", due.person_id, by, at, confirmation=made.pk, way=way.value)
    return Confirmed(made, released)


def cover(
    made: list[Confirmation], *, rounds: list[int], by: User, at: datetime, today: date
) -> int:
    """Put confirmations on all that waits for these people and let go what it held; how many
    rights. The caller holds the rounds' rows."""
    given = {"confirmations": [one.pk for one in made], "rounds": rounds}
    with connection.cursor() as cursor:
        cursor.execute(sql.COVER, given)
    people = [one.person_id for one in made]
    note = f"年度确认：{made[0].get_way_display()}" if made else ""
    return sum(
        settle(pk, at=at, today=today, people=people, by=by, note=note).released for pk in rounds
    )


@transaction.atomic
def take_back(*, due_id: int, reason: str, by: User, at: datetime, today: date) -> ConfirmationDue:
    """A mistaken confirmation never was: the person waits again, and past the grace is held again.

    A station takes back what it confirmed itself; the bureau takes back any.
    """
    require(by, "confirmation.confirm")
    due_visible_to(by, due_id)
    rounds = [row.pk for row in lock_rounds(live_rounds())]
    due = due_visible_to(by, due_id)
    done = due.confirmation
    if due.round_id not in rounds or done is None:
        raise Refused("此人没有可以撤销的确认。")
    if by.role in STATION and done.by_id != by.pk:
        raise Refused("这不是您确认的。确认有误的，请原确认人撤销，或报区局撤销。")
    done.taken_back_by, done.taken_back_at = by, at
    done.taken_back_reason = plain(needed(reason, "撤销原因"))
    done.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_reason"])
    ConfirmationDue.objects.filter(confirmation=done, round__in=rounds).update(
        state=DueState.DUE.value, confirmation=None
    )
    for pk in rounds:
        settle(pk, at=at, today=today, people=[due.person_id])
    _record("taken_back", due.person_id, by, at, confirmation=done.pk)
    due.refresh_from_db()
    return due


@transaction.atomic
def note_finding(
    *, due_id: int, found: Found, found_on: date, note: str, by: User, at: datetime, today: date
) -> ConfirmationFinding:
    """What was found instead of the person: a task for the bureau. Confirms and stops nothing.

    Refuses who is confirmed, and a second report while the first one is open.
    """
    require(by, "station.visit")
    asked = due_visible_to(by, due_id)
    refuse_future(found_on, today, "日期")
    lock_rounds([asked.round_id])
    due = due_visible_to(by, due_id)
    if due.state not in DUE_WAITING:
        raise Refused("此人已确认或不用确认，不用再报告。")
    if found_on < due.round.first_day:
        raise Refused(f"本轮从 {due.round.first_day:%Y-%m-%d} 开始，日期不能更早。")
    if due.findings.filter(handled_at__isnull=True).exists():
        raise Refused("这个人已有一条报告等区局处理。")
    made = ConfirmationFinding.objects.create(
        due=due,
        finding=found.value,
        found_on=found_on,
        note=plain(note),
        noted_by=by,
        noted_at=at,
    )
    _record("found", due.person_id, by, at, finding=found.value, report=made.pk)
    return made


@transaction.atomic
def handle_finding(*, finding_id: int, note: str, by: User, at: datetime) -> ConfirmationFinding:
    """The bureau has looked into a report, and says what it did. The person still waits."""
    require(by, "confirmation.handle")
    asked = finding_visible_to(by, finding_id)
    lock_rounds([asked.due.round_id])
    found = finding_visible_to(by, finding_id)
    if found.handled_at is not None:
        raise Refused("这条报告已经处理过。")
    found.handled_by, found.handled_at = by, at
    found.handled_note = plain(needed(note, "处理情况"))
    found.save(update_fields=["handled_by", "handled_at", "handled_note"])
    _record("handled", found.due.person_id, by, at, report=found.pk)
    return found


def plain(note: str) -> str:
    """A note without numbers that belong to a person: the lists it stands in are printed."""
    text = " ".join(note.split())[:200]
    if kind_in(text):
        raise Refused("说明里像是写了身份证号、电话或账号，请去掉后再提交。")
    return text


def _close_findings(people: list[int], note: str, by: User, at: datetime) -> None:
    ConfirmationFinding.objects.filter(due__person__in=people, handled_at__isnull=True).update(
        handled_by=by, handled_at=at, handled_note=note
    )


def _record(action: str, person_id: int, by: User, at: datetime, **detail: str | int) -> None:
    audit.record(
        actor=by,
        action=f"confirmation.{action}",
        subject="person",
        subject_id=person_id,
        detail=detail,
        at=at,
    )
