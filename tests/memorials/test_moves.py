"""Every deed of the memorials by every role at its door, over HTTP: the duty table and nothing
else says who may, and the area says of what."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from honors.memorials.deeds import DEEDS
from honors.memorials.models import Ceremony, Entry, Facility, Guest, Remains, Repair, Trip
from honors.memorials.selectors import OF_STATIONS
from honors.memorials.services.closing import close_facility
from honors.memorials.services.facilities import add_quote
from honors.memorials.services.survivors import unlink_survivor
from honors.memorials.services.walking import walk
from honors.memorials.states import MOVES, EntryState, State, What
from tests.memorials.makers import AT, PHONE, an_office, facility, martyr, survivor
from tests.subsidies.at_the_bureau import BACKEND
from tests.subsidies.factories import hands, user, village
from tests.subsidies.grants import payee
from veterans.accounts.roles import DUTIES, STATION, Role
from veterans.foundation.crypto import blind_index

pytestmark = pytest.mark.django_db
AREAS = ("own", "neighbour", "stranger")


class Undone(Exception):
    """What was tried is taken back."""


def entered(role: Role, area: str = "own") -> Client:
    place = {"own": village(1, 1), "neighbour": village(1, 2), "stranger": village(2, 1)}[area]
    if role == Role.TOWN_WORKER:
        # The town of the village is its own; of a neighbour's village, another's.
        place = {"own": place.parent, "neighbour": village(3, 1).parent}.get(area, place.parent)
    client = Client()
    region = place if role in STATION else None
    client.force_login(user(role, region=region), backend=BACKEND)
    return client


def given() -> dict[str, str]:
    """What every deed may ask for, in one form."""
    today = timezone.localdate()
    return {
        "why": "试验",
        "cost": "90",
        "came": "40",
        "report": "献花",
        "outcome": "已祭扫",
        "month": f"{today:%Y-%m}",
        "kind": "roster",
        "title": "试验名册",
        "trust": "sure",
        "relation": "女儿",
        "done_on": f"{today}",
        "text": "完好",
        "number": "A9",
        "new": "新名",
        "authority": "省退役军人事务厅",
        "document_no": "1号",
        "decided_on": f"{today}",
        "told": "原样",
        "budget": "100",
        "until": f"{today}",
        "firm": "示例石材",
        "amount": "90",
        "on": f"{today}",
        "percent": "50",
        "first_on": f"{today + timedelta(days=30)}",
        "last_on": f"{today + timedelta(days=31)}",
    }


def rows_of(by: Any) -> dict[tuple[What, str], Any]:
    """For every subject a row in each state in which something begins, by other hands than those
    that will try."""
    an_office()
    today, now = timezone.localdate(), timezone.now()
    hand: dict[str, Any] = {"entered_by": by[0], "entered_at": AT}
    checked = {**hand, "checked_by": by[1], "checked_at": AT, "state": State.CHECKED.value}
    where = facility(by)
    found: dict[tuple[What, str], Any] = {(What.FACILITY, State.CHECKED): where}
    own = ("level", "kind", "region", "address", "keeper", "opens_at", "closes_at", "capacity")
    copy = {name: getattr(where, name) for name in own}
    asked_for = Facility.objects.create(**copy, name="另一处（虚构）", **hand)
    found[What.FACILITY, State.ASKED] = asked_for
    drafts = [martyr(by, published=False, name=f"张示例{number}") for number in range(2)]
    for one in drafts:
        found[What.MARTYR, EntryState.DRAFT] = one.entries.get()
    reviewed = {"state": "reviewed", "reviewed_by": by[1], "reviewed_at": AT}
    Entry.objects.filter(martyr=drafts[0]).update(**reviewed)
    found[What.MARTYR, EntryState.REVIEWED] = drafts[0].entries.get()
    known = martyr(by)
    found[What.MARTYR, EntryState.PUBLISHED] = known.entries.get()
    repair = {"facility": where, "title": "修碑", "told": "原样", "budget": 100, "until": today}
    for state in (State.ASKED, State.CHECKED, State.DONE):
        made = Repair.objects.create(**repair, **(hand if state == State.ASKED else checked))
        if state == State.DONE:
            Repair.objects.filter(pk=made.pk).update(state=state, done_by=by[0], done_at=AT)
            made.refresh_from_db()
        else:
            quote: dict[str, Any] = {"firm": "示例", "amount": 90}
            add_quote(repair_id=made.pk, by=by[0], at=AT, **quote)
        found[What.REPAIR, state] = made
    place = {"region": where.region, "place": "村北", "told": "试验", "found_at": AT, "due_at": AT}
    for state in (State.ASKED, State.CHECKED):
        of = hand if state == State.ASKED else checked
        found[What.REMAINS, state] = Remains.objects.create(**place, **of)
        begin = now - timedelta(days=1 if state == State.ASKED else 2)
        found[What.CEREMONY, state] = Ceremony.objects.create(
            facility=where, title="祭扫", organiser="unit", unit="示例", contact="周示例",
            phone=PHONE, starts=begin, ends=begin + timedelta(hours=1), people=5,
            number=f"J{state}", receipt=f"r{state}", **of,
        )  # fmt: skip
    trip: dict[str, Any] = {
        "year": today.year,
        "to_place": "外地",
        "to_bureau": "某县退役军人事务局",
        "from_on": today,
        "until_on": today,
        "people": 1,
    }
    for state in (State.ASKED, State.CHECKED, State.DECIDED):
        link = survivor(by, known, payee(region=village(1, 1)))
        made_trip = Trip.objects.create(survivor=link, person=link.person, **trip, **hand)
        when: dict[str, Any] = {"at": AT, "today": today}
        if state != State.ASKED:
            made_trip = by_step(made_trip, "check", user(Role.PREPARER), **when, month=today)
        if state == State.DECIDED:
            made_trip = by_step(made_trip, "approve", by[1], **when)
        found[What.TRIP, state] = made_trip
    found[What.GUEST, State.ASKED] = Guest.objects.create(
        facility=where, come_from="外省", contact="周示例", martyr_name="张示例", on=today,
        people=2, **hand,
    )  # fmt: skip
    return found


def by_step(row: Any, verb: str, who: Any, **given: Any) -> Any:
    if "month" in given:
        given["month"] = given["month"].replace(day=1)
    return walk(what=What.TRIP, key=row.pk, verb=verb, by=who, **given)


def beginning(what: What, verb: str) -> str:
    """The state in which a deed is tried."""
    if verb in MOVES[what]:
        return str(sorted(MOVES[what][verb].starts)[-1])
    return EntryState.PUBLISHED if what is What.MARTYR else State.CHECKED


def test_every_deed_of_every_role_and_area_is_as_the_duty_table_says() -> None:
    by = hands()
    rows = rows_of(by)
    place, known = rows[What.FACILITY, State.CHECKED], rows[What.MARTYR, EntryState.PUBLISHED]
    free = survivor(by, known.martyr, payee(region=village(1, 1)))
    gone = survivor(by, known.martyr, payee(region=village(1, 1)))
    unlink_survivor(martyr_id=known.martyr_id, link=gone.pk, why="试验", by=by[0], at=AT)
    today = timezone.localdate()
    shut = close_facility(
        facility_id=place.pk, first_on=today, last_on=today, why="试验", by=by[0], at=AT,
        today=today,
    )  # fmt: skip
    filed = payee(region=village(1, 1))
    filed.id_index = blind_index(filed.id_number, purpose="id_number")
    filed.save(update_fields=["id_index"])
    more = {
        "survivor": {"number": filed.id_number},
        "unlink": {"link": str(free.pk)},
        "relink": {"link": str(gone.pk)},
        "reopen": {"closure": str(shut.pk)},
        "grave": {"kind": "named"},
    }
    people = [
        (role, area, entered(role, area))
        for role in Role
        for area in (AREAS if role in STATION else AREAS[:1])
    ]
    wrong, tried = [], 0
    for what, deeds in DEEDS.items():
        for verb, deed in deeds.items():
            row = rows[what, beginning(what, verb)]
            key = row.martyr_id if what is What.MARTYR else row.pk
            form = {**given(), **more.get(verb, {})}
            for role, area, client in people:
                door = "station" if role in STATION else "bureau"
                wanted, then = 302, str(row.state)
                if role not in DUTIES["memorials.read"]:
                    wanted = 403
                elif door == "station" and what not in OF_STATIONS:
                    wanted = 404
                elif role not in DUTIES[deed.duty]:
                    wanted = 403
                elif area != "own":
                    wanted = 404
                elif verb in MOVES[what]:
                    then = str(MOVES[what][verb].target)
                address = f"/{door}/memorials/{what}/{key}/do/{verb}/"
                got = posted(client, address, form, row if wanted == 302 else None)
                tried += 1
                if got != (wanted, then if wanted == 302 else ""):
                    wrong.append((what, verb, role, area, got, wanted, then))
            # Of all who were turned away nobody has moved it.
            before = str(row.state)
            row.refresh_from_db()
            assert row.state == before, (what, verb)
    assert wrong == [], wrong
    assert tried == sum(map(len, DEEDS.values())) * len(people)


def posted(client: Client, address: str, form: dict[str, str], row: Any) -> tuple[int, str]:
    """The answer, and where ``row`` then stands, which is taken back; None: it is not looked at."""
    if row is None:
        return client.post(address, form).status_code, ""
    try:
        with transaction.atomic():
            code = client.post(address, form).status_code
            row.refresh_from_db()
            now = str(row.state)
            raise Undone
    except Undone:
        row.refresh_from_db()
    return code, now
