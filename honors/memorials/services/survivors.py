"""烈士遗属: a file of the register linked to a martyr, unlinked with a reason, linked again.

The link is the right to ask for a journey to the grave, so whoever is unlinked must have none that
is open. What was ended stays as it was; linked again is another row.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from honors.memorials.models import Martyr, Survivor
from honors.memorials.selectors import links_of, one_visible
from honors.memorials.services.writing import record, saved, told
from honors.memorials.states import ENTER, What
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.registry.selectors import people_with_numbers


@transaction.atomic
def add_survivor(
    *, martyr_id: int, number: str, relation: str, by: User, at: datetime, today: date
) -> Survivor:
    """Links a file by its identity number, which is not kept. Refuses who has none, and twice."""
    require(by, ENTER)
    _locked(martyr_id, by)
    checked = idcard.check(number, today=today)
    person = people_with_numbers(by, [checked]).get(checked)
    if person is None:
        raise Refused("本局没有这个身份证号的档案，请先建档。")
    row = Survivor(
        martyr_id=martyr_id,
        person=person,
        entered_by=by,
        entered_at=at,
        **told(Survivor, {"relation": relation}, ["relation"]),
    )
    saved(row, new=True)
    record("survivor_added", "martyr", martyr_id, by, at, person=person.pk)
    return row


@transaction.atomic
def unlink_survivor(*, martyr_id: int, link: int, why: str, by: User, at: datetime) -> Survivor:
    """Entered in error, or died. Refuses a missing reason, and whoever has a journey that is not
    over: its money would go to somebody who has no right to it, or to nobody."""
    require(by, ENTER)
    _locked(martyr_id, by)
    Survivor.objects.select_for_update().filter(martyr=martyr_id, pk=link or 0).first()
    row: Any = links_of(martyr_id).filter(pk=link or 0).first()
    if row is None:
        raise Refused("请从列表中选择。")
    if row.ended_at is not None:
        raise Refused("这位遗属已经解除。")
    if row.open_trips:
        raise Refused(
            f"{row.person.name}还有没办完的异地祭扫，请先办结：不予批准、撤回，或者登记结果。"
        )
    row.ended_by, row.ended_at = by, at
    row.ended_why = told(Survivor, {"ended_why": why}, ["ended_why"])["ended_why"]
    if not row.ended_why:
        raise Refused("请写明原因，例如：登记错了；已去世。")
    saved(row)
    record("survivor_ended", "martyr", martyr_id, by, at, person=row.person_id)
    ended: Survivor = row
    return ended


@transaction.atomic
def relink_survivor(*, martyr_id: int, link: int, by: User, at: datetime) -> Survivor:
    """Undoes it. Refuses whoever stands there again."""
    require(by, ENTER)
    _locked(martyr_id, by)
    known = links_of(martyr_id).filter(pk=link or 0, ended_at__isnull=False).first()
    if known is None:
        raise Refused("请从列表中选择。")
    row = Survivor(
        martyr_id=martyr_id,
        person=known.person,
        relation=known.relation,
        entered_by=by,
        entered_at=at,
    )
    saved(row, new=True)
    record("survivor_restored", "martyr", martyr_id, by, at, person=row.person_id)
    return row


def _locked(martyr_id: int, by: User) -> None:
    one_visible(by, What.MARTYR, martyr_id)
    Martyr.objects.select_for_update().get(pk=martyr_id)
