"""A month of activities for bureau and residents, a fair with its posts, many volunteers at once,
and drafts that are mended before another looks at them."""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from support_services.supporters.models import Attendance, Badge, Contribution, Job, Pact, Volunteer
from support_services.supporters.services.contributions import enter_contribution, reverse
from support_services.supporters.services.moving import move, writing_of
from support_services.supporters.services.register import add_duty, drop_duty, enter_job
from support_services.supporters.services.roll import put_roll
from support_services.supporters.states import ActivityState, Stage, Subject
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user, village
from tests.subsidies.test_grant_races import at_once
from tests.supporters.makers import (
    AT,
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
    unit,
    volunteer,
)
from veterans.accounts.roles import Role
from veterans.foundation.calendar_file import Entry, calendar_file
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.line_problems import LinesRefused
from veterans.foundation.month_grid import month_weeks

pytestmark = pytest.mark.django_db


@settings(max_examples=40)
@given(st.dates(date(2015, 1, 1), date(2040, 12, 31)))
def test_a_month_has_each_of_its_days_once_in_whole_weeks(day: date) -> None:
    month = day.replace(day=1)
    weeks = month_weeks(month, {day: ["甲"], month - timedelta(days=1): ["乙"]}, today=day)
    days = [one for week in weeks for one in week]
    assert all(len(week) == 7 and week[0].on.weekday() == 0 for week in weeks)
    inside = [one.on for one in days if one.inside]
    assert inside == [month + timedelta(days=n) for n in range(len(inside))]
    assert (month + timedelta(days=len(inside))).day == 1
    assert [one.on for one in days if one.is_today] == [day]
    assert [one.entries for one in days if one.entries] == [("甲",)]
    assert any(one.inside for one in weeks[0])
    assert any(one.inside for one in weeks[-1])


@settings(max_examples=40)
@given(st.text(max_size=120), st.text(max_size=60))
def test_a_calendar_file_keeps_its_form_whatever_is_written(title: str, where: str) -> None:
    entry = Entry("activity-1@x", title, TODAY, time(9), time(11, 30), where, "")
    lines = calendar_file([entry], name="活动", at=AT).decode().split("\r\n")
    assert lines[-1] == ""
    assert all(len(line.encode()) <= 75 for line in lines)
    # What is written never begins a line of its own.
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert "DTSTART:20261105T010000Z" in lines
    assert "DTEND:20261105T033000Z" in lines


def test_residents_see_a_month_a_fair_with_its_posts_and_nothing_that_is_not_open() -> None:
    by = hands()
    today = timezone.localdate()
    holder = supporter(by, of=unit("enterprise", by=by[0], name="示例公司"))
    given: dict[str, Any] = {"on": today, "is_open": True, "phone": "0533-0000013"}
    fair = activity(by[0], kind="job_fair", title="冬季招聘会", starts_at=time(9), **given)
    activity(by[0], title="不公布的", on=today)
    requested = activity(by[0], title="还没确认的", state=ActivityState.REQUESTED, **given)
    gone = activity(by[0], title="取消了的", state=ActivityState.CANCELLED, **given)
    old = activity(by[0], title="去年的", **{**given, "on": today - timedelta(days=400)})
    activity(by[0], title="二镇的", region=village(2, 1), **given)
    until = today + timedelta(days=20)
    job(by, holder, title="电工", fair=fair, until=until)
    job(by, holder, title="没公布的岗", fair=fair, until=until, stage=Stage.DRAFT)
    job(by, holder, title="别处的岗", until=until)
    anyone = Client()
    page = told(anyone, "/huodong/yue/")
    assert f'href="/huodong/{fair.pk}/"' in anyone.get("/huodong/yue/").text
    assert "冬季招聘会" in page
    assert "今天" in page
    assert "二镇的" in page
    for hidden in ("不公布的", "还没确认的", "取消了的", "去年的"):
        assert hidden not in page
    assert "二镇的" not in told(anyone, f"/huodong/yue/?zhen={village(1, 1).parent.code}")
    assert "去年的" in told(anyone, f"/huodong/yue/?yue={old.on:%Y-%m}")
    for wrong in ("", "2026-13", "火星", "1900-01", "2999-01"):
        assert f"{today.year}年{today.month}月活动" in told(anyone, f"/huodong/yue/?yue={wrong}")
    shown = told(anyone, f"/huodong/{fair.pk}/")
    assert "电工" in shown
    assert "没公布的岗" not in shown
    assert "别处的岗" not in shown
    for key in (requested.pk, gone.pk, 999999):
        assert anyone.get(f"/huodong/{key}/").status_code == 404
        assert anyone.get(f"/huodong/{key}/rili.ics").status_code == 404
    assert "已经办过了" in told(anyone, f"/huodong/{old.pk}/")
    one = anyone.get(f"/huodong/{fair.pk}/rili.ics")
    assert one.headers["Content-Type"].startswith("text/calendar")
    assert one.text.count("BEGIN:VEVENT") == 1
    assert f"UID:activity-{fair.pk}@testserver" in one.text
    whole = anyone.get("/huodong/yue/rili.ics").text
    assert whole.count("BEGIN:VEVENT") == 2
    bureau = enter(by[1])
    inside = told(bureau, "/bureau/supporters/activities/month/")
    assert "不公布的" in inside
    assert "取消了的" in inside
    assert "冬季招聘会" not in told(bureau, "/bureau/supporters/activities/month/?kind=clinic")
    assert "去年的" in told(bureau, f"/bureau/supporters/activities/month/?month={old.on:%Y-%m}")
    assert "共招 6 人" in told(bureau, f"/bureau/supporters/activities/{fair.pk}/")
    # What the portal has counted stands in the report to be looked at.
    contribution(by, holder, kind="hired", activity=fair, quantity=Decimal(2), unit="人")
    form = enter(by[0]).get(f"/bureau/supporters/activities/{fair.pk}/step/report/").text
    for name, value in (("firms", 1), ("posts", 6), ("hired", 2)):
        assert re.search(rf'name="{name}" value="{value}"', form), name
    with CaptureQueriesContext(connection) as few:
        bureau.get("/bureau/supporters/activities/month/")
        Client().get("/huodong/yue/?yue=2026-11")
    for number in range(20):
        activity(by[0], holder.unit, title=f"第{number}场", **given)
    with CaptureQueriesContext(connection) as many:
        bureau.get("/bureau/supporters/activities/month/")
        Client().get(f"/huodong/yue/?yue={today:%Y-%m}&zhen=")
    assert len(many) <= len(few) + 2


def test_two_hundred_volunteers_are_put_down_at_once_or_not_at_all() -> None:
    by = hands()
    holder = supporter(by)
    one, two = team(by[0], holder, name="一队"), team(by[0], holder, name="二队")
    far = team(by[0], holder, name="远队", region=village(2, 1))
    held = activity(by[0])
    people = [volunteer(by[0], one, name=f"张{n}") for n in range(200)]
    volunteer(by[0], one, name="王同名")
    twin = volunteer(by[0], two, name="王同名")
    volunteer(by[0], far, name="远处人")
    worker = user(Role.VILLAGE_WORKER, region=village(1, 1))
    pasted = "姓名\t时长\n" + "\n".join(f"{n + 1}\t{p.name}\t2.5" for n, p in enumerate(people))
    wrong = f"{pasted}\n王同名 2\n没这人 2\n远处人 2\n张1 3\n张2x 二 三 四"

    def put(names: str, **more: Any) -> Any:
        return put_roll(activity_id=held.pk, names=names, by=worker, at=AT, **more)

    with pytest.raises(LinesRefused) as refused:
        put(wrong)
    found = "\n".join(f"{one.line} {one.message}" for one in refused.value.problems)
    for piece in (
        *("202 有 2 个“王同名”（一队、二队）", "203 “没这人”不在", "204 “远处人”不在"),
        *("205 和第 3 行是同一个人", "206 一行只写"),
    ):
        assert piece in found
    assert not Attendance.objects.exists()
    with CaptureQueriesContext(connection) as asked:
        done = put(pasted)
    assert (done.people, done.joined) == (200, 0)
    assert len(asked) < 25
    # Again with other hours, a twin by the team, a stranger who joins.
    done = put("张0，3\n王同名 二队 1小时\n新来的", hours=Decimal(2), joins=two.pk)
    assert (done.people, done.joined) == (3, 1)
    hours = dict(Attendance.objects.values_list("volunteer__name", "hours"))
    assert (hours["张0"], hours["张1"], hours["新来的"]) == (3, Decimal("2.5"), 2)
    assert Attendance.objects.get(volunteer=twin).hours == 1
    assert Volunteer.objects.get(name="新来的").team == two
    for bad, words in (
        ({"names": "", "teams": [one.pk]}, "请填每人时长"),
        ({"names": ""}, "请选整队"),
        ({"names": "张0"}, "没有写时长"),
        ({"names": "张0 25"}, "最多 24 小时"),
        ({"names": "", "teams": [one.pk], "hours": Decimal(25)}, "最多 24 小时"),
    ):
        with pytest.raises(Refused, match=words):
            put(bad.pop("names"), **bad)  # type: ignore[arg-type]
    for hidden in ({"teams": [far.pk], "hours": Decimal(1)}, {"names": "某人 1", "joins": far.pk}):
        with pytest.raises(Refused):
            put(hidden.pop("names", ""), **hidden)  # type: ignore[arg-type]
    neighbour = user(Role.VILLAGE_WORKER, region=village(2, 1))
    with pytest.raises(NotFound):
        put_roll(activity_id=held.pk, names="远处人 1", by=neighbour, at=AT)
    # By buttons: what was typed is not lost.
    client = enter(worker)
    address = f"/station/supporters/activities/{held.pk}/roll/"
    answer = client.post(address, {"names": "没这人 2"})
    assert "第 1 行" in said(answer)
    assert "没这人 2</textarea>" in answer.text
    done_page = client.post(address, {"teams": [one.pk], "hours": "4"}, follow=True)
    assert "已记 201 名志愿者" in said(done_page)
    held.state, held.reported_by, held.reported_at = "reported", by[0], AT
    held.save()
    assert "不能改" in said(client.get(address, follow=True))


def test_what_waits_is_mended_and_another_decides_on_what_he_saw() -> None:
    by = hands()
    preparer, reviewer = enter(by[0]), enter(by[1])
    holder = supporter(by)
    hung = badge(by, holder, stage=Stage.DRAFT)
    signed = pact(by, holder, stage=Stage.DRAFT)
    kept = duty(by, signed)
    offered = job(by, holder, stage=Stage.DRAFT)
    gift = contribution(by, holder, stage=Stage.DRAFT)
    page = told(preparer, f"/bureau/supporters/{holder.pk}/")
    assert page.count("修改") >= 5
    base = "/bureau/supporters/"
    for row, address, changed in (
        (hung, f"{base}badges/{hung.pk}/edit/", {"name": "改名驿站"}),
        (signed, f"{base}pacts/{signed.pk}/edit/", {"title": "改名协议"}),
        (offered, f"{base}jobs/{offered.pk}/edit/", {"title": "改名岗位"}),
        (gift, f"{base}gifts/{gift.pk}/edit/", {"what": "改名物资"}),
    ):
        form = preparer.get(address)
        sent = {
            bound.name: "" if bound.value() is None else bound.value()
            for bound in form.context["form"]
        }
        seen = writing_of(row)
        assert "已" in said(preparer.post(address, {**sent, **changed}, follow=True))
        row.refresh_from_db()
        assert changed.items() <= {**row.__dict__}.items()
        subject = row.subject
        with pytest.raises(Refused, match="刚才有人改过"):
            move(
                subject=subject, key=row.pk, verb="accept", seen=seen, by=by[1], at=AT, today=TODAY
            )
        assert reviewer.get(address).status_code == 403
        accepted = press(reviewer, f"{base}{subject}/{row.pk}/do/accept/", seen=writing_of(row))
        assert "：已" in said(accepted), subject
        back = said(preparer.get(address, follow=True))
        assert "不能再改" in back or "红字冲销" in back
    assert [model.objects.get().stage for model in (Badge, Pact, Job, Contribution)] == [
        "in_force"
    ] * 4
    # Duties of a pact that is confirmed stay; of a draft they go, and who did it is the writer.
    with pytest.raises(Refused, match="已经确认"):
        drop_duty(duty_id=kept.pk, by=by[0], at=AT)
    other = pact(by, holder, stage=Stage.DRAFT, title="另一份")
    second = user(Role.PREPARER)
    line = add_duty(pact_id=other.pk, words="慰问", rhythm="yearly", by=second, at=AT)
    other.refresh_from_db()
    assert other.entered_by == second
    press(preparer, f"{base}duties/{line.pk}/out/")
    assert not other.duties.exists()
    # What takes another back is never mended.
    undone = reverse(contribution_id=gift.pk, why="错了", by=by[0], at=AT)
    with pytest.raises(Refused, match="不能改"):
        enter_contribution(
            supporter_id=holder.pk,
            kind="money",
            what="x",
            amount=Decimal(1),
            given_on=TODAY,
            for_whom="troops",
            key=undone.pk,
            by=by[0],
            at=AT,
            today=TODAY,
        )
    assert preparer.get(f"{base}gifts/{undone.pk}/edit/").status_code == 302
    assert undone.subject == Subject.CONTRIBUTION


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_accepted_or_mended_never_accepted_unseen() -> None:
    by = hands()
    holder = supporter(by)
    offered = job(by, holder, stage=Stage.DRAFT, until=TODAY + timedelta(days=30))
    seen = writing_of(offered)
    later = AT + timedelta(seconds=1)

    def mend() -> Any:
        return enter_job(
            supporter_id=holder.pk,
            title="别的岗位",
            count=9,
            meant_for="both",
            region=village(1, 1).code,
            phone="0533-0000012",
            until=offered.until,
            key=offered.pk,
            by=by[0],
            at=later,
            today=TODAY,
        )

    def accept() -> Any:
        return move(
            subject=Subject.JOB,
            key=offered.pk,
            verb="accept",
            seen=seen,
            by=by[1],
            at=later,
            today=TODAY,
        )

    done, refused = at_once(mend, accept)
    assert (done, len(refused)) == (1, 1)
    offered.refresh_from_db()
    assert (offered.stage, offered.title) in (("draft", "别的岗位"), ("in_force", "示例保安员"))
