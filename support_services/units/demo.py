"""Units of the demo, through the same services as people use: the departments that the lists of
tasks name, the towns, troops under agreed names, and some firms and schools that say that they are
invented. Contacts have numbers that reach nobody.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from support_services.units.models import Unit
from support_services.units.reference import departments
from support_services.units.services.register import Contact, check_contact, enter_unit
from support_services.units.states import UnitKind
from veterans.accounts.models import User
from veterans.regions.models import Level, Region

TROOPS = ("驻地部队甲", "驻地部队乙", "驻地部队丙")
_OTHERS: tuple[tuple[UnitKind, str], ...] = (
    (UnitKind.ENTERPRISE, "示例银行营业部（演示）"),
    (UnitKind.ENTERPRISE, "示例商贸有限公司（演示）"),
    (UnitKind.ENTERPRISE, "示例食品厂（演示）"),
    (UnitKind.INSTITUTION, "示例第一小学（演示）"),
    (UnitKind.INSTITUTION, "示例中学（演示）"),
    (UnitKind.INSTITUTION, "示例社区医院（演示）"),
    (UnitKind.ORGANISATION, "示例志愿服务队（演示）"),
    (UnitKind.ORGANISATION, "示例爱心协会（演示）"),
)
_CONTACTS = ("演示甲", "演示乙", "演示丙", "演示丁", "演示戊")


def enter_units(
    *,
    by: User,
    checked_by: User | None = None,
    at: datetime,
    mobile: Callable[[int], str],
    landline: Callable[[int], str],
) -> None:
    """All of them, where there is none yet. ``mobile`` and ``landline`` give a number that
    reaches nobody, by a serial number. ``checked_by``: who has found most of the contacts right."""
    if Unit.objects.exists():
        return
    for place, fields in enumerate(_units()):
        troops = fields["kind"] == UnitKind.TROOPS
        # Some have no mobile, so that a code has to be read out.
        contact = Contact(_CONTACTS[place % len(_CONTACTS)], mobile(place) if place % 4 else "")
        made = enter_unit(
            fields={"phone": "" if troops else landline(600 + place), **fields},
            contact=None if troops else contact,
            by=by,
            at=at,
        )
        if checked_by is not None and made.contact_phone is not None and place % 5:
            check_contact(unit_id=made.pk, by=checked_by, at=at)


def _units() -> Iterator[dict[str, Any]]:
    for one in departments():
        yield {
            "kind": UnitKind.DEPARTMENT,
            "name": one.name,
            "short_name": one.short_name,
            "note": "联系人、电话均为演示用的虚构内容",
        }
    towns = list(Region.objects.filter(level=Level.TOWN).order_by("path"))
    for town in towns:
        yield {"kind": UnitKind.PLACE, "name": town.name, "region": town.code}
    for name in TROOPS:
        yield {"kind": UnitKind.TROOPS, "name": name, "note": "代称，演示用"}
    for place, (kind, name) in enumerate(_OTHERS):
        yield {
            "kind": kind,
            "name": name,
            "region": towns[place % len(towns)].code if towns else "",
            "address": f"示例路 {place + 11} 号（虚构）",
            "note": "演示用虚构单位，没有这家单位",
        }
