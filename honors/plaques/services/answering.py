"""What came of it at a door: hung, with the hand-over of the visits; or not, and why."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from honors.plaques.models import Piece, Task
from honors.plaques.selectors import people_of, task_visible_to
from honors.plaques.services.log import record
from honors.plaques.services.reckoning import reckon_homes, together
from honors.plaques.states import (
    ANSWERS,
    SPOT_LABELS,
    Closed,
    Outcome,
    PieceState,
    TaskKind,
)
from support_services.visits.services import HandedOver, Taker, record_hand_over
from support_services.visits.states import Way
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry import rules as registry_rules
from veterans.registry.models import Household, PlaqueKey
from veterans.registry.services.homes import Plaque, plaque_of, set_plaque

ALREADY = "这一户已经有人登记过结果，请刷新名单。"


@transaction.atomic
def hang(
    *,
    task_id: int,
    person_id: int,
    number: str,
    spot: str,
    visited_on: date,
    taker: Taker,
    replaced_why: str = "",
    files: Sequence[bytes] = (),
    photo_consent: bool = False,
    by: User,
    at: datetime,
    today: date,
) -> Task:
    """The plaque was hung: a hand-over to somebody of the home, which writes the register.

    Refuses a task that is answered already, somebody who does not live there, a place that nobody
    asked about, a number that is not in stock, is damaged or lies in another town (where a stock is
    kept at all), and whatever a hand-over refuses.
    """
    require(by, "plaques.answer")
    together()
    task = _open_task(task_id, by)
    if task.kind not in (TaskKind.HANG, TaskKind.REPLACE):
        raise Refused("这一户是去核实、收回的，不是去挂牌。")
    if spot not in SPOT_LABELS:
        raise Refused("请先问家里人牌子挂在哪里，再选择。")
    person = next((one for one in people_of(task.home) if one.pk == person_id), None)
    if person is None:
        raise Refused("请选择这一户的人。")
    clean = registry_rules.clean_plaque_number(number)
    _from_stock(clean, task.home)
    visit = record_hand_over(
        person=person,
        visited_on=visited_on,
        way=Way.HOME.value,
        thing=HandedOver("plaque", plaque_number=clean, replaced_why=replaced_why),
        taker=taker,
        files=files,
        photo_consent=photo_consent,
        by=by,
        at=at,
        today=today,
    )
    task.visit, task.spot = visit, spot
    _answer(task, Outcome.HUNG, "", visited_on, today, by, at)
    return task


@transaction.atomic
def answer_task(
    *, task_id: int, outcome: str, note: str = "", by: User, at: datetime, today: date
) -> Task:
    """Nothing was hung: declined, moved, not so, each with why; or the plaque was taken in, which
    takes it out of the register. Refuses what does not answer this task."""
    require(by, "plaques.answer")
    together()
    task = _open_task(task_id, by)
    if outcome not in ANSWERS[TaskKind(task.kind)]:
        raise Refused("请选择上门的结果。")
    told = registry_rules.clean_open_text(note, what="情况")
    if kind_in(told):
        raise Refused("情况里不要写身份证号、电话或账号。")
    if outcome != Outcome.TAKEN and not told:
        raise Refused("没有挂上、没有收回的，请写明情况，下次就不用再白跑。")
    if outcome == Outcome.TAKEN:
        _take_in(task.home, by, at)
    _answer(task, Outcome(outcome), told, today, today, by, at)
    return task


def _open_task(task_id: int, by: User) -> Task:
    known = task_visible_to(by, task_id)
    task = Task.objects.select_for_update(of=("self",)).select_related("home").get(pk=known.pk)
    if task.closed_on is not None:
        raise Refused(ALREADY)
    return task


def _answer(
    task: Task, outcome: Outcome, note: str, on: date, today: date, by: User, at: datetime
) -> None:
    task.outcome, task.note, task.answered_on = outcome.value, note, on
    task.answered_by, task.answered_at = by, at
    task.closed_on, task.closed_why = today, Closed.ANSWERED.value
    task.save()
    record("answered", "plaque_task", task.pk, by, at, home=task.home_id, outcome=outcome.value)
    reckon_homes([task.home_id], at=at)


def _from_stock(number: str, home: Household) -> None:
    """Locks the piece, so that of two who hang the same number the second is told."""
    if not Piece.objects.exists():
        return  # no stock is kept
    found = (
        Piece.objects.annotate(key=PlaqueKey("number"))
        .select_for_update(of=("self",))
        .select_related("town")
        .filter(key=registry_rules.plaque_key(number))
        .first()
    )
    if found is None:
        raise Refused("库存里没有这个光荣牌编号，请照牌上核对；没有入库的，先报区局入库。")
    if found.state != PieceState.GOOD:
        raise Refused(f"这块牌子在库存里登记为“{found.get_state_display()}”，不能再挂。")
    if found.town is not None and not home.region.path.startswith(found.town.path):
        raise Refused(f"这块牌子发给了{found.town.name}，请照牌上核对编号。")


def _take_in(home: Household, by: User, at: datetime) -> None:
    locked = Household.objects.select_for_update().get(pk=home.pk)
    stood = plaque_of(locked)
    if not stood.number:
        raise Refused("这一户现在没有登记光荣牌，不用收回。请刷新名单。")
    key = registry_rules.plaque_key(stood.number)
    Piece.objects.annotate(key=PlaqueKey("number")).filter(key=key).update(
        state=PieceState.TAKEN_IN.value
    )
    set_plaque(home=locked, plaque=Plaque("", None), why="收回光荣牌", by=by, at=at)
