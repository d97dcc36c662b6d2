"""The memorials at their doors: the bureau's buttons, residents, the station's telephone, a journey
and its money. Whoever is of another place finds nothing; whoever did the step before is refused."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from honors.memorials.models import Ceremony, Entry, Facility, Guest, Martyr, Remains, Repair, Trip
from honors.memorials.public.forms import TRAP
from honors.memorials.services.facilities import add_quote, propose_repair
from honors.memorials.services.martyrs import move_martyr
from honors.memorials.states import MOVES, What
from support_services.lookup.published import answers
from support_services.subsidies.models import GrantDue
from tests.memorials.makers import (
    AT,
    PHONE,
    TODAY,
    WANTED,
    an_office,
    facility,
    martyr,
    step,
    survivor,
)
from tests.pictures import png
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import hands, user, village
from tests.subsidies.grants import payee
from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db
BUREAU, STATION = "/bureau/memorials", "/station/memorials"
BOOK = "/jisao/yuyue/"


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", png(), content_type="image/png")


def words_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(one.extract_text() for one in pages).split())


def test_a_day_of_the_register_by_buttons_and_at_the_residents_door() -> None:
    by = hands()
    preparer, reviewer, approver = (enter(one) for one in by)
    resident = Client()
    facility(by)
    written = {
        "name": "张示例",
        "sex": "male",
        "born": "1921 年",
        "died_on": "1948-09-01",
        "region": village(1, 1).code,
        "deeds": "（虚构）担架队员。\n（虚构）牺牲在运粮路上。",
        "burial": "here",
    }
    wrong = press(preparer, f"{BUREAU}/martyr/new/", **written)
    assert "请选择设施" in said(wrong)
    assert "牺牲在运粮路上" in said(wrong)
    press(preparer, f"{BUREAU}/martyr/new/", **written, facility=str(Facility.objects.get().pk))
    made = Martyr.objects.get()
    here, page = f"{BUREAU}/martyr/{made.pk}", f"/yinglie/{made.pk}/"
    assert "还没有登记出处" in told(preparer, f"{here}/")
    assert "出处" in said(press(reviewer, f"{here}/do/review/"))
    source = {"kind": "roster", "title": "试验名册第 3 页", "trust": "sure"}
    press(preparer, f"{here}/do/source/", **source)
    assert preparer.get(f"{here}/do/review/").status_code == 403
    assert "等审核通过" in told(reviewer, "/bureau/")
    press(reviewer, f"{here}/do/review/")
    assert resident.get(page).status_code == 404
    press(approver, f"{here}/do/publish/")
    # Read by everybody, found by his name, printed.
    seen = resident.get(page)
    assert not seen.cookies
    for one in ("张示例", "1921 年 — 1948年9月1日", "示例陵园", "牺牲在运粮路上", "英名录"):
        assert one in said(seen), one
    assert "试验名册" not in said(seen)
    assert "张示例" in told(resident, "/yinglie/?q=张示例")
    assert "张示例" in told(resident, f"/yinglie/?zhen={village(1, 1).parent.code}")  # type: ignore[union-attr]
    assert "张示例" not in told(resident, "/yinglie/?q=李")
    assert f'href="{page}"' in resident.get("/sousuo/", {"q": "张示例"}).text
    assert [one.heading for one in answers("张示例", today=TODAY).further] == ["英烈"]
    paper = words_of(resident.get(f"{page}yinglie.pdf").content)
    assert "张示例" in paper
    assert "1948年9月1日" in paper
    assert "张示例" in words_of(reviewer.get(f"{here}/page.pdf").content)
    assert "牺牲在运粮路上" in told(reviewer, f"{here}/page/")
    assert "烈士张示例" in told(resident, f"/fanying/?yinglie={made.pk}")
    # Other words are a second edition; what is withdrawn is gone everywhere, at once.
    press(preparer, f"{here}/edit/", **{**written, "name": "张试例", "burial": "unknown"})
    assert "张示例" in told(resident, page)
    press(preparer, f"{here}/do/drop/", why="试验")
    press(approver, f"{here}/do/withdraw/", why="有误")
    for address in (page, f"{page}yinglie.pdf"):
        assert resident.get(address).status_code == 404
    assert "张示例" not in told(resident, "/yinglie/")
    assert f'href="{page}"' not in resident.get("/sousuo/", {"q": "张示例"}).text


def test_a_resident_books_without_a_cookie_once_and_is_told() -> None:
    by = hands()
    where = facility(by)
    resident = Client()
    shown = resident.get(f"{BOOK}?sheshi={where.pk}")
    found = re.search(r'name="form" value="([0-9a-f]{32})"', shown.text)
    assert found
    day = timezone.localdate() + timedelta(days=10)
    written = {
        "form": found[1],
        "facility": str(where.pk),
        "on": f"{day}",
        "begin": "09:00",
        "end": "10:00",
        "organiser": "resident",
        "unit": "",
        "title": "给爷爷扫墓",
        "people": "5",
        "contact": "周示例",
        "phone": PHONE,
    }
    for wrong, words in (
        ({"people": "x"}, "请写数字"),
        ({"people": "500"}, "最多 100 人"),
        ({"begin": "07:00"}, "开放时间"),
        ({"on": "昨天"}, "哪一天"),
        ({"phone": ""}, "请写电话"),
        ({TRAP: "http://x"}, "最下面有一格是不用填的"),
    ):
        answer = resident.post(BOOK, {**written, **wrong})
        assert words in said(answer), words
        assert "给爷爷扫墓" in answer.text
    look = resident.post(BOOK, written)
    assert f"{day.year}年{day.month}月{day.day}日 09:00 到 10:00" in said(look)
    assert "周示例" in resident.post(BOOK, {**written, "change": "1"}).text
    assert not Ceremony.objects.exists()
    sent = resident.post(BOOK, {**written, "send": "1"})
    booked = Ceremony.objects.get()
    assert sent.headers["Location"] == f"/jisao/huizhi/{booked.receipt}/"
    # The same form once more is the same receipt; with other words it is told and may be sent.
    again = resident.post(BOOK, {**written, "send": "1"})
    assert again.headers["Location"] == sent.headers["Location"]
    other = resident.post(BOOK, {**written, "begin": "14:00", "end": "15:00", "send": "1"})
    assert f"编号 {booked.number}。这一份写得不一样" in said(other)
    assert Ceremony.objects.count() == 1
    fresh = re.search(r'name="form" value="([0-9a-f]{32})"', other.text)
    assert fresh
    assert fresh[1] != found[1]
    more = {**written, "begin": "14:00", "end": "15:00", "form": fresh[1], "send": "1"}
    assert resident.post(BOOK, more).status_code == 302
    clash = resident.post(BOOK, {**written, "form": "c" * 32, "send": "1"})
    assert "已经有人预约" in said(clash)
    assert Ceremony.objects.count() == 2
    assert not resident.cookies
    # Who else comes sees the time, and no name; the receipt says how it stands.
    place = told(resident, f"/jisao/{where.pk}/")
    assert f"{day.month}月{day.day}日 09:00 到 10:00" in place
    assert "周示例" not in place
    receipt = sent.headers["Location"]
    assert "等我们确认" in told(resident, receipt)
    assert resident.get(f"/jisao/huizhi/{'0' * 32}/").status_code == 404
    clerk = enter(by[0])
    assert "祭扫活动" in told(clerk, "/bureau/")
    press(clerk, f"{BUREAU}/ceremony/{booked.pk}/do/confirm/")
    assert "预约已确认" in told(resident, receipt)
    press(clerk, f"{BUREAU}/ceremony/{booked.pk}/do/cancel/", why="下雪")
    assert "这次没有办" in told(resident, receipt)
    assert "09:00 到 10:00" not in told(resident, f"/jisao/{where.pk}/")


def test_a_station_inspects_with_a_photo_and_others_find_nothing() -> None:
    by = hands()
    where = facility(by)
    own, boss = (
        enter(user(Role.VILLAGE_WORKER, region=village(1, 1))),
        enter(user(Role.TOWN_WORKER, region=village(1, 1).parent)),
    )
    neighbour = enter(user(Role.VILLAGE_WORKER, region=village(1, 2)))
    stranger = enter(user(Role.TOWN_WORKER, region=village(2, 1).parent))
    sheet = f"{STATION}/facility/{where.pk}/"
    deed = f"{sheet}do/inspect/"
    assert 'enctype="multipart/form-data"' in own.get(deed).text
    look: dict[str, Any] = {"done_on": f"{timezone.localdate()}", "text": "碑身完好"}
    half = press(own, deed, **{**look, "finding": "字迹褪色"})
    assert "请选程度" in said(half)
    bad = SimpleUploadedFile("a.png", b"x", content_type="image/png")
    assert "照片" in said(press(own, deed, **look, photo=bad))  # type: ignore[arg-type]
    press(own, deed, **look, finding="字迹褪色", grade="minor", photo=picture())  # type: ignore[arg-type]
    text = told(own, sheet)
    for words in ("碑身完好；一般：字迹褪色", "没有修好的问题", "照片 1"):
        assert words in text, words
    seen = where.inspections.get().photos.get()
    photo = f"{STATION}/photos/{seen.pk}/"
    for who in (own, boss, enter(by[0])):
        door = photo.replace("station", "bureau") if who not in (own, boss) else photo
        file = who.get(door)
        assert (file.content, file.headers["Content-Type"]) == (png(), "image/png")
    for who in (neighbour, stranger):
        assert "示例陵园" not in told(who, f"{STATION}/facility/")
        for address in (sheet, deed, photo):
            assert who.get(address).status_code == 404, address
        assert who.post(deed, look).status_code == 404
    assert where.inspections.count() == 1


def test_a_journey_from_the_station_to_the_ledger_and_its_letter() -> None:
    office = an_office()
    by = (office.lab.preparer, office.lab.reviewer, office.lab.approver)
    link = survivor(by, martyr(by), payee(region=village(1, 1)))
    near = enter(user(Role.TOWN_WORKER, region=village(1, 1).parent))
    far = enter(user(Role.VILLAGE_WORKER, region=village(2, 1)))
    preparer, reviewer = enter(by[0]), enter(by[1])
    today = timezone.localdate()
    days = {"from_on": f"{today}", "until_on": f"{today + timedelta(days=2)}"}
    wanted = {**WANTED, "survivor": str(link.pk), **days}
    new = f"{STATION}/trip/new/"
    assert "请从列表中选择" in said(press(far, new, **wanted))
    press(near, new, **wanted)
    trip = Trip.objects.get()
    assert "已有一份" in said(press(near, new, **wanted))
    here = f"{BUREAU}/trip/{trip.pk}"
    assert far.get(f"{STATION}/trip/{trip.pk}/").status_code == 404
    check = f"{here}/do/check/"
    assert "请写成年-月" in said(press(preparer, check, month="x"))
    press(preparer, check, month=f"{today:%Y-%m}")
    assert "1,500.00 元" in told(preparer, f"{here}/")
    assert preparer.get(f"{here}/do/approve/").status_code == 403
    assert "介绍信" not in told(reviewer, f"{here}/")
    assert "批准以后才有介绍信" in said(reviewer.get(f"{here}/page/", follow=True))
    assert not GrantDue.objects.exists()
    press(reviewer, f"{here}/do/approve/")
    assert GrantDue.objects.get().month == today.replace(day=1)
    # The letter says who comes, when, to whom; no number of anybody.
    letter = told(reviewer, f"{here}/page/")
    assert "兹介绍烈士张示例的女儿" in letter
    assert f"{today.month}月{today.day}日" in letter
    assert "请予接洽" in words_of(reviewer.get(f"{here}/page.pdf").content)
    press(near, f"{STATION}/trip/{trip.pk}/do/report/", outcome="当地接待，已祭扫")
    trip.refresh_from_db()
    assert (trip.state, trip.outcome) == ("done", "当地接待，已祭扫")


def test_whoever_made_the_step_before_is_refused_and_another_is_not() -> None:
    """Every move that asks for another person; the hand before is put into the row, as it would be
    of somebody who has changed his post since."""
    by = hands()
    an_office()
    where = facility(by)
    entry = martyr(by, published=False)
    link = survivor(by, entry, payee(region=village(1, 1)))
    wanted = {"title": "修碑", "told": "原样", "budget": 100, "until": TODAY, "finding": ""}
    when: dict[str, Any] = {"at": AT, "today": TODAY}
    repair = propose_repair(facility_id=where.pk, fields=wanted, by=by[0], **when)
    journey: dict[str, Any] = {
        "survivor": link,
        "person": link.person,
        "year": 2026,
        "to_place": "外地",
        "to_bureau": "某县退役军人事务局",
        "from_on": TODAY,
        "until_on": TODAY,
        "people": 1,
    }
    trip = Trip.objects.create(entered_by=by[0], entered_at=AT, **journey)
    tried = []

    def both(what: What, verb: str, row: Any, **given: Any) -> None:
        """By the person of the hand before, who has the duty; then by another."""
        move = MOVES[what][verb]
        role = sorted(DUTIES[move.duty])[0]
        same, second = user(role), user(role)

        def run(who: User) -> None:
            if what is What.MARTYR:
                move_martyr(martyr_id=row.martyr_id, verb=verb, why="试验", by=who, at=AT)
            else:
                step(what, row, verb, who, **given)

        type(row).objects.filter(pk=row.pk).update(**{f"{move.other_than}_by": same})
        with pytest.raises(Refused, match="另一人"):
            run(same)
        run(second)
        tried.append((what, verb))

    draft = Entry.objects.get()
    both(What.MARTYR, "review", draft)
    both(What.MARTYR, "publish", draft)
    asked = Facility.objects.create(
        **{
            name: getattr(where, name)
            for name in ("level", "kind", "region", "address", "keeper", "opens_at", "closes_at")
        },
        name="另一处（虚构）",
        capacity=1,
        entered_by=by[0],
        entered_at=AT,
    )
    both(What.FACILITY, "approve", asked)
    both(What.FACILITY, "end", asked, why="试验")
    both(What.REPAIR, "approve", repair)
    add_quote(repair_id=repair.pk, firm="示例石材", amount=90, by=by[0], at=AT)  # type: ignore[arg-type]
    step(What.REPAIR, repair, "finish", by[0], cost=90)
    both(What.REPAIR, "redo", repair, why="不匀")
    step(What.REPAIR, repair, "finish", by[0], cost=90)
    both(What.REPAIR, "accept", repair)
    both(What.TRIP, "check", trip, month=date(2026, 11, 1))
    both(What.TRIP, "approve", trip)
    asking = [
        (what, verb)
        for what, moves in MOVES.items()
        for verb, move in moves.items()
        if move.other_than
    ]
    assert sorted(tried) == sorted(asking)


def copies(row: Any, count: int, first: int, change: Callable[[Any, int], None]) -> None:
    model = type(row)
    for number in range(first, first + count):
        one = model.objects.get(pk=row.pk)
        one.pk = None
        one._state.adding = True
        change(one, number)
        one.save(force_insert=True)


def test_lists_ask_as_much_for_twenty_rows_as_for_two() -> None:
    by = hands()
    where = facility(by)
    entry = martyr(by)
    daughter = payee(region=village(1, 1))
    link = survivor(by, entry, daughter)
    begin = datetime.combine(timezone.localdate() + timedelta(days=3), time(1), tzinfo=AT.tzinfo)
    hand: dict[str, Any] = {"entered_by": by[0], "entered_at": AT}
    rows: dict[What, Any] = {
        What.FACILITY: where,
        What.MARTYR: Entry.objects.get(),
        What.REPAIR: Repair.objects.create(
            facility=where, title="修碑", told="原样", budget=100, until=TODAY, **hand
        ),
        What.REMAINS: Remains.objects.create(
            region=village(1, 1), place="村北坡", told="试验", found_at=AT, due_at=AT, **hand
        ),
        What.CEREMONY: Ceremony.objects.create(
            facility=where, title="祭扫", organiser="unit", unit="示例单位", contact="周示例",
            phone=PHONE, starts=begin, ends=begin + timedelta(hours=1), people=5, number="J1",
            receipt="r1", **hand,
        ),
        What.TRIP: Trip.objects.create(
            survivor=link, person=daughter, year=2026, to_place="外地", to_bureau="某县局",
            from_on=TODAY, until_on=TODAY, people=1, **hand,
        ),
        What.GUEST: Guest.objects.create(
            facility=where, come_from="外省", contact="周示例", martyr_name="张示例", on=TODAY,
            people=2, **hand,
        ),
    }  # fmt: skip

    def changed(one: Any, number: int) -> None:
        match one:
            case Facility():
                one.name = f"示例陵园 {number}（虚构）"
            case Entry():
                one.martyr = Martyr.objects.create(entered_at=AT)
                one.facility, one.burial = where, "here"
            case Ceremony():
                one.starts += timedelta(days=number)
                one.ends += timedelta(days=number)
                one.number = one.receipt = f"{number}"
            case Trip():
                one.year += number

    clerk, town = enter(by[0]), enter(user(Role.TOWN_WORKER, region=village(1, 1).parent))
    pages = [(clerk, f"{BUREAU}/{what}/") for what in What]
    pages += [(clerk, f"{BUREAU}/{what}/export/") for what in What]
    pages += [(town, f"{STATION}/{what}/") for what in What if what is not What.MARTYR]
    pages += [(Client(), one) for one in ("/yinglie/", "/jisao/", f"/jisao/{where.pk}/")]
    pages += [(clerk, f"{BUREAU}/facility/{where.pk}/"), (clerk, "/bureau/"), (town, "/station/")]

    def asked() -> dict[str, int]:
        found = {}
        for client, address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200, address
            found[address] = len(queries)
        return found

    for what in What:
        copies(rows[what], 1, 1, changed)
    few = asked()
    for what in What:
        copies(rows[what], 18, 2, changed)
    assert "共 20 条" in told(clerk, f"{BUREAU}/trip/")
    many = asked()
    assert {one: (few[one], many[one]) for one in few if few[one] != many[one]} == {}
