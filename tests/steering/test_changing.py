"""A task changed after its list was brought in: nobody overwrites another, and reports stay."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from support_services.steering.models import Target, Task, TaskChange
from support_services.steering.services.changing import Written, add_task, change_task, end_task
from support_services.steering.services.following import note_progress
from support_services.steering.services.programmes import close_programme
from support_services.steering.services.reporting import draft_report
from support_services.units.models import Unit
from tests.steering.test_tasks import AT, TODAY, loaded, moved, promised, task
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import hands, user, village
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused

pytestmark = pytest.mark.django_db


def as_it_is(of: Task, **other: Any) -> Written:
    rows = {"lead": [], "responsible": []}
    for one in of.responsible.all():
        rows[one.part].append(one.unit_id)
    return Written(**{"title": of.title, "demand": of.demand, "remark": of.remark, **rows, **other})


def changed(of: Task, by: User, *, seen: int = 0, why: str = "分工调整", **other: Any) -> Task:
    of.refresh_from_db()
    return change_task(
        task_id=of.pk, seen=seen, written=as_it_is(of, **other), why=why, by=by, at=AT
    )


def ended(of: Task, by: User, why: str = "并入第 1 项") -> Task:
    return end_task(task_id=of.pk, why=why, by=by, at=AT)


def test_what_was_and_what_became_of_it_are_kept_and_reports_stay() -> None:
    village()
    preparer, reviewer, _ = hands()
    made = loaded(preparer)
    third, fourth = task(made, 3), task(made, 4)
    for one in (third, fourth):
        promised(one, preparer)
    report = draft_report(programme_id=made.pk, year=2026, by=preparer, at=AT, today=TODAY)
    client, home = enter(preparer), f"/bureau/steering/tasks/{third.pk}/"
    form = told(client, f"{home}edit/")
    assert third.title in form
    was, lead = third.title, Unit.objects.get(name="区民政局")
    sent = {
        "title": "新的题目", "demand": third.demand, "lead": "区民政局", "responsible": "驻地部队",
        "remark": "", "why": "领导小组会议调整", "seen": "0",
    }  # fmt: skip
    assert "没有登记这个单位：区月亮局" in said(
        client.post(f"{home}edit/", {**sent, "responsible": "驻地部队、区月亮局"})
    )
    assert "至少选一个" in said(
        client.post(f"{home}edit/", {**sent, "lead": "", "responsible": ""})
    )
    assert "不要写身份证号" in said(client.post(f"{home}edit/", {**sent, "why": "问 13900001111"}))
    assert not TaskChange.objects.exists()
    page = said(client.post(f"{home}edit/", sent, follow=True))
    for word in ("新的题目", "领导小组会议调整", "牵头：区民政局；责任：", "改为", was):
        assert word in page, word
    third.refresh_from_db()
    assert third.responsible.get(part="lead").unit == lead
    # Who opened the form before that does not overwrite it, and the same again changes nothing.
    assert "刚才被另一位同事改过" in said(client.post(f"{home}edit/", sent))
    assert "没有改动" in said(client.post(f"{home}edit/", {**sent, "seen": "1"}))
    # A unit that has been closed since may stay, and may not come anew.
    Unit.objects.filter(pk=lead.pk).update(closed_at=AT, closed_by=preparer, closed_why="机构改革")
    changed(third, preparer, seen=1, title="再改")
    elsewhere = made.tasks.exclude(responsible__unit=lead).first()
    with pytest.raises(Refused, match="已经停用"):
        changed(elsewhere, preparer, lead=[lead.pk])
    # The report tells what the task was called when it was drafted.
    line = report.lines.get(task=third)
    assert line.title == was
    issued = moved(report, "issue", reviewer)
    assert was in told(client, f"/bureau/steering/reports/{issued.pk}/")
    with pytest.raises(DatabaseError), transaction.atomic():
        TaskChange.objects.all().update(why="改")


def test_a_task_more_and_a_task_ended() -> None:
    village()
    preparer, reviewer, _ = hands()
    made = loaded(preparer)
    client = enter(preparer)
    home = f"/bureau/steering/{made.pk}/tasks/"
    sent = {"title": "第十六项", "demand": "要求", "responsible": "区民政局", "seen": "0"}
    assert "请填写" in said(client.post(home, sent))
    page = said(client.post(home, {**sent, "why": "区里补充通知"}, follow=True))
    assert "16. 第十六项" in page
    last = task(made, 16)
    promised(last, preparer)
    asked = told(client, f"/bureau/steering/tasks/{last.pk}/end/")
    assert "也不能恢复" in asked
    url = f"/bureau/steering/tasks/{last.pk}/end/"
    assert "任务已停办" in said(client.post(url, {"why": "并入第 3 项"}, follow=True))
    page = told(client, f"/bureau/steering/tasks/{last.pk}/")
    assert "已停办" in page
    assert "登记进展" not in page.split("修改记录")[0].split("page-head")[-1]
    for late in (
        lambda: promised(last, preparer, words="还要"),
        lambda: changed(last, preparer, seen=2, title="改"),
        lambda: ended(last, preparer),
        lambda: note_progress(
            task_id=last.pk, on=TODAY, text="做了", by=preparer, at=AT, today=TODAY
        ),
    ):
        with pytest.raises(Refused, match="已经停办"):
            late()
    # Its promise of the year stays and is reported; the year after does not know of it.
    assert Target.objects.filter(task=last).exists()
    first = task(made, 1)
    promised(first, preparer, year=2027)
    for year, lines in ((2026, 16), (2027, 15)):
        report = draft_report(
            programme_id=made.pk, year=year, by=preparer, at=AT, today=TODAY.replace(year=year)
        )
        assert report.lines.count() == lines
    assert (
        add_task(programme_id=made.pk, written=as_it_is(first), why="补", by=preparer, at=AT).number
        == 17
    )
    for stranger in (reviewer, user(Role.VILLAGE_WORKER, region=village())):
        with pytest.raises(PermissionRefused):
            changed(first, stranger, title="改")
    with pytest.raises(Refused, match="原因"):
        ended(first, preparer, why=" ")
    close_programme(programme_id=made.pk, why="文件到期", by=preparer, at=AT)
    for late in (lambda: ended(first, preparer), lambda: changed(first, preparer, title="改")):
        with pytest.raises(Refused, match="停止跟踪"):
            late()


@pytest.mark.django_db(transaction=True)
def test_two_at_one_task_and_two_who_add_one() -> None:
    village()
    preparer, *_ = hands()
    other = user(Role.PREPARER)
    made = loaded(preparer)
    first = task(made, 1)
    promised(first, preparer)
    # Two who have read the same: one is kept, the other is told.
    told_ = at_once(
        lambda: change_task(
            task_id=first.pk, seen=0, written=as_it_is(first, title="甲"), why="甲", by=preparer,
            at=AT,
        ),
        lambda: change_task(
            task_id=first.pk, seen=0, written=as_it_is(first, title="乙"), why="乙", by=other, at=AT
        ),
    )  # fmt: skip
    assert TaskChange.objects.count() == 1, told_
    assert Task.objects.get(pk=first.pk).title == TaskChange.objects.get().why
    # Two numbers are never the same.
    at_once(
        *[
            lambda by=by: add_task(
                programme_id=made.pk, written=as_it_is(first), why="补", by=by, at=AT
            )
            for by in (preparer, other)
        ]
    )
    assert list(made.tasks.filter(number__gt=15).values_list("number", flat=True)) == [16, 17]


def test_the_same_click_twice_changes_once() -> None:
    village()
    preparer, *_ = hands()
    made = loaded(preparer)
    client = enter(preparer)
    first = task(made, 1)
    assert "任务已停办" in said(
        press(client, f"/bureau/steering/tasks/{first.pk}/end/", why="重复的任务")
    )
    assert "已经停办" in said(
        client.post(f"/bureau/steering/tasks/{first.pk}/end/", {"why": "重复的任务"}, follow=True)
    )
    assert TaskChange.objects.count() == 1
