"""Items as they come in: written down, reworded, put in order, two made one, or left out."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from support_services.double_list.models import (
    CONTENT_LENGTH,
    TITLE_LENGTH,
    Book,
    Item,
    ItemClass,
)
from support_services.double_list.selectors.items import item_visible_to
from support_services.double_list.services.writing import (
    Voice,
    hold,
    record,
    said,
    save,
    tell,
    write_step,
)
from support_services.double_list.states import (
    OPEN_WORDS,
    OVER,
    Direction,
    ItemState,
    Rhythm,
    Source,
)
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_name

# What is entered of an item, beside year and direction.
WORDS = ("title", "content", "quality")
DETAILS = (
    *("leader_name", "person_name", "person_phone", "helpers"),
    *("measures", "difficulty", "funds_planned", "rhythm"),
)
FIELDS = (
    *("of_class", "title", "content", "source", "requester", "lead"),
    *("quality", "start_on", "deadline", *DETAILS),
)
# Both sides have agreed to these; in other words they agree anew.
AGREED_TO = ("title", "content", "quality", "requester", "lead", "start_on", "deadline")
_OFFICE_PHONE = re.compile(r"(?:[0-9]{3,4}-?)?[0-9]{5,8}(?:-[0-9]{1,6})?\Z")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_LONGEST = {"title": TITLE_LENGTH, "content": CONTENT_LENGTH, "quality": 200}


@transaction.atomic
def enter_item(
    *,
    year: int,
    direction: str,
    fields: Mapping[str, Any],
    by: User,
    at: datetime,
    today: date,
    carried_from: Item | None = None,
) -> Item:
    """A new item with the next number of its list.

    ``fields``: by name, those of ``FIELDS``; class and units as their numbers, ``helpers`` a
    list of them, money as ``Decimal`` yuan or None. Refuses what is missing, personal numbers and
    designations, and units on the wrong side: of two, the one that is troops asks or answers as the
    direction says.
    """
    require(by, "dlist.enter")
    if direction not in list(Direction):
        raise Refused("请选择是谁提出的。")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refused("请填写年度，例如 2026。")
    clean = _clean(direction, fields)
    helpers = clean.pop("helpers")
    Book.objects.get_or_create(year=year, direction=direction)
    book = Book.objects.select_for_update().get(year=year, direction=direction)
    book.last_number += 1
    book.save(update_fields=["last_number"])
    item = Item(
        year=year,
        direction=direction,
        number=book.last_number,
        moved_on=today,
        entered_by=by,
        entered_at=at,
        **clean,
    )
    save(item)
    item.helpers.set(helpers, through_defaults={"since": today})
    write_step(item, "enter", voice=Voice(by), at=at, on=today)
    record(item, "enter", voice=Voice(by), at=at)
    return item


@transaction.atomic
def change_item(
    *, item_id: int, fields: Mapping[str, Any], by: User, at: datetime, today: date
) -> Item:
    """Other words. Before both sides have agreed everything may change, and whoever had agreed to
    something that is different now is asked anew; after that what was agreed stands, and only
    who is responsible, who helps, measures, funds and rhythm may change."""
    require(by, "dlist.enter")
    item_visible_to(by, item_id)
    item = Item.objects.select_for_update().get(pk=item_id)
    if ItemState(item.state) in OVER:
        raise Refused("这个事项已经结束，不能再改。")
    clean = _clean(item.direction, fields)
    helpers = clean.pop("helpers")
    changed = [name for name in AGREED_TO if getattr(item, name) != clean[name]]
    if ItemState(item.state) not in OPEN_WORDS:
        if changed or item.of_class != clean["of_class"] or item.source != clean["source"]:
            raise Refused(
                "双方确认以后，事项、内容、单位、时限和质量要求不能再改；"
                "时限走延期，承办单位走转办，内容有变的请提出异议退回梳理。"
            )
    elif changed:
        unsay(item)
    for name, value in clean.items():
        setattr(item, name, value)
    save(item)
    # Whoever helped before keeps the day from which he does.
    item.helpers.set(helpers, through_defaults={"since": today})
    write_step(item, "change", voice=Voice(by), at=at, on=today, text=_what(changed))
    record(item, "change", voice=Voice(by), at=at)
    return item


def _what(changed: list[str]) -> str:
    labels = [str(Item._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
    return f"改了：{'、'.join(labels)}" if labels else ""


def unsay(item: Item) -> None:
    """Nobody has agreed to these words."""
    for side in ("asker", "answerer"):
        setattr(item, f"{side}_agreed_by", None)
        setattr(item, f"{side}_agreed_at", None)
        setattr(item, f"{side}_agreed_how", "")


@transaction.atomic
def sort(*, item_id: int, by: User, at: datetime, today: date) -> Item:
    """梳理完成: ready for both sides to say yes. Refuses one nobody is proposed to answer for."""
    held = hold(item_id, "sort", Voice(by), today=today)
    if held.item.lead_id is None:
        raise Refused("还没有写拟由哪个单位承办，请先修改补上。")
    return tell(held, at=at, on=today)


@transaction.atomic
def merge(*, item_id: int, into_id: int, why: str, by: User, at: datetime, today: date) -> Item:
    """并入另一项: both stay, and each says which the other is. Refuses one of the other direction,
    one that is over or decided already, and itself."""
    if item_id == into_id:
        raise Refused("不能并入自己。")
    # In the order of their numbers, so that two that are merged crosswise do not wait in a circle.
    list(Item.objects.select_for_update().filter(pk__in=[item_id, into_id]).order_by("pk"))
    held = hold(item_id, "merge", Voice(by), today=today)
    told = said(why, "说明", needed=False)
    into = Item.objects.filter(pk=into_id).first()
    if into is None or into.direction != held.item.direction:
        raise Refused("请选择同一方向的另一个事项。")
    if ItemState(into.state) not in OPEN_WORDS:
        raise Refused("只能并入还没有经双方确认的事项。")
    held.item.merged_into = into
    unsay(held.item)
    write_step(into, "took_in", voice=Voice(by), at=at, on=today, text=str(held.item)[:200])
    return tell(held, at=at, on=today, text=told, detail={"into": into.pk})


@transaction.atomic
def drop(*, item_id: int, why: str, by: User, at: datetime, today: date) -> Item:
    """不列入: withdrawn by whoever asked, or none of our business; with the reason."""
    held = hold(item_id, "drop", Voice(by), today=today)
    unsay(held.item)
    return tell(held, at=at, on=today, text=said(why, "原因"))


@transaction.atomic
def enter_class(*, name: str, by: User, at: datetime) -> ItemClass:
    """A further class; one that was closed is opened again."""
    require(by, "dlist.enter")
    called = said(name, "类别", longest=20)
    last = ItemClass.objects.order_by("-position").first()
    made, is_new = ItemClass.objects.get_or_create(
        name=called, defaults={"position": last.position + 1 if last else 1}
    )
    if not is_new and made.closed_at is None:
        raise Refused("已有这个类别。")
    made.closed_at = None
    made.save()
    _record_class("class_entered", made, by, at)
    return made


@transaction.atomic
def close_class(*, class_id: int, by: User, at: datetime) -> ItemClass:
    """Nothing new is given that class; what has it keeps it."""
    require(by, "dlist.enter")
    found = ItemClass.objects.select_for_update().filter(pk=class_id).first()
    if found is None:
        raise NotFound("没有这个类别。")
    if found.closed_at is None:
        found.closed_at = at
        found.save(update_fields=["closed_at"])
        _record_class("class_closed", found, by, at)
    return found


def _record_class(deed: str, found: ItemClass, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"dlist.{deed}",
        subject="dlist_class",
        subject_id=found.pk,
        detail={},
        at=at,
    )


def _clean(direction: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    clean = {name: fields.get(name) for name in FIELDS}
    for name in WORDS:
        label = str(Item._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        needed = name != "quality"
        clean[name] = said(str(clean[name] or ""), label, longest=_LONGEST[name], needed=needed)
    clean["measures"] = said(
        str(clean["measures"] or ""), "推进措施", longest=CONTENT_LENGTH, needed=False
    )
    clean["difficulty"] = said(
        str(clean["difficulty"] or ""), "存在困难", longest=200, needed=False
    )
    for name in ("leader_name", "person_name"):
        typed = str(clean[name] or "").strip()
        clean[name] = clean_name(typed) if typed else None
    phone = "".join(str(clean["person_phone"] or "").split())
    if phone and (kind_in(phone) or not _OFFICE_PHONE.match(phone)):
        raise Refused("责任人办公电话只填座机，例如 0533-2345678；手机记在单位的联系人里。")
    clean["person_phone"] = phone or None
    if clean["source"] not in list(Source):
        raise Refused("请选择来源。")
    clean["rhythm"] = clean["rhythm"] or Rhythm.MONTHLY.value
    if clean["rhythm"] not in list(Rhythm):
        raise Refused("请选择多久报一次进展。")
    planned = clean["funds_planned"]
    if planned is not None and Decimal(planned) < 0:
        raise Refused("资金不能是负数。")
    rows = ItemClass.objects.filter(closed_at__isnull=True)
    found = rows.filter(pk=int(str(clean["of_class"] or 0))).first()
    if found is None:
        raise Refused("请选择类别。")
    clean["of_class"] = found
    return clean | _units(direction, clean)


def _units(direction: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    asked = [fields["requester"], fields["lead"], *(fields["helpers"] or ())]
    known = Unit.objects.in_bulk([one for one in asked if one])
    requester, lead = known.get(fields["requester"]), known.get(fields["lead"])
    if requester is None:
        raise Refused("请选择提出单位。")
    if fields["lead"] and lead is None:
        raise Refused("请从列表中选择承办单位。")
    army_asks = direction == Direction.ARMY
    if (requester.kind == UnitKind.TROOPS) is not army_asks:
        raise Refused(
            "部队提出的，提出单位要选驻地部队。"
            if army_asks
            else "地方提出的，提出单位不能选驻地部队。"
        )
    if lead is not None and (lead.kind == UnitKind.TROOPS) is army_asks:
        raise Refused(
            "部队提出的，由地方单位承办，承办单位不能选驻地部队。"
            if army_asks
            else "地方提出的，由部队承办，承办单位要选驻地部队。"
        )
    helpers = [known[one] for one in fields["helpers"] or () if one in known]
    if any(one in (requester, lead) for one in helpers):
        raise Refused("协办单位不能再选提出单位和承办单位。")
    return {"requester": requester, "lead": lead, "helpers": helpers}
