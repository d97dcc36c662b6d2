"""The memorials by their services: who may take which step, what is refused and in which words."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from honors.memorials import rules, selectors
from honors.memorials.models import Ceremony, Entry, Facility, Inspection, Trip
from honors.memorials.reference import DAYS
from honors.memorials.services import facilities, martyrs, trips
from honors.memorials.services.booking import book, send
from honors.memorials.states import MOVES, EntryState, State, What
from support_services.subsidies.models import Grant, GrantDue
from tests.memorials.makers import (
    AT,
    TODAY,
    WANTED,
    an_office,
    booked,
    ceremony,
    facility,
    martyr,
    slot,
    step,
    survivor,
)
from tests.pictures import png
from tests.subsidies.factories import hands, user, village
from tests.subsidies.grants import payee
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import SealedPiece

TOWN, STRANGER = Role.TOWN_WORKER, Role.VILLAGE_WORKER


def refused(words: str, deed: Callable[..., Any], *given: Any, **more: Any) -> None:
    """In these words, and nothing is left half done."""
    with pytest.raises(Refused, match=words), transaction.atomic():
        deed(*given, **more)


def lacks(deed: Callable[..., Any], *given: Any, **more: Any) -> None:
    """It is not that person's to do, whatever the row is like."""
    with pytest.raises(PermissionRefused), transaction.atomic():
        deed(*given, **more)


@given(st.dates(date(2024, 6, 1), date(2027, 12, 31)), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_whoever_inspects_within_the_days_before_is_never_late(today: date, ago: int) -> None:
    since = date(2020, 1, 1)
    never = rules.standing(DAYS, [], since, today=today)
    coming = rules.next_days(DAYS, today=today)[0]
    assert never.is_late == ((coming.on - today).days <= rules.BEFORE)
    assert never.missed
    seen = rules.standing(DAYS, [today - timedelta(days=ago)], since, today=today)
    in_time = (coming.on - (today - timedelta(days=ago))).days <= rules.BEFORE
    assert seen.is_late == (never.is_late and not in_time)
    # What was not kept here yet is not missed.
    assert not rules.standing(DAYS, [], today, today=today).missed


@pytest.mark.django_db
def test_the_register_takes_two_people_and_a_source() -> None:
    by = hands()
    made = martyr(by, published=False)
    move = {"martyr_id": made.pk, "at": AT}
    martyrs.Source.objects.all().delete()
    refused("出处", martyrs.move_martyr, verb="review", by=by[1], **move)
    source = {"kind": "stele", "title": "碑文", "says": "", "trust": "doubtful"}
    martyrs.add_source(martyr_id=made.pk, fields=source, by=by[0], at=AT)
    refused("不能再公布", martyrs.move_martyr, verb="publish", by=by[1], **move)
    martyrs.move_martyr(verb="review", by=by[1], **move)
    refused("请写明原因", martyrs.move_martyr, verb="send_back", by=by[1], **move)
    martyrs.move_martyr(verb="publish", by=by[1], **move)
    fields: dict[str, Any] = {
        "name": "张试例",
        "sex": "male",
        "region": "",
        "burial": "elsewhere",
        "burial_place": "外地某县陵园",
    }
    change = {"martyr_id": made.pk, "by": by[0], "at": AT, "today": TODAY}
    second = martyrs.change_martyr(fields=fields, **change)
    # Until the corrected one is published, the first is read.
    standing = selectors.one_visible(by[0], What.MARTYR, made.pk)
    assert (standing.name, second.number) == ("张示例", 2)
    martyrs.move_martyr(verb="review", by=by[1], **move)
    refused("请先退回", martyrs.change_martyr, fields=fields, **change)
    martyrs.move_martyr(verb="publish", by=by[2], **move)
    states = list(Entry.objects.order_by("number").values_list("state", flat=True))
    assert states == [EntryState.REPLACED, EntryState.PUBLISHED]
    martyrs.move_martyr(verb="withdraw", why="有误", by=by[2], **move)
    for wrong, words in (
        ({"burial": "here"}, "请选择设施"),
        ({"burial": "elsewhere", "burial_place": ""}, "写明在哪里"),
        ({"died_on": date(2030, 1, 1)}, "不能晚于今天"),
        ({"born_on": date(1950, 1, 1), "died_on": date(1948, 1, 1)}, "不能晚于牺牲"),
        ({"deeds": "在某师某团，第120师359旅"}, "番号"),
        ({"deeds": "孙子电话13800138000"}, "手机号"),
        ({"name": ""}, "姓名"),
        ({"region": "1"}, "所在地"),
    ):
        refused(words, martyrs.change_martyr, fields={**fields, **wrong}, **change)
    # The database holds the two people by itself.
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(number=1).update(reviewed_by=by[0])


@pytest.mark.django_db
def test_a_facility_keeps_its_name_its_peace_and_its_inspections() -> None:
    by = hands()
    where = facility(by)
    refused("在册", step, What.FACILITY, where, "approve", by[1])
    own = {"facility_id": where.pk, "by": by[0], "at": AT}
    known = {name: getattr(where, name) for name in facilities.FIELDS}
    known["region"] = where.region.code
    refused("省级批准", facilities.change_facility, fields={**known, "name": "新名"}, **own)
    paper = {"new": "新名", "document_no": "1号", "decided_on": TODAY}
    rename = {**own, "today": TODAY}
    refused(
        "省级批准",
        facilities.rename_facility,
        fields={**paper, "authority": "区政府"},
        **rename,
    )
    facilities.rename_facility(fields={**paper, "authority": "省退役军人事务厅"}, **rename)
    where.refresh_from_db()
    assert where.name == "新名"
    refused("烈士以外的人", facilities.add_grave, number="A1", kind="other", **own)
    facilities.add_grave(number="A1", kind="named", **own)
    refused("已有这个编号", facilities.add_grave, number="A1", kind="unnamed", **own)
    # Looked at by the station of the place, with a photo that is sealed.
    near = user(TOWN, region=village(1, 1).parent)
    far = user(STRANGER, region=village(2, 1))
    look: dict[str, Any] = {"facility_id": where.pk, "text": "完好", "at": AT, "today": TODAY}
    with pytest.raises(NotFound):
        facilities.inspect(done_on=TODAY, by=far, **look)
    refused("六十天", facilities.inspect, done_on=date(2026, 1, 1), by=near, **look)
    refused("照片", facilities.inspect, done_on=TODAY, photos=[b"x"], by=near, **look)
    assert not Inspection.objects.exists()
    seen = facilities.inspect(
        done_on=TODAY, findings=[("serious", "碑身开裂")], photos=[png()], by=near, **look
    )
    assert png() not in bytes(SealedPiece.objects.get().sealed)
    with pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.update(told="改了")
    # 修缮: a finding is open until a repair was accepted by another than who reported it done.
    wanted = {
        "finding": seen.findings.get().pk,
        "title": "修碑",
        "told": "原样",
        "budget": Decimal(100),
        "until": TODAY,
    }
    mend = {"facility_id": where.pk, "fields": wanted, "by": by[0], "at": AT, "today": TODAY}
    repair = facilities.propose_repair(**mend)
    refused("已存在|已经登记", facilities.propose_repair, **mend)
    step(What.REPAIR, repair, "approve", by[1])
    refused("报价", step, What.REPAIR, repair, "finish", by[0], cost=Decimal(90))
    facilities.add_quote(repair_id=repair.pk, firm="示例石材", amount=Decimal(90), by=by[0], at=AT)
    refused("结算", step, What.REPAIR, repair, "finish", by[0])
    facilities.add_progress(
        repair_id=repair.pk, on=TODAY, percent=50, text="已开工", by=near, at=AT, today=TODAY
    )
    step(What.REPAIR, repair, "finish", by[0], cost=Decimal(90))
    step(What.REPAIR, repair, "redo", by[1], why="字迹不匀")
    step(What.REPAIR, repair, "finish", by[0], cost=Decimal(90))
    assert selectors.open_findings(where.pk).count() == 1
    step(What.REPAIR, repair, "accept", by[2])
    assert selectors.open_findings(where.pk).count() == 0
    # 遗骸: told at once, by the station of the place only, with a clock.
    find = {"region": village(1, 1).code, "found_at": AT, "place": "村北坡", "told": "施工挖出"}
    refused("所在地", facilities.report_remains, fields=find, by=far, at=AT)
    remains = facilities.report_remains(fields=find, photos=[png()], by=near, at=AT)
    assert remains.due_at == AT + timedelta(hours=2)
    step(What.REMAINS, remains, "take", by[0])
    refused("请写明原因", step, What.REMAINS, remains, "close", by[0])
    step(What.REMAINS, remains, "close", by[1], why="已由省里鉴定")


@pytest.mark.django_db
def test_every_move_asks_for_its_duty_its_start_and_another_person() -> None:
    by = hands()
    where = facility(by)
    places = {Role.VILLAGE_WORKER: village(1, 1), Role.TOWN_WORKER: village(1, 1).parent}
    people = {role: user(role, region=places.get(role)) for role in Role}
    row = ceremony(where, by[0])
    tried = 0
    for what, moves in MOVES.items():
        for verb, move in moves.items():
            for role, person in people.items():
                tried += 1
                if role in DUTIES[move.duty]:
                    continue
                if what is What.MARTYR:
                    lacks(martyrs.move_martyr, martyr_id=1, verb=verb, by=person, at=AT)
                else:
                    lacks(step, what, row, verb, person)
    assert tried == sum(map(len, MOVES.values())) * len(Role)
    row.refresh_from_db()
    assert row.state == State.ASKED
    # What is over moves no more.
    step(What.CEREMONY, row, "cancel", by[0], why="下雪")
    for verb in MOVES[What.CEREMONY]:
        refused("不能再", step, What.CEREMONY, row, verb, by[0], why="x")


@pytest.mark.django_db
def test_a_booking_has_one_time_one_place_and_room() -> None:
    by = hands()
    where = facility(by)
    first = ceremony(where, by[0])
    for wrong, words in (
        ({}, "已经有人预约"),
        ({"people": 101}, "最多 100 人"),
        (slot(days=-1), "过去"),
        (slot(days=200), "最多提前"),
        (slot(hour=20), "开放时间"),
        (slot(hour=1, hours=6), "最长"),
        ({"starts": slot()["ends"], "ends": slot()["starts"]}, "晚于开始"),
        ({"unit": "", **slot(days=11)}, "单位或者学校"),
        ({"phone": "", **slot(days=11)}, "电话"),
        ({"facility": 0}, "到哪里"),
        ({"organiser": "x"}, "单位、学校"),
        ({"title": "番号某部队第38集团军", **slot(days=11)}, "番号"),
    ):
        refused(words, book, fields=booked(where, **wrong), by=by[0], at=AT)
    # One after the other is no clash, and what was cancelled frees its time.
    ceremony(where, by[0], **slot(hour=2))
    step(What.CEREMONY, first, "cancel", by[1], why="改期")
    again = ceremony(where, by[0])
    form = "a" * 32
    resident = booked(where, organiser="resident", unit="", **slot(days=12))
    receipt = send(fields=resident, form=form, address="1.2.3.4", at=AT)
    assert send(fields=resident, form=form, address="1.2.3.4", at=AT) == receipt
    refused("放得太久", send, fields=resident, form="x", address="1.2.3.4", at=AT)
    assert Ceremony.objects.filter(entered_by=None).count() == 1
    step(What.CEREMONY, again, "confirm", by[0])
    refused("还没有到时间", step, What.CEREMONY, again, "hold", by[0], came=40, report="献花")
    later = AT + timedelta(days=11)
    refused("实到人数", step, What.CEREMONY, again, "hold", by[0], at=later)
    held = step(What.CEREMONY, again, "hold", by[0], at=later, came=40, report="献花")
    assert (held.state, held.came) == (State.DONE, 40)


@pytest.mark.django_db
def test_a_journey_is_paid_through_the_ledger_and_not_too_often() -> None:
    office = an_office()
    by = (office.lab.preparer, office.lab.reviewer, office.lab.approver)
    daughter = payee(region=village(1, 1))
    link = survivor(by, martyr(by), daughter)
    near = user(TOWN, region=village(1, 1).parent)
    far = user(STRANGER, region=village(2, 1))
    when: dict[str, Any] = {"at": AT, "today": TODAY}
    wanted = {**WANTED, "survivor": link.pk}
    refused("烈士遗属", trips.apply_for_trip, fields=wanted, by=far, **when)
    refused(
        "先申请",
        trips.apply_for_trip,
        fields={**wanted, "from_on": date(2026, 1, 1)},
        by=near,
        **when,
    )
    refused("早于去程", trips.apply_for_trip, fields={**wanted, "until_on": TODAY}, by=near, **when)
    trip = trips.apply_for_trip(fields=wanted, by=near, **when)
    refused("已有一份", trips.apply_for_trip, fields=wanted, by=near, **when)
    with pytest.raises(NotFound):
        selectors.one_visible(far, What.TRIP, trip.pk)
    month = {"month": date(2026, 11, 1)}
    trip = step(What.TRIP, trip, "check", by[0], **month)
    assert (trip.grant.amount, trip.grant.state) == (Decimal(1500), "draft")
    assert not GrantDue.objects.exists()
    refused("由您的岗位|岗位|职责|没有", step, What.TRIP, trip, "approve", by[0])
    trip = step(What.TRIP, trip, "approve", by[1])
    assert (trip.grant.state, GrantDue.objects.get().amount) == ("approved", Decimal(1500))
    refused("不能再", step, What.TRIP, trip, "refuse", by[2], why="x")
    refused("还没有出发", step, What.TRIP, trip, "report", near, outcome="x")
    back = {"today": TODAY + timedelta(days=25)}
    refused("请写结果", step, What.TRIP, trip, "report", near, **back)
    step(What.TRIP, trip, "report", near, outcome="当地接待，已祭扫", **back)
    # The next year is too early: once in three.
    later = {
        **wanted,
        "from_on": date(2027, 4, 1),
        "until_on": date(2027, 4, 2),
    }
    second = trips.apply_for_trip(fields=later, by=near, **when)
    refused("每 3 年一次", step, What.TRIP, second, "check", by[0], month=date(2027, 4, 1))
    assert Grant.objects.count() == 1
    step(What.TRIP, second, "refuse", by[1], why="未满三年")


def at_once(*deeds: Callable[[], Any]) -> tuple[int, list[str]]:
    """How many were done, and what the others were told."""
    said: list[str] = []
    done: list[Any] = []
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(30)
            done.append(deed())
        except Refused as refusal:
            said.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(done) + len(said) == len(deeds)
    return len(done), said


@pytest.mark.django_db(transaction=True)
def test_at_once_one_books_and_one_grant_is_entered() -> None:
    office = an_office()
    by = (office.lab.preparer, office.lab.reviewer, office.lab.approver)
    where: Facility = facility(by)
    done, said = at_once(*[lambda: ceremony(where, by[0])] * 3)
    assert (done, set(said)) == (1, {"这段时间已经有人预约，请换一个时间。"})
    form = "b" * 32
    resident = booked(where, **slot(days=13))
    done, said = at_once(*[lambda: send(fields=resident, form=form, address="1.2.3.4", at=AT)] * 3)
    assert Ceremony.objects.filter(form=form).count() == 1
    link = survivor(by, martyr(by), payee(region=village(1, 1)))
    near = user(TOWN, region=village(1, 1).parent)
    wanted = {**WANTED, "survivor": link.pk}
    done, said = at_once(
        *[lambda: trips.apply_for_trip(fields=wanted, by=near, at=AT, today=TODAY)] * 3
    )
    assert (done, len(said)) == (1, 2)
    trip = Trip.objects.get()
    done, said = at_once(
        *[lambda: step(What.TRIP, trip, "check", by[0], month=date(2026, 11, 1))] * 3
    )
    assert (done, Grant.objects.count()) == (1, 1)
    done, said = at_once(*[lambda: step(What.TRIP, trip, "approve", by[1])] * 3)
    assert (done, GrantDue.objects.count()) == (1, 1)
