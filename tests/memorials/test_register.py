"""The register: survivors unlinked and linked again, what an inspection finds until it is mended,
who is found by what people type, and a life that is longer than a sheet."""

import io
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from honors.memorials import selectors
from honors.memorials.models import Finding, Repair, Survivor, Trip
from honors.memorials.services import facilities, survivors, trips
from honors.memorials.states import What
from tests.memorials.makers import AT, TODAY, WANTED, an_office, facility, martyr, step, survivor
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import hands, user, village
from tests.subsidies.grants import payee
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.framed_paper import Framed, framed

BUREAU, STATION = "/bureau/memorials", "/station/memorials"


def pages_of(content: bytes) -> list[str]:
    return ["".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.django_db
def test_a_survivor_is_unlinked_with_a_reason_and_linked_again() -> None:
    office = an_office()
    by = (office.lab.preparer, office.lab.reviewer, office.lab.approver)
    made = martyr(by)
    daughter = payee(region=village(1, 1))
    link = survivor(by, made, daughter)
    near = user(Role.TOWN_WORKER, region=village(1, 1).parent)
    when: dict[str, Any] = {"at": AT, "today": TODAY}
    trip = trips.apply_for_trip(fields={**WANTED, "survivor": link.pk}, by=near, **when)
    out: dict[str, Any] = {"martyr_id": made.pk, "link": link.pk, "by": by[0], "at": AT}
    # While a journey is open, whatever its state, its money would lose whom it is for.
    for verb, who in (("", by[0]), ("check", by[0]), ("approve", by[1])):
        if verb:
            given = {"month": date(2026, 11, 1)} if verb == "check" else {}
            step(What.TRIP, trip, verb, who, **given)
        with pytest.raises(Refused, match="没办完"), transaction.atomic():
            survivors.unlink_survivor(why="登记错了", **out)
    back = TODAY + timedelta(days=25)
    step(What.TRIP, trip, "report", near, outcome="已祭扫", today=back)
    with pytest.raises(Refused, match="原因"), transaction.atomic():
        survivors.unlink_survivor(why=" ", **out)
    with pytest.raises(PermissionRefused):
        survivors.unlink_survivor(why="x", **{**out, "by": by[1]})
    survivors.unlink_survivor(why="登记错了", **out)
    with pytest.raises(Refused, match="已经解除"), transaction.atomic():
        survivors.unlink_survivor(why="x", **out)
    later = {**WANTED, "survivor": link.pk, "from_on": date(2027, 4, 1)}
    later["until_on"] = date(2027, 4, 2)
    with pytest.raises(Refused, match="烈士遗属"):
        trips.apply_for_trip(fields=later, by=near, **when)
    # What was done stays done; the bureau and the station of the area read why it ended.
    clerk = enter(by[0])
    page = told(clerk, f"{BUREAU}/martyr/{made.pk}/")
    assert "已解除：登记错了" in page
    again = survivors.relink_survivor(martyr_id=made.pk, link=link.pk, by=by[0], at=AT)
    with pytest.raises(Refused, match="已经登记"), transaction.atomic():
        survivors.relink_survivor(martyr_id=made.pk, link=link.pk, by=by[0], at=AT)
    assert again.pk != link.pk
    assert Survivor.objects.filter(martyr=made.pk).count() == 2
    trips.apply_for_trip(fields={**later, "survivor": again.pk}, by=near, **when)
    # By buttons: the form says of each what hangs on him.
    deed = f"{BUREAU}/martyr/{made.pk}/do/unlink/"
    assert "有 1 份异地祭扫没办完，办结以后才能解除" in told(clerk, deed)
    answer = said(press(clerk, deed, link=str(again.pk), why="已去世"))
    assert "没办完的异地祭扫" in answer
    Trip.objects.filter(survivor=again).update(state="ended", ended_by=near, ended_at=AT, why="x")
    assert "没有没办完的" in told(clerk, deed)
    press(clerk, deed, link=str(again.pk), why="已去世")
    assert "已解除：已去世" in told(clerk, f"{BUREAU}/martyr/{made.pk}/")
    relink = f"{BUREAU}/martyr/{made.pk}/do/relink/"
    assert told(clerk, relink).count("，已去世") == 1
    press(clerk, relink, link=str(again.pk))
    assert Survivor.objects.filter(ended_at__isnull=True).count() == 1
    assert "没有解除过的遗属" in told(clerk, relink)


@pytest.mark.django_db(transaction=True)
def test_at_once_one_is_unlinked_or_asks_for_a_journey_never_both() -> None:
    by = hands()
    made = martyr(by)
    link = survivor(by, made, payee(region=village(1, 1)))
    near = user(Role.TOWN_WORKER, region=village(1, 1).parent)
    barrier = threading.Barrier(2)
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
        lambda: survivors.unlink_survivor(
            martyr_id=made.pk, link=link.pk, why="登记错了", by=by[0], at=AT
        ),
        lambda: trips.apply_for_trip(
            fields={**WANTED, "survivor": link.pk}, by=near, at=AT, today=TODAY
        ),
    )
    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(said_no) == 1
    link.refresh_from_db()
    assert (link.ended_at is None) == Trip.objects.exists()


@pytest.mark.django_db
def test_what_is_found_is_mended_by_a_repair_or_by_the_next_look_and_nobody_loses_it() -> None:
    by = hands()
    where = facility(by)
    worker = user(Role.VILLAGE_WORKER, region=village(1, 1))
    own, clerk, reviewer = enter(worker), enter(by[0]), enter(by[1])
    today = timezone.localdate()
    deed = f"{STATION}/facility/{where.pk}/do/inspect/"
    look = {"done_on": f"{today}", "text": "看过"}
    press(
        own, deed, **look, finding="落叶堵沟", grade="minor", finding_2="碑身开裂", grade_2="danger"
    )
    minor, danger = Finding.objects.order_by("pk")
    # The bureau's desk tells of the grave one until somebody proposes its repair.
    assert "问题：碑身开裂" in told(clerk, "/bureau/")
    page = told(own, deed)
    for words in ("以前发现、没有修好的", "落叶堵沟，一般", "碑身开裂，危险"):
        assert words in page, words
    wanted = {"title": "修碑", "told": "原样", "budget": "100", "until": f"{today}"}
    repair = f"{BUREAU}/facility/{where.pk}/do/repair/"
    press(clerk, repair, **wanted, finding=str(danger.pk))
    first = Repair.objects.get()
    assert "问题：碑身开裂" not in told(clerk, "/bureau/")
    assert "修缮“修碑”待立项" in told(own, deed)
    # Turned down, the finding waits again, for another.
    press(reviewer, f"{BUREAU}/repair/{first.pk}/do/refuse/", why="先封闭再论证")
    assert "问题：碑身开裂" in told(clerk, "/bureau/")
    press(clerk, repair, **{**wanted, "title": "加固"}, finding=str(danger.pk))
    assert Repair.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Repair.objects.filter(pk=first.pk).update(state="asked", ended_by=None, ended_at=None)
    # A grave one is not mended by a look, whoever says so; a minor one is.
    own_look: dict[str, Any] = {
        "facility_id": where.pk,
        "done_on": today,
        "text": "又看过",
        "by": worker,
        "at": timezone.now(),
        "today": today,
    }
    for wrong in (danger.pk, 0):
        with pytest.raises(Refused, match="由另一人验收"), transaction.atomic():
            facilities.inspect(mended=[wrong], **own_look)
    press(own, deed, **{**look, "text": "清理过了"}, mended=str(minor.pk))
    assert list(selectors.open_findings(where.pk)) == [danger]
    sheet = told(own, f"{STATION}/facility/{where.pk}/")
    assert "清理过了；已修好：落叶堵沟" in sheet
    assert "以前的问题" not in told(own, deed)
    with pytest.raises(Refused, match="由另一人验收"), transaction.atomic():
        facilities.inspect(mended=[minor.pk], **own_look)
    with pytest.raises(DatabaseError), transaction.atomic():
        minor.remedy.delete()


@pytest.mark.django_db
def test_the_fallen_are_found_by_name_place_year_and_battle_with_the_same_few_questions() -> None:
    by = hands()
    martyr(by, name="张示例", died_on=None, died="1948 年冬", deeds="（虚构）在示例山一仗里牺牲。")
    martyr(by, name="李示例", died_on=date(1951, 5, 1), born="1930 年", deeds="（虚构）卫生员。")
    resident = Client()

    def names(query: str) -> set[str]:
        text = told(resident, f"/yinglie/{query}")
        return {one for one in ("张示例", "李示例") if one in text}

    for query, wanted in (
        ("", {"张示例", "李示例"}),
        ("?q=示例山", {"张示例"}),
        ("?q=1948年", {"张示例"}),
        ("?q=1951", {"李示例"}),
        ("?q=1930", {"李示例"}),
        ("?q=zhangshili", {"张示例"}),
        ("?q=第1村 1948", {"张示例"}),
        ("?nian=1951", {"李示例"}),
        ("?nian=1948&q=示例山", {"张示例"}),
        ("?nian=1700", {"张示例", "李示例"}),
        ("?nian=x&zhen=x", {"张示例", "李示例"}),
        ("?q=0000", set()),
        ("?q=99999", set()),
    ):
        assert names(query) == wanted, query
    assert "没有找到。换个写法再找" in told(resident, "/yinglie/?q=火星")

    def asked() -> list[int]:
        found = []
        for query in ("", "?q=示例山", "?q=1948", "?nian=1951"):
            with CaptureQueriesContext(connection) as queries:
                resident.get(f"/yinglie/{query}")
            found.append(len(queries))
        return found

    few = asked()
    for number in range(6):
        martyr(by, name=f"王示例{number}", died=f"19{40 + number} 年", deeds="示例山", died_on=None)
    assert asked() == few


@pytest.mark.django_db
def test_a_long_life_goes_on_in_frames_of_its_own_and_names_no_survivor() -> None:
    by = hands()
    text = "（虚构）他翻山运粮三年，行程两千余里。这一段只为看怎样换页。"
    made = martyr(
        by,
        deeds="\n".join([text * 2] * 45),
        burial="elsewhere",
        burial_place="某省某市某县很长的地名街道某某烈士陵园第三区第十二排第四十八号",
    )
    for number in range(3):
        survivor(by, made, payee(region=village(1, 1 + number)))
    pages = pages_of(Client().get(f"/yinglie/{made.pk}/yinglie.pdf").content)
    assert len(pages) > 2
    assert "第1页/共" in pages[0]
    assert "烈士张示例（续）" in pages[1]
    assert "英名录" in pages[-1]
    assert all("英名录" not in one for one in pages[:-1])
    assert "女儿" not in "".join(pages)
    assert "".join(pages).count("只为看怎样换页") == 90
    own = pages_of(enter(by[0]).get(f"{BUREAU}/martyr/{made.pk}/page.pdf").content)
    assert "".join(own).count("只为看怎样换页") == 90


def test_a_sheet_for_a_wall_is_one_page_as_long_as_it_can_be() -> None:
    def sheet(body: int, **more: Any) -> list[str]:
        one: dict[str, Any] = {
            "kicker": "2025 年度最美退役军人",
            "name": "张建国",
            "lines": [("来自", "马尚街道 九级村")],
            "body": ["（虚构）带头修路。" * body],
            "issuer": "示例区退役军人事务局荣誉名录",
            "day": "2026年11月27日",
            **more,
        }
        content = framed(Framed(**one))
        assert content == framed(Framed(**one))
        return pages_of(content)

    assert len(sheet(1)) == len(sheet(60)) == 1
    assert "页/共" not in sheet(1)[0]
    assert len(sheet(300)) > 1
    long = sheet(3, name="示例市示例区某某科技股份有限公司退役军人志愿服务队")
    assert len(long) == 1
    assert "志愿服务队" in long[0]
    # Nothing in a text is taken for markup.
    assert "<b>&甲" in sheet(1, name="<b>&甲")[0]
    with pytest.raises(Refused, match="打印页"):
        sheet(1, name="\U00020000")
