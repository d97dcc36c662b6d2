"""公开: asked by one, checked for secrets by another; until then residents see nothing of it."""

from datetime import date, datetime

from django.db import transaction

from support_services.double_list.models import TITLE_LENGTH, Item
from support_services.double_list.selectors.items import item_visible_to
from support_services.double_list.services.writing import Voice, record, said, save, write_step
from support_services.double_list.states import DECIDE, ENTER, PUBLIC_WORDS, ItemState, Publicity
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import PermissionRefused, Refused


def _locked(item_id: int, by: User, *starts: Publicity) -> Item:
    item_visible_to(by, item_id)
    item = Item.objects.select_for_update().get(pk=item_id)
    if item.publicity not in starts:
        raise Refused("这个事项的公开情况已经变了，请刷新页面。")
    return item


@transaction.atomic
def ask_public(*, item_id: int, public_title: str, by: User, at: datetime, today: date) -> Item:
    """Under which title it is to be shown. Residents see that, class and state, the names of civil
    units, and of troops only that they are stationed here. Refuses one not decided by the group."""
    require(by, ENTER)
    item = _locked(item_id, by, Publicity.NONE, Publicity.REFUSED)
    if ItemState(item.state) not in PUBLIC_WORDS:
        raise Refused("领导小组审定以后才能申请公开。")
    item.public_title = said(public_title, "公开的标题", longest=TITLE_LENGTH)
    item.publicity = Publicity.ASKED.value
    item.publicity_asked_by, item.publicity_asked_at = by, at
    item.secrecy_checked_by = item.secrecy_checked_at = None
    return _tell(item, "ask_public", item.public_title, by, at, today)


@transaction.atomic
def check_secrecy(
    *, item_id: int, verb: str, why: str = "", by: User, at: datetime, today: date
) -> Item:
    """保密审查 by another: ``open_public`` or ``refuse_public``, the second with the reason."""
    require(by, DECIDE)
    item = _locked(item_id, by, Publicity.ASKED)
    if item.publicity_asked_by_id == by.pk:
        raise Refused("申请公开的人不能自己做保密审查，请由另一人审查。")
    told = said(why, "审查意见", needed=verb == "refuse_public")
    opened = verb == "open_public"
    item.publicity = (Publicity.OPEN if opened else Publicity.REFUSED).value
    item.secrecy_checked_by, item.secrecy_checked_at = by, at
    return _tell(item, verb, told, by, at, today)


@transaction.atomic
def close_public(*, item_id: int, why: str, by: User, at: datetime, today: date) -> Item:
    """Residents see it no longer, at once; either hand may."""
    if not (by.may(ENTER) or by.may(DECIDE)):
        raise PermissionRefused("停止公开由经办、复核或审批办理。")
    item = _locked(item_id, by, Publicity.OPEN)
    told = said(why, "原因")
    item.publicity, item.public_title = Publicity.NONE.value, ""
    item.publicity_asked_by = item.publicity_asked_at = None
    item.secrecy_checked_by = item.secrecy_checked_at = None
    return _tell(item, "close_public", told, by, at, today)


def _tell(item: Item, verb: str, text: str, by: User, at: datetime, today: date) -> Item:
    save(item)
    write_step(item, verb, voice=Voice(by), at=at, on=today, text=text)
    record(item, verb, voice=Voice(by), at=at)
    return item
