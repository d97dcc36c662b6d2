"""Tasks of an opinion: the list in, targets, progress, the yearly report; what is frozen stays."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from support_services.steering import demo
from support_services.steering.models import (
    NoteFile,
    Programme,
    ProgressNote,
    Report,
    ReportLine,
    Target,
    Task,
)
from support_services.steering.reference import ZHANGDIAN
from support_services.steering.rules import standing_of
from support_services.steering.selectors.tasks import report_visible_to, task_visible_to
from support_services.steering.services.following import (
    note_progress,
    promise,
    unpromise,
)
from support_services.steering.services.programmes import close_programme, load_programme
from support_services.steering.services.reporting import draft_report, move_report
from support_services.steering.states import MOVES, ReportState, Standing
from support_services.steering.task_list import SHIPPED, read_list, split
from support_services.units.models import Unit
from tests.pictures import png
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import hands, user, village
from tests.units.makers import unit
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.line_problems import LinesRefused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
HEAD = "序号,任务,要求,牵头单位,责任单位,指标代码,可靠程度,说明\n"


def loaded(by: User, **other: Any) -> Programme:
    given = {**ZHANGDIAN, "rows": read_list(SHIPPED.read_bytes()), "at": AT, **other}
    return load_programme(by=by, **given)


def task(programme: Programme, number: int) -> Task:
    return Task.objects.get(programme=programme, number=number)


def promised(of: Task, by: User, **other: Any) -> Target:
    return promise(task_id=of.pk, by=by, at=AT, **{"year": 2026, "words": "办成一件", **other})


def moved(report: Report, verb: str, by: User, today: date = TODAY) -> Report:
    return move_report(report_id=report.pk, verb=verb, by=by, at=AT, today=today)


def test_the_shipped_list_is_whole_and_says_what_is_our_wording() -> None:
    preparer, reviewer, _ = hands()
    known = unit(name="示范区教育和体育局", short_name="区教体局", by=preparer)
    made = loaded(preparer)
    rows = list(Task.objects.filter(programme=made).prefetch_related("responsible__unit"))
    assert [one.number for one in rows] == list(range(1, 16))
    assert all(one.responsible.count() for one in rows)
    assert all("概括" in one.remark and one.confidence == "reported" for one in rows)
    # A unit that is registered is used, the others are registered once; troops by an agreed name.
    third = task(made, 3)
    assert known.pk in third.responsible.values_list("unit", flat=True)
    assert Unit.objects.filter(short_name="区退役军人局").count() == 1
    assert Unit.objects.get(short_name="驻地部队").kind == "troops"
    for again in (lambda: loaded(preparer), lambda: loaded(reviewer)):
        with pytest.raises(Refused):
            again()
    with pytest.raises(Refused, match="不能早于"):
        loaded(preparer, valid_to=date(2020, 1, 1), title="另一份")
    assert Programme.objects.count() == 1
    close_programme(programme_id=made.pk, why="文件到期", by=preparer, at=AT)
    assert loaded(preparer).pk != made.pk
    with pytest.raises(Refused, match="停止跟踪"):
        promised(third, preparer)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1,甲,要求,,区教体局,no.such,,", "没有这个指标"),
        ("1,,要求,,区教体局,,,", "请填写任务"),
        ("1,甲,要求,,,,,", "请填写牵头单位或责任单位"),
        ("x,甲,要求,,区教体局,,,", "序号应是正整数"),
        ("1,甲,要求,,区教体局,,大概,", "可靠程度只能填"),
        ("1,甲,联系 13900001111,,区教体局,,,", "不要写身份证号"),
        ("1,甲,要求,,区教体局,,,\n1,乙,要求,,区教体局,,,", "出现两次"),
    ],
)
def test_a_list_that_is_wrong_is_refused_whole(line: str, told: str) -> None:
    preparer = user(Role.PREPARER)
    with pytest.raises(LinesRefused, match=told):
        loaded(preparer, rows=read_list((HEAD + line).encode()))
    assert not Programme.objects.exists()
    assert not Unit.objects.exists()


def test_a_list_is_uploaded_looked_at_and_confirmed() -> None:
    preparer = user(Role.PREPARER)
    client = enter(preparer)
    assert "还没有任务清单" in told(client, "/bureau/steering/")
    document = {"title": "本区意见", "issued_on": "2026-01-05", "source": "自" * 199}
    bad = SimpleUploadedFile("a.csv", f"{HEAD}1,甲,要求,,区教体局,no.such,,".encode())
    page = said(client.post("/bureau/steering/upload/", {**document, "file": bad}))
    assert "没有这个指标" in page
    good = SimpleUploadedFile(
        "a.csv", f"{HEAD}1,甲任务,要求,区教体局,区民政局，区卫健局,,,".encode()
    )
    answer = client.post("/bureau/steering/upload/", {**document, "file": good})
    assert answer.status_code == 302
    assert len(answer.url) < 4000
    page = told(client, answer.url)
    assert "甲任务" in page
    assert "登记 3 个没有登记过的单位" in page
    assert not Programme.objects.exists()
    page = said(client.post(answer.url, follow=True))
    assert "已导入 1 项任务" in page
    assert "牵头：区教体局；责任：区民政局、区卫健局" in page
    # What was confirmed is gone; the second click finds nothing.
    assert "已经处理过" in said(client.post(answer.url, follow=True))
    assert Programme.objects.count() == 1
    form = client.get("/bureau/steering/upload/template/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(form.content))
    assert "casework.open" in str(book.get_sheet_by_name("指标").to_python())
    assert "十五" in told(client, "/bureau/steering/upload/")
    assert "红色文化" in told(client, "/bureau/steering/upload/shipped/")
    assert "已导入 15 项" in said(client.post("/bureau/steering/upload/shipped/", follow=True))


def test_the_command_loads_the_same_list() -> None:
    preparer = user(Role.PREPARER)
    out = io.StringIO()
    call_command("load_tasks", "--by", preparer.username, "--dry-run", stdout=out)
    assert json.loads(out.getvalue())["tasks"] == 15
    assert not Programme.objects.exists()
    call_command("load_tasks", "--by", preparer.username, stdout=io.StringIO())
    assert Task.objects.count() == 15


def test_a_task_is_followed_at_the_door() -> None:
    village()
    preparer, reviewer, _ = hands()
    made = loaded(preparer)
    third = task(made, 3)
    client, year = enter(preparer), timezone.localdate().year
    home = f"/bureau/steering/tasks/{third.pk}/"
    page = said(client.post(f"{home}figures/", {"codes": ["casework.overdue"]}, follow=True))
    assert "超期诉求" in page
    target = {"year": year, "figure": "casework.overdue", "wanted": "0", "at_most": "on"}
    page = said(client.post(f"{home}targets/", target, follow=True))
    assert "超期诉求 不超过 0 件，现在 0 件" in page
    assert "达到" in page
    assert "已经定过目标" in said(client.post(f"{home}targets/", target))
    assert "按哪个指标计" in said(client.post(f"{home}targets/", {"year": year, "wanted": "3"}))
    assert "要用文字写明" in said(client.post(f"{home}targets/", {"year": year}))
    note = {"on": f"{timezone.localdate():%Y-%m-%d}", "text": "开了专题会，定了分工"}
    scan = SimpleUploadedFile("会.png", png(400, 300), content_type="image/png")
    page = said(client.post(f"{home}notes/", {**note, "papers": scan}, follow=True))
    assert "开了专题会" in page
    stored = NoteFile.objects.get()
    shown = client.get(f"/bureau/steering/files/{stored.pk}/")
    assert shown.content == png(400, 300)
    assert "不是照片" in said(
        client.post(f"{home}notes/", {**note, "papers": SimpleUploadedFile("a.png", b"x" * 99)})
    )
    assert "不能晚于今天" in said(client.post(f"{home}notes/", {**note, "on": "2099-01-01"}))
    first = Target.objects.get()
    assert "目标已去掉" in said(press(client, f"/bureau/steering/targets/{first.pk}/remove/"))
    # The reader reads, and enters nothing; a station does not know of it.
    reader = enter(user(Role.AUDITOR))
    assert "定年度目标" not in told(reader, home)
    assert reader.get(f"{home}targets/").status_code == 403
    with pytest.raises(PermissionRefused):
        promised(third, reviewer)
    with pytest.raises(NotFound):
        task_visible_to(user(Role.VILLAGE_WORKER, region=village()), third.pk)


def test_moves_are_for_whose_duty_they_are() -> None:
    """Every verb from every state by every hand: it moves as the table says, or is refused."""
    preparer, reviewer, approver = hands()
    made = loaded(preparer)
    promised(task(made, 1), preparer)
    others = (preparer, reviewer, approver, user(Role.AUDITOR))
    for state in ReportState:
        with transaction.atomic():
            report = draft_report(programme_id=made.pk, year=2026, by=preparer, at=AT, today=TODAY)
            if state is ReportState.ISSUED:
                report = moved(report, "issue", approver)
            elif state is ReportState.DROPPED:
                report = moved(report, "drop", preparer)
            for verb, by in product(MOVES, others):
                move = MOVES[verb]
                with transaction.atomic():
                    if state in move.starts and by.may(move.duty):
                        assert moved(report, verb, by).state == move.target
                    else:
                        with pytest.raises(Refused):
                            moved(report, verb, by)
                    transaction.set_rollback(True)
            transaction.set_rollback(True)


def test_a_report_is_of_two_people_and_stays_as_it_was() -> None:
    village()
    preparer, reviewer, _ = hands()
    made = loaded(preparer)
    third = task(made, 3)
    counted = promised(
        third, preparer, figure="stations.missing", wanted=Decimal(5), at_most=True, words=""
    )
    spoken = promised(task(made, 1), preparer)
    note_progress(
        task_id=third.pk, on=TODAY, text="补登了两个站", files=[png(400, 300)],
        by=preparer, at=AT, today=TODAY,
    )  # fmt: skip
    for year, why in ((2027, "还没有开始"), (2025, "没有定过目标")):
        with pytest.raises(Refused, match=why):
            draft_report(programme_id=made.pk, year=year, by=preparer, at=AT, today=TODAY)
    report = draft_report(programme_id=made.pk, year=2026, by=preparer, at=AT, today=TODAY)
    with pytest.raises(Refused, match="已有一份"):
        draft_report(programme_id=made.pk, year=2026, by=preparer, at=AT, today=TODAY)
    line = report.lines.get(figure="stations.missing")
    assert (line.number, line.standing, line.notes, line.files) == (2, "reached", 1, 1)
    assert sum(Decimal(number) for _, number in line.parts) == 2
    assert report.lines.count() == 15
    # More are missing now: the draft keeps its day, until it is taken anew.
    village(2, 1)
    village(2, 2)
    village(2, 3)
    line.refresh_from_db()
    assert line.number == 2
    report = moved(report, "retake", preparer, date(2026, 11, 21))
    line = report.lines.get(figure="stations.missing")
    assert (line.number, line.standing, report.taken_on.day) == (6, "missed", 21)
    with pytest.raises(PermissionRefused):
        moved(report, "issue", preparer)
    assert "等人签发" in told(enter(reviewer), "/bureau/")
    client = enter(reviewer)
    url = f"/bureau/steering/reports/{report.pk}/"
    assert "已签发" in said(press(client, f"{url}do/issue/"))
    page = told(client, url)
    assert "6 个" in page
    assert "没有达到" in page
    for wrong in (
        lambda: ReportLine.objects.filter(report=report).update(number=1),
        lambda: ReportLine.objects.filter(report=report).delete(),
        lambda: Report.objects.filter(pk=report.pk).update(summary="改"),
        lambda: Report.objects.filter(pk=report.pk).delete(),
        lambda: ProgressNote.objects.all().update(text="改"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
    for late in (lambda: promised(third, preparer), lambda: unpromise_of(counted, preparer)):
        with pytest.raises(Refused, match="已经签发"):
            late()
    assert Target.objects.filter(pk=spoken.pk).exists()
    grid = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{url}export/").content))
    assert "补登了两个站" in str(grid.get_sheet_by_index(0).to_python())
    with pytest.raises(NotFound):
        report_visible_to(user(Role.VILLAGE_WORKER, region=village()), report.pk)


def unpromise_of(target: Target, by: User) -> None:
    unpromise(target_id=target.pk, by=by, at=AT)


def test_the_list_asks_the_same_number_of_queries_for_more_targets() -> None:
    village()
    preparer = user(Role.PREPARER)
    made = loaded(preparer)
    client: Client = enter(preparer)
    year = timezone.localdate().year
    promised(task(made, 1), preparer, year=year, figure="stations.all", wanted=Decimal(1))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/bureau/steering/").status_code == 200
        return len(queries)

    asked()
    before = asked()
    for number in range(2, 12):
        of = task(made, number)
        promised(of, preparer, year=year, figure="stations.all", wanted=Decimal(number))
        promised(of, preparer, year=year)
    assert asked() == before


def test_the_demo_brings_two_years_and_an_issued_report() -> None:
    village()
    three = hands()
    names = SimpleNamespace(preparer=three[0], reviewer=three[1], approver=three[2])
    population = SimpleNamespace(today=TODAY)
    for _ in range(2):
        demo.tasks(population, names)
    assert Programme.objects.count() == 1
    assert set(Target.objects.values_list("year", flat=True)) == {2025, 2026}
    assert Report.objects.get().state == ReportState.ISSUED
    page = told(enter(three[1]), "/bureau/picture/")
    assert "张店区关于推进社会化拥军工作的意见" in page


@given(
    wanted=st.decimals(0, 100, places=1),
    number=st.decimals(0, 100, places=1),
    at_most=st.booleans(),
    year=st.integers(2024, 2028),
)
def test_a_target_stands_as_its_number_does(
    wanted: Decimal, number: Decimal, at_most: bool, year: int
) -> None:
    stands = standing_of(wanted=wanted, number=number, at_most=at_most, year=year, today=TODAY)
    kept = number <= wanted if at_most else number >= wanted
    assert (stands is Standing.REACHED) == kept
    if stands is Standing.SHORT:
        assert year >= TODAY.year
        assert not at_most
    given = {"at_most": at_most, "year": year, "today": TODAY}
    assert standing_of(wanted=None, number=number, **given) is Standing.WORDS
    assert standing_of(wanted=wanted, number=None, **given) is Standing.WORDS


def test_names_are_split_as_people_write_them() -> None:
    assert split("区教体局、区民政局，区卫健局; 区教体局") == ("区教体局", "区民政局", "区卫健局")
    assert split("") == ()
