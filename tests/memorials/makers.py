"""Martyrs, facilities and what takes place there for tests, through the services. All invented."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from honors.memorials.models import Ceremony, Facility, Martyr, Survivor
from honors.memorials.services.booking import book
from honors.memorials.services.facilities import enter_facility
from honors.memorials.services.martyrs import add_source, enter_martyr, move_martyr
from honors.memorials.services.walking import walk
from honors.memorials.states import What
from support_services.subsidies.grant_figures import Code
from tests.subsidies.factories import village
from tests.subsidies.grants import Office
from veterans.accounts.models import User
from veterans.registry.models import Person

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
Hands = tuple[User, User, User]
# A telephone of a shop, which is nobody's own.
PHONE = "0533-0000900"


def facility(by: Hands, *, name: str = "示例陵园（虚构）", **fields: Any) -> Facility:
    """In the register, in the first village; open from eight to half past five, for a hundred."""
    given = {
        "name": name,
        "level": "county",
        "kind": "cemetery",
        "region": village(1, 1).code,
        "address": "村东",
        "keeper": "第一镇",
        "opens_at": time(8),
        "closes_at": time(17, 30),
        "capacity": 100,
        **fields,
    }
    made = enter_facility(fields=given, by=by[0], at=AT)
    return step(What.FACILITY, made, "approve", by[1])


def martyr(by: Hands, *, published: bool = True, **fields: Any) -> Martyr:
    """Of the first village, with a source."""
    given = {
        "name": "张示例",
        "sex": "male",
        "died_on": date(1948, 9, 1),
        "region": village(1, 1).code,
        "deeds": "（虚构）",
        "burial": "unknown",
        **fields,
    }
    made = enter_martyr(fields=given, by=by[0], at=AT, today=TODAY).martyr
    source = {"kind": "roster", "title": "试验名册", "says": "", "trust": "sure"}
    add_source(martyr_id=made.pk, fields=source, by=by[0], at=AT)
    if published:
        move_martyr(martyr_id=made.pk, verb="review", by=by[1], at=AT)
        move_martyr(martyr_id=made.pk, verb="publish", by=by[2], at=AT)
    return made


def survivor(by: Hands, of: Martyr, person: Person) -> Survivor:
    return Survivor.objects.create(
        martyr=of, person=person, relation="女儿", entered_by=by[0], entered_at=AT
    )


def slot(days: int = 10, hour: int = 1, hours: int = 1, at: datetime = AT) -> dict[str, datetime]:
    """From nine to ten in Shanghai, some days ahead."""
    first = datetime.combine((at + timedelta(days=days)).date(), time(hour), tzinfo=UTC)
    return {"starts": first, "ends": first + timedelta(hours=hours)}


def booked(where: Facility, **more: Any) -> dict[str, Any]:
    """What is filled in for a ceremony."""
    return {
        "facility": where.pk,
        "title": "清明祭扫",
        "organiser": "school",
        "unit": "示例小学",
        "contact": "周示例",
        "phone": PHONE,
        "people": 50,
        **slot(),
        **more,
    }


def ceremony(where: Facility, by: User, **more: Any) -> Ceremony:
    return book(fields=booked(where, **more), by=by, at=AT)


def step(what: What, row: Any, verb: str, by: User, **given: Any) -> Any:
    """One step, and the row as it then stands."""
    given = {"at": AT, "today": TODAY, **given}
    return walk(what=what, key=row.pk, verb=verb, by=by, **given)


def an_office() -> Office:
    office = Office.of("grave_visit_grant")
    office.figure(Code.GRAVE_VISIT, "1500", date(2026, 1, 1), confidence="unconfirmed")
    office.figure(Code.GRAVE_VISIT_EVERY, "3", date(2026, 1, 1), confidence="unconfirmed")
    return office


WANTED: dict[str, Any] = {
    "to_place": "某省某县烈士陵园",
    "to_bureau": "某县退役军人事务局",
    "from_on": TODAY + timedelta(days=20),
    "until_on": TODAY + timedelta(days=23),
    "people": 2,
    "told": "",
}
