"""What those who carry printed letters do with them: hand over, bring back, take a wrong word back.

Each locks the letters it moves, so that of two who press at once one is told it is done.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from support_services.notices.models import Notice
from support_services.notices.selectors.letters import (
    handed_letters,
    letter_to_carry,
    letters_of,
    letters_to_carry,
)
from support_services.notices.services.handling import move
from support_services.notices.states import UNDELIVERED_LABELS, Undelivered
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.registry.models import Person

GONE = "勾选的书面通知里，有的已经送达或者退回了，请刷新再选。"


@transaction.atomic
def hand_over(
    *, person: Person, notice_ids: Collection[int], by: User, at: datetime
) -> list[Notice]:
    """These printed letters are in the hands of the person they are for.

    Refuses, all together, where one is another person's, of another area, or waits no more.
    """
    roles.require(by, "notices.hand_over")
    wanted = set(notice_ids)
    if not wanted:
        return []
    rows = list(
        letters_of(by, person).filter(pk__in=wanted).select_for_update(of=("self",)).order_by("pk")
    )
    if len(rows) != len(wanted):
        raise Refused(GONE)
    move("hand_over", rows, by, at, answer="")
    return rows


@transaction.atomic
def bring_back(*, notice_id: int, why: str, by: User, at: datetime) -> Notice:
    """It could not be delivered: back to the bureau, with why (``Undelivered``), to be decided
    there. Refuses an unknown reason; what waits no more is not found."""
    roles.require(by, "notices.hand_over")
    if why not in UNDELIVERED_LABELS:
        raise Refused("请选择没有送到的原因。")
    letter_to_carry(by, notice_id)
    notice = (
        letters_to_carry(by).filter(pk=notice_id).select_for_update(of=("self",)).order_by().first()
    )
    if notice is None:
        raise Refused("这份书面通知刚刚有人办过，请刷新。")
    move("bring_back", [notice], by, at, answer=Undelivered(why).value)
    return notice


@transaction.atomic
def take_back(*, notice_ids: Collection[int], by: User, at: datetime) -> int:
    """Inside another verb that voids the handing over: the letters wait again. Gives how many; one
    that does not count as handed over any more stays as it is."""
    roles.require(by, "notices.hand_over")
    rows = list(
        handed_letters(by)
        .filter(pk__in=set(notice_ids))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if rows:
        move("take_back", rows, by, at)
    return len(rows)
