"""Supporters at the three doors: a day by buttons, lists and workbooks, residents, the station."""

import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from support_services.aid.services import add_wish, move_wish
from support_services.lookup.published import answers
from support_services.supporters import demo
from support_services.supporters.models import Activity, Badge, Contribution, Job, Pact, Supporter
from support_services.supporters.selectors import register
from support_services.supporters.selectors.asked import Asked
from support_services.supporters.selectors.statistics import statistics
from support_services.supporters.states import ActivityState, Stage
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import person, user, village
from tests.supporters.makers import (
    AT,
    CODES,
    TODAY,
    activity,
    badge,
    contribution,
    duty,
    hands,
    job,
    pact,
    supporter,
    team,
    volunteer,
)
from tests.units.makers import unit
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_day_at_the_bureau_by_buttons() -> None:
    by = hands()
    preparer, reviewer = enter(by[0]), enter(by[1])
    today = timezone.localdate()
    place = village(1, 1)
    of = unit("enterprise", by=by[0], code=CODES[0], region=place, name="示例公司（虚构）")
    sent = {"unit_id": of.pk, "fields_of": ["goods", "work"], "tier": "county", "since": today}
    preparer.post("/bureau/supporters/new/", sent)
    made = Supporter.objects.get()
    page = f"/bureau/supporters/{made.pk}/"
    assert "等人接纳" in told(reviewer, "/bureau/")
    press(reviewer, f"/bureau/supporters/supporter/{made.pk}/do/accept/")
    badge_sent = {
        "kind": "post",
        "name": "示例驿站",
        "region": place.code,
        "address": "示例路 1 号",
        "phone": "0533-0000011",
        "hours": "全天",
        "given_on": f"{today}",
    }
    refused = preparer.post(f"{page}badges/new/", {**badge_sent, "hours": ""})
    assert "要写明开放时间" in said(refused)
    assert 'value="示例驿站"' in refused.text
    preparer.post(f"{page}badges/new/", badge_sent)
    hung = Badge.objects.get()
    done = press(reviewer, f"/bureau/supporters/badge/{hung.pk}/do/accept/")
    number = f"{today.year}-0001"
    assert f"编号 {number}" in said(done)
    assert "<svg" in reviewer.get(f"/bureau/supporters/badges/{hung.pk}/plaque/").text
    pact_sent = {"kind": "strategic", "title": "示例协议", "signed_on": f"{today}"}
    pact_sent |= {"valid_from": f"{today}", "valid_to": f"{today + timedelta(days=300)}"}
    preparer.post(f"{page}pacts/new/", pact_sent)
    signed = Pact.objects.get()
    preparer.post(
        f"/bureau/supporters/pacts/{signed.pk}/duties/", {"words": "慰问", "rhythm": "yearly"}
    )
    press(reviewer, f"/bureau/supporters/pact/{signed.pk}/do/accept/")
    gift = {
        "kind": "goods",
        "what": "米面油",
        "quantity": "20",
        "unit": "份",
        "amount": "2000",
        "given_on": f"{today}",
        "for_whom": "veterans",
        "duty_id": signed.duties.get().pk,
    }
    preparer.post(f"{page}gifts/new/", gift)
    given = Contribution.objects.get()
    assert "本期待履行" in told(reviewer, page)
    press(reviewer, f"/bureau/supporters/contribution/{given.pk}/do/accept/")
    shown = told(reviewer, page)
    assert "本期已履行" in shown
    assert "物资 1 笔，2,000.00 元" in shown
    press(preparer, f"/bureau/supporters/gifts/{given.pk}/reverse/", why="登记错了")
    assert "已登记冲销" in told(preparer, page)
    job_sent = {"title": "质检员", "count": "2", "meant_for": "both", "region": place.code}
    job_sent |= {"phone": "0533-0000012", "until": f"{today + timedelta(days=30)}"}
    preparer.post(f"{page}jobs/new/", job_sent)
    press(reviewer, f"/bureau/supporters/job/{Job.objects.get().pk}/do/accept/")
    assert "质检员" in told(reviewer, "/bureau/supporters/jobs/")
    press(reviewer, f"/bureau/supporters/badge/{hung.pk}/do/end/", why="停业")
    lost = Client().get(f"/yongjun/{number}/")
    assert "已经撤销" in said(lost)
    assert lost.headers["Cache-Control"] == "no-store"


def test_an_activity_by_buttons_at_the_station(client: Client) -> None:
    by = hands()
    own = village(1, 1)
    worker = user(Role.VILLAGE_WORKER, region=own)
    holder = supporter(by)
    here = volunteer(by[0], team(by[0], holder, region=own))
    station, today = enter(worker), timezone.localdate()
    root = "/station/supporters/activities/"
    assert "下一步" in told(station, f"{root}new/")
    sent = {
        "title": "理发日",
        "on": f"{today}",
        "region": own.code,
        "venue": "村委会",
        "organisers": [holder.unit_id],
        "planned_served": "20",
    }
    said(station.post(f"{root}new/?kind=volunteer", sent, follow=True))
    made = Activity.objects.get()
    one = f"{root}{made.pk}/"
    assert "计划中" in told(station, one)
    station.post(f"{one}attend/", {"volunteers": [here.pk], "hours": "2.5"})
    assert "王志愿" in told(station, one)
    row = made.attendances.get()
    press(station, f"{one}attend/{row.pk}/out/")
    station.post(f"{one}attend/", {"volunteers": [here.pk], "hours": "3"})
    party = made.parties.get()
    station.post(f"{one}people/", {f"party_{party.pk}": "4"})
    refused = station.post(f"{one}step/report/", {"served": ""})
    assert "请填写这一项" in said(refused)
    station.post(f"{one}step/report/", {"served": "26", "told": "都满意"})
    made.refresh_from_db()
    assert made.state == ActivityState.REPORTED
    shown = told(station, one)
    assert "26" in shown
    assert "4 人" in shown
    reviewer = enter(by[1])
    at_the_bureau = f"/bureau/supporters/activities/{made.pk}/"
    assert "王志愿" in told(reviewer, at_the_bureau)
    assert "王志愿" in told(reviewer, f"/bureau/supporters/teams/{here.team_id}/")
    press(reviewer, f"{at_the_bureau}step/reopen/", why="听众数字不对")
    assert "听众数字不对" in told(station, one)
    # Another village finds nothing of it; its own page of teams names nobody of here.
    stranger = enter(user(Role.VILLAGE_WORKER, region=village(2, 1)))
    assert stranger.get(one).status_code == 404
    assert stranger.post(f"{one}step/report/", {"served": "1"}).status_code == 404
    assert stranger.get(f"/station/supporters/teams/{here.team_id}/").status_code == 404
    assert "王志愿" not in stranger.get("/station/supporters/teams/").text
    assert "王志愿" in told(station, f"/station/supporters/teams/{here.team_id}/")


def test_a_station_tells_of_lecturers_jobs_and_its_own_supporters() -> None:
    by = hands()
    own = village(1, 1)
    near = supporter(by, of=unit("enterprise", by=by[0], region=own, name="本村公司（虚构）"))
    supporter(by, of=unit("enterprise", by=by[0], region=village(2, 1), name="外镇公司（虚构）"))
    speaker = supporter(by, of=unit("person", by=by[0], name="王讲师"))
    badge(by, speaker, kind="lecturer", name="思政讲师", region=village(2, 1))
    job(by, near, until=timezone.localdate() + timedelta(days=9), region=village(2, 1))
    text = told(enter(user(Role.VILLAGE_WORKER, region=own)), "/station/supporters/")
    assert "本村公司" in text
    assert "外镇公司" not in text
    assert "王讲师" in text
    assert "示例保安员" in text


def _full() -> None:
    by = hands()
    for number in range(3):
        holder = supporter(by, of=unit("enterprise", by=by[0], region=village(1, 1 + number)))
        badge(by, holder)
        duty(by, pact(by, holder))
        job(by, holder)
        contribution(by, holder)
        members = team(by[0], holder)
        made = activity(by[0], holder.unit, state=ActivityState.REPORTED)
        made.figures.create(code="served", reported=3)
        made.attendances.create(
            volunteer=volunteer(by[0], members), hours=2, entered_by=by[0], entered_at=AT
        )


def test_lists_ask_the_same_number_of_queries_for_one_and_for_many() -> None:
    auditor = enter(user(Role.AUDITOR))
    station = enter(user(Role.TOWN_WORKER, region=village(1, 1).parent))
    visitor = Client()
    pages = [
        *(
            (auditor, f"/bureau/supporters/{one}")
            for one in ("", "activities/", "gifts/?year=2026")
        ),
        *((auditor, f"/bureau/supporters/{one}/") for one in ("jobs", "teams", "statistics")),
        *((station, f"/station/supporters/{one}") for one in ("", "activities/", "teams/")),
        *((visitor, one) for one in ("/yongjun/", "/gangwei/", "/huodong/")),
    ]

    def counts() -> list[int]:
        found = []
        for client, page in pages:
            # Pages of residents are kept for a minute: another address is another page.
            other = f"{page}{'&' if '?' in page else '?'}x={Supporter.objects.count()}"
            with CaptureQueriesContext(connection) as queries:
                assert client.get(other).status_code == 200
            found.append(len(queries))
        return found

    _full()
    counts()
    before = counts()
    _full()
    assert dict(zip((page for _, page in pages), counts(), strict=True)) == dict(
        zip((page for _, page in pages), before, strict=True)
    )


@pytest.mark.parametrize(
    ("page", "has", "has_not"),
    [
        ("export/?unit_kind=person", "王讲师", "示例公司"),
        ("gifts/export/?year=2026&kind=goods", "米面油", "助学金"),
        ("activities/export/?kind=volunteer", "服务对象 3 人次", "走访"),
        ("statistics/export/?year=2026", "按种类", "2025"),
    ],
)
def test_lists_are_taken_along_as_they_are_narrowed(page: str, has: str, has_not: str) -> None:
    by = hands()
    holder = supporter(by, of=unit("enterprise", by=by[0], name="示例公司（虚构）"))
    supporter(by, of=unit("person", by=by[0], name="王讲师"))
    contribution(by, holder)
    contribution(by, holder, kind="money", what="助学金", given_on=TODAY.replace(year=2025))
    made = activity(by[0], holder.unit, state=ActivityState.REPORTED)
    made.figures.create(code="served", reported=3)
    activity(by[0], kind="troop_visit", title="走访")
    content = enter(user(Role.AUDITOR)).get(f"/bureau/supporters/{page}").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    cells = "|".join(f"{cell}" for row in sheet.to_python() for cell in row)
    assert has in cells
    assert has_not not in cells


def test_residents_find_places_jobs_and_activities(client: Client) -> None:
    by = hands()
    today = timezone.localdate()
    holder = supporter(by, of=unit("enterprise", by=by[0], name="示例物业（虚构）"))
    hung = badge(by, holder, name="示例小区驿站", given_on=today, region=village(1, 1))
    badge(by, holder, name="不会列出", stage=Stage.DRAFT)
    badge(by, holder, name="过期驿站", given_on=today - timedelta(9), valid_to=today - timedelta(1))
    man = supporter(by, of=unit("person", by=by[0], name="张建国"))
    his = badge(by, man, kind="person", name="拥军个人", given_on=today)
    job(by, holder, until=today)
    activity(by[0], holder.unit, is_open=True, phone="0533-0000013", on=today, title="义诊日")
    for address in ("/yongjun/", "/yongjun/?lei=post&zhen=370303001000"):
        text = client.get(address).text
        assert "示例小区驿站" in text
        assert 'href="tel:05330000011"' in text
        assert "不会列出" not in text
        assert "过期驿站" not in text
        assert "拥军个人" not in text.replace("拥军个人</option>", "")
    village(2, 1)
    assert "示例小区驿站" not in client.get("/yongjun/?zhen=370303002000").text
    proof = client.get(f"/yongjun/{hung.number}/")
    assert "今天有效" in said(proof)
    assert proof.headers["Cache-Control"] == "no-store"
    # Who holds a badge shows it himself; whoever tries out numbers learns no name.
    covered = client.get(f"/yongjun/{his.number}/").text
    assert "张*国" in covered
    assert "张建国" not in covered
    missing = client.get("/yongjun/2026-9999/")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")
    assert "示例保安员" in client.get("/gangwei/").text
    assert "义诊日" in client.get("/huodong/").text
    assert "示例小区驿站" in client.get("/sousuo/?q=哪里有驿站").text
    assert [one.name for one in answers("歇脚", today=today).badges] == ["示例小区驿站"]
    assert answers("找工作", today=today).jobs == 1
    assert answers("光荣牌", today=today).badges == ()


def test_a_wish_taken_up_by_one_of_the_register_counts_with_it() -> None:
    by = hands()
    own = village(1, 1)
    worker = user(Role.VILLAGE_WORKER, region=own)
    holder = supporter(by)
    wish = add_wish(
        person=person(own), text="想要一副老花镜", worth=None, told_openly=True, by=worker, at=AT
    )
    moves: dict[str, Any] = {"wish_id": wish.pk, "on": TODAY, "by": worker, "at": AT}
    out = supporter(by, stage=Stage.ENDED)
    with pytest.raises(Refused, match="不在拥军力量名录"):
        move_wish(**moves, verb="take", supporter_id=out.pk)
    page = f"/station/aid/wishes/{wish.pk}/take/"
    shown = enter(worker).get(page)
    if shown.status_code == 200:
        assert holder.unit.name in shown.text
    move_wish(**moves, verb="take", supporter_id=holder.pk)
    wish.refresh_from_db()
    assert wish.supporter == holder.unit.name
    move_wish(**moves, verb="fulfil")
    told_of = Contribution.objects.get()
    assert (told_of.origin, told_of.stage, told_of.supporter) == (
        f"wish:{wish.pk}",
        Stage.DRAFT,
        holder,
    )
    named = add_wish(person=person(own), text="想理个发", by=worker, at=AT)
    moves["wish_id"] = named.pk
    move_wish(**moves, verb="take", supporter="邻居老王")
    move_wish(**moves, verb="fulfil")
    assert Contribution.objects.count() == 1


def test_the_demo_invents_a_dozen_and_says_so_and_again_adds_none() -> None:
    by = dict(zip(("preparer", "reviewer", "approver"), hands(), strict=True))
    village(1, 1)
    village(2, 1)
    for _ in range(2):
        demo.supporters(SimpleNamespace(today=TODAY), SimpleNamespace(**by))
    made = Supporter.objects.all()
    assert len(made) == 12
    assert all("演示" in one.unit.name or "示例" in one.unit.name for one in made)
    assert {one.stage for one in made} == {"in_force"}
    assert Badge.objects.valid_on(TODAY).count() == 8
    assert Pact.objects.filter(stage="in_force").count() == 5
    assert Activity.objects.filter(kind="job_fair").count() == 3
    assert Activity.objects.count() == 20
    assert Job.objects.count() == 10
    found = statistics(user(Role.AUDITOR), Asked())
    assert len(found.teams) == 3
    assert all(hours > 0 for _, _, hours in found.teams)
    assert found.given.total.count == 10
    assert register.waiting(by["reviewer"])
