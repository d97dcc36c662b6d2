"""The verbs of the register: a unit is entered, changed, closed with a reason, and reopened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from support_services.units.models import LinkCode, LinkMessage, Unit
from support_services.units.selectors import alike, unit_visible_to
from support_services.units.states import KIND_LABELS, UnitKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, history
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import is_mobile, kind_in
from veterans.foundation.uscc import clean_code
from veterans.regions.selectors import region_by_code
from veterans.registry.rules import clean_name, clean_open_text, clean_phone

# What is entered of a unit, in the order of the form; the contact stands apart.
FIELDS = ("kind", "name", "short_name", "code", "region", "address", "phone", "note")
_TEXTS = ("name", "short_name", "address", "phone", "note")
TROOPS = "驻地部队只写商定的代称，例如“驻地部队甲”，不写番号、代号和驻地：本系统不是涉密系统。"


@dataclass(frozen=True)
class Contact:
    """A person of the unit, in full; kept sealed."""

    name: str
    phone: str


@transaction.atomic
def enter_unit(
    *, fields: Mapping[str, Any], contact: Contact | None = None, by: User, at: datetime
) -> Unit:
    """A unit nobody knew. ``fields``: by name, those of ``FIELDS``, ``region`` as a code, "" for
    the whole county.

    Refuses what is missing or too long, a unit's designation, numbers of people, a code that is
    none or that this kind cannot have, and a name or code of an open unit, which it names.
    """
    require(by, "units.keep")
    unit = checked_unit(fields=fields, contact=contact, by=by, at=at)
    unit.save()
    _record("entered", unit, by, at)
    return unit


def checked_unit(
    *, fields: Mapping[str, Any], contact: Contact | None, by: User, at: datetime
) -> Unit:
    """A unit as ``enter_unit`` would write it, and its refusals; nothing is written."""
    unit = Unit(entered_by=by, entered_at=at)
    _put(unit, fields)
    if contact is not None:
        _put_contact(unit, contact, by, at)
    return unit


@transaction.atomic
def change_unit(*, unit_id: int, fields: Mapping[str, Any], by: User, at: datetime) -> Unit:
    """Other words; what stood there before stays in the history."""
    unit = _locked(unit_id, by)
    history.sign(by=by, why="修改单位资料", at=at)
    _put(unit, fields)
    unit.save(update_fields=FIELDS)
    _record("changed", unit, by, at)
    return unit


@transaction.atomic
def change_contact(*, unit_id: int, contact: Contact, by: User, at: datetime) -> Unit:
    """Another person, or nobody; codes go to the new telephone from now on."""
    unit = _locked(unit_id, by)
    history.sign(by=by, why="更换联系人", at=at)
    _put_contact(unit, contact, by, at)
    names = ("name", "phone", "by", "at", "checked_by", "checked_at")
    unit.save(update_fields=[f"contact_{one}" for one in names])
    # A code on its way to the old telephone is worth nothing any more.
    LinkMessage.objects.filter(link__unit=unit).delete()
    LinkCode.objects.filter(link__unit=unit).delete()
    _record("contact_changed", unit, by, at)
    return unit


@transaction.atomic
def check_contact(*, unit_id: int, by: User, at: datetime) -> Unit:
    """核对联系人: another than who wrote it down has called the unit at its own number, and this is
    the person and the mobile. Until then a code by message is as good as read out by who wrote the
    number down. Refuses who did, a unit without a mobile, and a second time."""
    require(by, "units.code")
    unit = _found(unit_id, by)
    if why := why_not_check(unit, by):
        raise Refused(why)
    unit.contact_checked_by, unit.contact_checked_at = by, at
    unit.save(update_fields=["contact_checked_by", "contact_checked_at"])
    _record("contact_checked", unit, by, at)
    return unit


def why_not_check(unit: Unit, by: User) -> str:
    """Why this person does not check the contact; "" where he may."""
    if unit.closed_at is not None:
        return "这个单位已经停用，请先恢复使用。"
    if unit.contact_phone is None or unit.contact_by_id is None:
        return "没有登记联系人手机，不用核对。"
    if unit.contact_checked_by_id is not None:
        return "联系人已经核对过。"
    if unit.contact_by_id == by.pk:
        return "联系人是您录入的，请另一位同事核对。"
    return ""


@transaction.atomic
def open_contact(*, unit_id: int, why: str, by: User, at: datetime) -> Contact:
    """Name and mobile in full, written down first. Refuses a unit without a contact, no reason,
    and a number in it."""
    require(by, "units.keep")
    unit = unit_visible_to(by, unit_id)
    told = _why(why)
    if unit.contact_phone is None and unit.contact_name is None:
        raise Refused("没有登记联系人。")
    _record("contact_read", unit, by, at, why=told)
    return Contact(str(unit.contact_name or ""), str(unit.contact_phone or ""))


@transaction.atomic
def close_unit(*, unit_id: int, why: str, by: User, at: datetime) -> Unit:
    """停用: nothing new is given to it and its links open nothing; what it did stays."""
    unit = _locked(unit_id, by)
    told = history.sign(by=by, why=_why(why), at=at)
    # Whoever is answering by one of its links right now comes before this.
    list(unit.links.select_for_update().order_by("pk").values_list("pk"))
    unit.closed_by, unit.closed_at, unit.closed_why = by, at, told
    unit.save(update_fields=["closed_by", "closed_at", "closed_why"])
    _record("closed", unit, by, at)
    return unit


@transaction.atomic
def reopen_unit(*, unit_id: int, by: User, at: datetime) -> Unit:
    """Used again. Refuses where another open unit has its name or code by now."""
    require(by, "units.keep")
    unit = _found(unit_id, by)
    if unit.closed_at is None:
        raise Refused("这个单位没有停用。")
    _refuse_alike(unit)
    history.sign(by=by, why="恢复使用", at=at)
    unit.closed_by, unit.closed_at, unit.closed_why = None, None, ""
    unit.save(update_fields=["closed_by", "closed_at", "closed_why"])
    _record("reopened", unit, by, at)
    return unit


def _put(unit: Unit, fields: Mapping[str, Any]) -> None:
    kind = str(fields["kind"])
    if kind not in KIND_LABELS:
        raise Refused("请从列表中选择类别。")
    unit.kind = kind
    try:
        for name in _TEXTS:
            setattr(unit, name, _text(name, str(fields.get(name) or "")))
    except Refused as refusal:
        raise Refused(f"{refusal}{TROOPS}" if kind == UnitKind.TROOPS else str(refusal)) from None
    if not unit.name:
        raise Refused("请填写名称。")
    unit.code = clean_code(str(fields.get("code") or ""))
    place = str(fields.get("region") or "")
    unit.region = region_by_code(place) if place else None
    if place and unit.region is None:
        raise Refused("请从列表中选择所在地。")
    _refuse_alike(unit)
    try:
        unit.full_clean(
            exclude=["entered_by", "closed_by", "region", "contact_name", "contact_phone"]
        )
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error


def _text(name: str, text: str) -> str:
    field: Any = Unit._meta.get_field(name)
    label = str(field.verbose_name)
    told = clean_open_text(text, what=label, longest=field.max_length)
    if kind_in(told):
        raise Refused(f"{label}里不要写身份证号、账号和个人手机号；联系人的手机号写在联系人一栏。")
    return told


def _refuse_alike(unit: Unit) -> None:
    found = alike(name=unit.name, code=unit.code, but=unit.pk)
    if found is None:
        return
    if found.name == unit.name:
        raise Refused(f"已有同名的单位“{found.name}”（第 {found.pk} 号），请用原来的一个。")
    raise Refused(f"这个统一社会信用代码已登记在“{found.name}”（第 {found.pk} 号）名下，请核对。")


def _put_contact(unit: Unit, contact: Contact, by: User, at: datetime) -> None:
    phone = clean_phone(contact.phone)
    if phone and not is_mobile(phone):
        raise Refused("联系人请写手机号，11 位；座机写在办公电话一栏。验证码会发到这个手机。")
    name = contact.name.strip()
    unit.contact_name = clean_name(name) if name else None
    unit.contact_phone = phone or None
    unit.contact_by, unit.contact_at = by, at
    unit.contact_checked_by = unit.contact_checked_at = None


def _why(why: str) -> str:
    told = clean_open_text(why, what="原因")
    if not told:
        raise Refused("请写明原因。")
    if kind_in(told):
        raise Refused("原因里不要写身份证号、电话或账号。")
    return told


def _found(unit_id: int, by: User) -> Unit:
    unit_visible_to(by, unit_id)
    return Unit.objects.select_for_update().get(pk=unit_id)


def _locked(unit_id: int, by: User) -> Unit:
    require(by, "units.keep")
    unit = _found(unit_id, by)
    if unit.closed_at is not None:
        raise Refused("这个单位已经停用，请先恢复使用。")
    return unit


def _record(deed: str, unit: Unit, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by,
        action=f"units.{deed}",
        subject="unit",
        subject_id=unit.pk,
        detail=detail,
        at=at,
    )
