"""Days: those before which facilities are inspected, those on which one is closed, what is left of
a day, and a month of ceremonies at every door."""

import threading
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from honors.memorials import published, rules, selectors
from honors.memorials.models import Ceremony, Closure, RemembranceDay
from honors.memorials.rules import Day, free_spans
from honors.memorials.selectors import days as days_read
from honors.memorials.selectors.calendar import to_move
from honors.memorials.services import closing, days, facilities
from honors.memorials.services.booking import send
from honors.memorials.states import QINGMING, What
from support_services.notices.occasions import occasion
from tests.memorials.makers import AT, TODAY, booked, ceremony, facility, slot, step
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import hands, user, village
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused

BUREAU, STATION = "/bureau/memorials", "/station/memorials"
OWN: dict[str, Any] = {
    "name": "本区解放纪念日（虚构）",
    "moves": "",
    "month": 11,
    "day": 20,
    "within": 20,
    "confidence": "unconfirmed",
}


def test_qingming_is_on_its_own_day_of_each_year() -> None:
    day = Day("清明", 4, 4, QINGMING)
    # As the calendars of these years have it.
    known = {2024: 4, 2025: 4, 2026: 5, 2027: 5, 2028: 4, 2031: 5}
    assert {year: day.on(year).day for year in known} == known
    assert rules.next_day(day, today=date(2026, 4, 5)).on == date(2026, 4, 5)
    assert rules.next_day(day, today=date(2026, 4, 6)).on == date(2027, 4, 5)
    with pytest.raises(Refused, match="不是每年都有"):
        rules.check_day(2, 29)


spans = st.lists(
    st.tuples(st.integers(0, 47), st.integers(1, 8)).map(
        lambda one: (one[0], min(one[0] + one[1], 47))
    ),
    max_size=6,
)


@given(spans, st.integers(0, 47))
@settings(max_examples=80, deadline=None)
def test_what_is_left_of_a_day_is_all_that_nobody_has(
    taken: list[tuple[int, int]], since: int
) -> None:
    def at(half: int) -> time:
        return time(half // 2, half % 2 * 30)

    booked_times = [(at(first), at(last)) for first, last in taken if first < last]
    free = free_spans(at(16), at(35), booked_times)
    halves = {
        half
        for first, last in free
        for half in range(first.hour * 2 + first.minute // 30, last.hour * 2 + last.minute // 30)
    }
    wanted = {
        half for half in range(16, 35) if not any(first <= half < last for first, last in taken)
    }
    assert halves == wanted
    # Of a day that has begun nothing that is over.
    left = free_spans(at(16), at(35), booked_times, since=at(since))
    assert all(first > at(since) for first, _ in left)


@pytest.mark.django_db
def test_a_day_that_is_changed_changes_what_is_due_for_every_facility_at_once() -> None:
    by = hands()
    where = facility(by)
    when: dict[str, Any] = {"by": by[0], "at": AT, "today": TODAY}
    assert not selectors.late_facilities(by[0], today=TODAY)
    made = days.enter_day(fields=OWN, why="区里文件（虚构）", **when)
    assert selectors.late_facilities(by[0], today=TODAY) == [where]
    found = days_read.hanging([days_read.day_of(made)], today=TODAY)[0]
    assert (found.next.on, found.facilities, found.left) == (date(2026, 11, 20), 1, (where,))
    # Who may be reminded: the statement knows the same day, and who is done.
    reminder = occasion("memorial_inspection")
    assert reminder is not None

    def reminded(day: date) -> list[tuple[Any, ...]]:
        query = reminder.finder([day])
        with connections["default"].cursor() as cursor:
            cursor.execute(query.sql, query.params)
            return [(row[0], row[3]) for row in cursor.fetchall()]

    assert reminded(date(2026, 11, 20)) == [(where.pk, date(2026, 11, 20))]
    assert reminded(date(2027, 4, 5)) == [(where.pk, date(2027, 4, 5))]
    assert reminded(date(2027, 4, 4)) == []
    # Looked at eighteen days before: enough for twenty, not for ten.
    look: dict[str, Any] = {"facility_id": where.pk, "text": "完好", "by": by[0], "at": AT}
    facilities.inspect(done_on=date(2026, 11, 2), today=TODAY, **look)
    assert not selectors.late_facilities(by[0], today=TODAY)
    assert reminded(date(2026, 11, 20)) == []
    later = date(2026, 11, 12)
    days.change_day(day_id=made.pk, fields={**OWN, "within": 10}, why="改短", **when)
    assert selectors.late_facilities(by[0], today=later) == [where]
    days.end_day(day_id=made.pk, why="不再要求", by=by[0], at=AT)
    assert not selectors.late_facilities(by[0], today=later)
    with pytest.raises(Refused, match="已停用"):
        days.change_day(day_id=made.pk, fields=OWN, why="x", **when)
    # Another takes its name meanwhile: it cannot come back beside it.
    again = days.enter_day(fields=OWN, why="重新登记", **when)
    with pytest.raises(Refused, match="同名"), transaction.atomic():
        days.restore_day(day_id=made.pk, why="x", by=by[0], at=AT)
    days.end_day(day_id=again.pk, why="x", by=by[0], at=AT)
    days.restore_day(day_id=made.pk, why="恢复", by=by[0], at=AT)
    for wrong, words in (
        ({"month": 2, "day": 30}, "不是每年都有"),
        ({"within": 0}, "1 到 180"),
        ({"name": ""}, "请填写名称"),
        ({"moves": "x"}, "怎么定"),
        ({"name": "清明"}, "同名"),
        ({"month": None}, "几月几日"),
    ):
        with pytest.raises(Refused, match=words), transaction.atomic():
            days.enter_day(fields={**OWN, "name": "又一个", **wrong}, why="x", **when)
    with pytest.raises(Refused, match="原因"), transaction.atomic():
        days.end_day(day_id=made.pk, why=" ", by=by[0], at=AT)
    with pytest.raises(PermissionRefused):
        days.enter_day(fields=OWN, why="x", by=by[1], at=AT, today=TODAY)
    # What stood there before is kept, with who and why.
    kept = days_read.day_changes(made.pk)
    assert {"改短", "不再要求", "恢复"} <= {one.why for one in kept}
    # None at all asks for nothing and is no error anywhere.
    RemembranceDay.objects.update(ended_by=by[0], ended_at=AT)
    assert selectors.next_day_words(TODAY) == ""
    assert "没有设定" in told(enter(by[0]), f"{BUREAU}/facility/")


@pytest.mark.django_db
def test_the_bureau_keeps_the_days_by_buttons_and_sees_what_hangs_on_them() -> None:
    by = hands()
    where = facility(by)
    clerk, reviewer = enter(by[0]), enter(by[1])
    page = told(clerk, f"{BUREAU}/days/")
    assert "清明" in page
    assert "烈士纪念日" in page
    assert "1 处，还没有检查的 1 处" in page
    soon = timezone.localdate() + timedelta(days=5)
    form = {**OWN, "month": str(soon.month), "day": str(soon.day), "within": "30", "why": "文件"}
    wrong = press(clerk, f"{BUREAU}/days/new/", **{**form, "day": "x"})
    assert "请填数字" in said(wrong)
    assert "本区解放纪念日" in wrong.text  # type: ignore[attr-defined]
    answer = said(press(clerk, f"{BUREAU}/days/new/", **form))
    assert f"下一次是 {soon}，在册 1 处设施" in answer
    assert f"要检查：{where}" in told(clerk, "/bureau/")
    row = RemembranceDay.objects.get(name=OWN["name"])
    edit, end = f"{BUREAU}/days/{row.pk}/", f"{BUREAU}/days/{row.pk}/end/"
    assert "还没有检查的 1 处" in told(clerk, edit)
    press(clerk, edit, **{**form, "within": "2", "why": "改为两天"})
    assert f"要检查：{where}" not in told(clerk, "/bureau/")
    assert "改为两天" in told(clerk, edit)
    assert "不再要求" in said(press(clerk, end, why="停"))
    assert "停用的" in told(clerk, f"{BUREAU}/days/")
    assert "下一次是" in said(press(clerk, end, why="恢复"))
    assert "新增日子" not in told(reviewer, f"{BUREAU}/days/")
    for address in (edit, end, f"{BUREAU}/days/new/"):
        assert reviewer.get(address).status_code == 403
        assert reviewer.post(address, form).status_code == 403
    assert clerk.get(f"{BUREAU}/days/999999/").status_code == 404


@pytest.mark.django_db
def test_a_closed_day_is_booked_by_nobody_and_who_was_booked_is_rung_up() -> None:
    by = hands()
    where = facility(by)
    early = ceremony(where, by[0])
    first = (AT + timedelta(days=10)).date()
    shut: dict[str, Any] = {
        "facility_id": where.pk,
        "first_on": first,
        "last_on": first + timedelta(days=1),
        "why": "修缮",
        "at": AT,
        "today": TODAY,
    }
    for wrong, words in (
        ({"last_on": first - timedelta(days=1)}, "不能早于"),
        ({"first_on": TODAY - timedelta(days=1)}, "过去的日子"),
        ({"last_on": first + timedelta(days=400)}, "最多登记一年"),
        ({"why": ""}, "请填写原因"),
    ):
        with pytest.raises(Refused, match=words), transaction.atomic():
            closing.close_facility(by=by[1], **{**shut, **wrong})
    town = user(Role.TOWN_WORKER, region=village(1, 1).parent)
    with pytest.raises(PermissionRefused):
        closing.close_facility(by=town, **shut)
    row = closing.close_facility(by=by[1], **shut)
    with pytest.raises(Refused, match="已经登记不开放"), transaction.atomic():
        closing.close_facility(by=by[1], **shut)
    with pytest.raises(Refused, match="不开放（修缮）"):
        ceremony(where, by[0], **slot(days=11))
    resident = booked(where, organiser="resident", unit="", **slot(days=11))
    with pytest.raises(Refused, match="不开放（修缮）"):
        send(fields=resident, form="d" * 32, address="1.2.3.4", at=AT)
    with pytest.raises(Refused, match="不开放（修缮）"), transaction.atomic():
        step(What.CEREMONY, early, "confirm", by[0])
    assert published.day(where.pk, first, now=AT) == published.PublicDay((), "修缮")
    closing.reopen_facility(facility_id=where.pk, closure=row.pk, by=by[0], at=AT)
    with pytest.raises(Refused, match="已经恢复"), transaction.atomic():
        closing.reopen_facility(facility_id=where.pk, closure=row.pk, by=by[0], at=AT)
    ceremony(where, by[0], **slot(days=11))
    left = published.day(where.pk, first, now=AT)
    assert left is not None
    assert left.words == "空着 08:00–09:00、10:00–17:30"
    with pytest.raises(DatabaseError), transaction.atomic():
        Closure.objects.update(last_on=TODAY)


@pytest.mark.django_db
def test_a_month_at_every_door_and_what_others_do_not_see() -> None:
    by = hands()
    where = facility(by)
    today = timezone.localdate()
    on = (today.replace(day=1) + timedelta(days=40)).replace(day=12)
    nine = timezone.make_aware(datetime.combine(on, time(9)))
    hand: dict[str, Any] = {"entered_by": by[0], "entered_at": AT}
    held = Ceremony.objects.create(
        facility=where, title="入队仪式", organiser="school", unit="示例小学", contact="周示例",
        phone="0533-0000900", starts=nine, ends=nine + timedelta(hours=2), people=60, number="J1",
        receipt="e" * 32, **hand,
    )  # fmt: skip
    Closure.objects.create(facility=where, first_on=on, last_on=on, why="大雪", **hand)
    clerk = enter(by[0])
    own = enter(user(Role.VILLAGE_WORKER, region=village(1, 1)))
    far = enter(user(Role.TOWN_WORKER, region=village(2, 1).parent))
    query = f"?month={on:%Y-%m}"
    for who, door in ((clerk, BUREAU), (own, STATION)):
        text = told(who, f"{door}/month/{query}")
        for words in ("9:00–11:00 入队仪式", "60 人（最多 100 人）", "不开放：", "要改期"):
            assert words in text, words
        assert "周示例" not in text
        file = who.get(f"{door}/month/calendar.ics{query}")
        assert file.headers["Content-Type"].startswith("text/calendar")
        lines = file.content.decode().replace("\r\n ", "")
        assert "SUMMARY:入队仪式" in lines
        assert "周示例" not in lines
        assert "0533-0000900" not in lines
    assert "这个月没有预约" in told(far, f"{STATION}/month/{query}")
    assert b"BEGIN:VEVENT" not in far.get(f"{STATION}/month/calendar.ics{query}").content
    assert "入队仪式" in told(clerk, f"{BUREAU}/month/{query}&facility={where.pk}")
    assert "今天" in told(clerk, f"{BUREAU}/month/?month=x&facility=x")
    assert "要改期：入队仪式" in told(clerk, "/bureau/")
    assert "清明" in told(clerk, f"{BUREAU}/month/?month=2027-04")
    # Residents see what is left and no name; they go on to the form with the day.
    resident = Client()
    page = f"/jisao/{where.pk}/yue/"
    seen = resident.get(f"{page}?yue={on:%Y-%m}")
    assert seen.headers["Cache-Control"] == "no-store"
    text = said(seen)
    assert "不开放：大雪" in text
    assert "可以约08:00–17:30" in text
    assert "入队仪式" not in text
    following = on + timedelta(days=1)
    assert f"?sheshi={where.pk}&amp;ri={following}" in seen.text
    form = told(resident, f"/jisao/yuyue/?sheshi={where.pk}&ri={following}")
    assert "空着 08:00–17:30" in form
    assert "一场最多 100 人" in form
    for odd in ("?yue=1999-01", "?yue=2999-01", "?yue=x", ""):
        assert resident.get(f"{page}{odd}").status_code == 200
    for odd in ("?sheshi=x&ri=x", "?sheshi=99999999999&ri=2026-12-01", f"?ri={on}"):
        assert resident.get(f"/jisao/yuyue/{odd}").status_code == 200
    assert resident.get("/jisao/999999/yue/").status_code == 404
    assert "不开放的日子" in told(resident, f"/jisao/{where.pk}/")
    # His own for the telephone; of what is called off there is none.
    mine = f"/jisao/huizhi/{held.receipt}/rili.ics"
    assert "预约编号 J1" in resident.get(mine).content.decode().replace("\r\n ", "")
    step(What.CEREMONY, held, "cancel", by[0], why="下雪")
    assert resident.get(mine).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_at_once_a_day_is_closed_or_booked_and_never_confirmed_on_a_closed_day() -> None:
    by = hands()
    where = facility(by)
    barrier = threading.Barrier(2)
    first = (AT + timedelta(days=10)).date()
    said_no: list[str] = []

    def run(deed: Any) -> None:
        try:
            barrier.wait(30)
            deed()
        except Refused as refusal:
            said_no.append(str(refusal))
        finally:
            connections.close_all()

    deeds = (
        lambda: ceremony(where, by[0]),
        lambda: closing.close_facility(
            facility_id=where.pk, first_on=first, last_on=first, why="雪", by=by[1], at=AT,
            today=TODAY,
        ),
    )  # fmt: skip
    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # Closed in any case; booked only by whoever was first, and then it is told on the desk.
    assert Closure.objects.count() == 1
    moved = to_move(by[0], today=TODAY).count()
    assert moved == Ceremony.objects.count() == 1 - len(said_no)
    assert all("不开放" in one for one in said_no)
    with pytest.raises(Refused, match="不开放"):
        ceremony(where, by[0], **slot(days=10, hour=5))
