"""Rosters taken along: by place or category, covered like the pages, marked, gone in time."""

import io
import zipfile
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.people import EAST, EAST_ONE, EAST_TWO, NOW, WEST, WEST_ONE, colleague
from tests.registry.makers import id_number, line
from tests.screen_text import latin_words, text_of
from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES, Role
from veterans.accounts.selectors import emergency_of
from veterans.accounts.services import appointments
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry, SealedFile, SealedPiece
from veterans.foundation.sheets import read_grid
from veterans.regions.models import Region
from veterans.registry import tasks
from veterans.registry.export_columns import COLUMNS
from veterans.registry.models import Household, PeopleExport, Person, PersonCategory
from veterans.registry.selectors.exports import Choice
from veterans.registry.services import exports, import_people
from veterans.registry.states import ExportState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

HERE = "/bureau/people/exports/"
PURPOSE = "核对八一走访慰问名单"
TODAY = date(2026, 11, 2)
PHONE, ADDRESS = "13812345678", "东风路88号2单元"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def door(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def told(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return " ".join(text_of(response.text).split())


@pytest.fixture
def people(clerk: User) -> list[Person]:
    """Two in the first village, whose home has a plaque; one in the second; one of the neighbours.

    The second of them bears a name that a spreadsheet would reckon with, and has died.
    """
    homes = (
        (1, "赵一", EAST_ONE),
        (2, "=1+1", EAST_ONE),
        (3, "孙三", EAST_TWO),
        (4, "李四", WEST_ONE),
    )
    for n, name, place in homes:
        row = line(name=name, id_number=id_number(n), region_code=place, phone=PHONE)
        import_people(rows=[row], by=clerk, at=NOW)
    found = list(Person.objects.order_by("pk"))
    home = Household.objects.create(
        number="H01", region=found[0].region, address=ADDRESS, plaque_number="GR-001"
    )
    Person.objects.filter(pk=found[0].pk).update(household=home, relation="户主")
    Person.objects.filter(pk=found[1].pk).update(household=home, died_on=date(2020, 6, 1))
    for person, code, first, last in (
        (found[0], "DIS", date(2010, 1, 1), None),
        (found[2], "DIS", date(2010, 1, 1), date(2026, 1, 1)),
        (found[3], "DIS", date(2010, 1, 1), None),
        (found[0], "TY", date(2000, 1, 1), None),
    ):
        PersonCategory.objects.create(person=person, category=code, valid_from=first, valid_to=last)
    return found


@pytest.fixture
def of_east(monkeypatch: pytest.MonkeyPatch) -> User:
    """Everybody at the bureau serves the whole county. Whether the area holds is asked of somebody
    of a town, to whom the duty is given here alone."""
    for duty in ("people.export", "exports.see"):
        monkeypatch.setitem(DUTIES, duty, DUTIES[duty] | {Role.TOWN_WORKER})
    return colleague("dongjie", Role.TOWN_WORKER, EAST)


def choice(place: str = "", category: str = "", **more: str) -> Choice:
    found = Region.objects.select_related("parent").get(code=place) if place else None
    return Choice(found, category, TODAY, **more)


def asked(by: User, of: Choice, at: datetime = NOW) -> PeopleExport:
    return exports.ask_export(choice=of, columns=list(COLUMNS), purpose=PURPOSE, by=by, at=at)


def ready(by: User, of: Choice) -> PeopleExport:
    made = asked(by, of)
    assert exports.make_export(export_id=made.pk, now=lambda: NOW)
    made.refresh_from_db()
    return made


def unpacked(content: bytes) -> str:
    """Every part of a workbook as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(unescape(book.read(name).decode()) for name in book.namelist())


def test_a_day_at_the_bureau_from_the_choice_to_the_end_of_the_file(
    clerk: User, second: User, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client = door(clerk)
    assert "人员导出" in told(client, "/bureau/people/")
    assert "您还没有导出过名册" in told(client, HERE)
    place = Region.objects.get(code=EAST).pk
    assert "不能导出全部人员" in told(client, f"{HERE}new/")
    assert "至少选择" in told(client, f"{HERE}new/?life=alive")
    neighbour = Region.objects.get(code=EAST).parent_id
    assert "请从列表中选择" in told(client, f"{HERE}new/?place={neighbour}")
    assert "没有符合条件的人" in told(client, f"{HERE}new/?place={place}&category=CZ")
    form = f"{HERE}new/?place={place}"
    assert "导出这 3 人" in told(client, form)
    assert not PeopleExport.objects.exists()
    # Without a purpose, or with somebody's number in it, nothing is asked for.
    every = {"columns": list(COLUMNS)}
    assert "请填写" in text_of(client.post(form, every).text)
    assert "不要写" in text_of(client.post(form, {**every, "purpose": f"回访 {PHONE}"}).text)
    page = client.post(form, {**every, "purpose": PURPOSE}, follow=True)
    assert "正在生成" in text_of(page.text)
    assert "hx-get" in page.text
    made = PeopleExport.objects.get()
    own = f"{HERE}{made.pk}/"
    assert "不能下载" in text_of(client.post(f"{own}file/", follow=True).text)
    tasks.make_export(made.pk)
    assert client.get(f"{own}progress/").headers["HX-Refresh"] == "true"
    page_text = told(client, own)
    assert "2026-11-03 09:30" in page_text
    digest = PeopleExport.objects.get().digest
    assert set(latin_words(page_text.replace(digest, ""))) <= {"jingban"}

    assert client.get(f"{own}file/").status_code == 405
    answer = client.post(f"{own}file/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert f"-{made.pk}.xlsx" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    grid = read_grid(content)
    top = next(at for at, row in enumerate(grid) if row[0] == "序号")
    heads = grid[top]
    assert heads == ["序号", *(column.label for column in COLUMNS.values())]
    by_name = {row[1]: dict(zip(heads, row, strict=True)) for row in grid[top + 1 :]}
    assert list(by_name) == ["=1+1", "赵一", "孙三"]
    first = by_name["赵一"]
    assert (first["年龄"], first["村居"], first["与户主关系"]) == ("76", "东街道东一村", "户主")
    assert first["人员类别"] == "残疾军人、其他退役军人"
    assert (first["身份证号"], first["联系电话"]) == (
        f"370***********{id_number(1)[-4:]}",
        "138****5678",
    )
    assert (first["家庭住址"], first["光荣牌编号"]) == ("东风路****", "GR-001")
    assert (by_name["=1+1"]["状态"], by_name["=1+1"]["年龄"]) == ("已去世", "70")
    # No part of the workbook holds a whole number, a formula, or more of an address.
    everything = unpacked(content)
    assert not [n for n in (1, 2, 3, 4) if id_number(n) in everything]
    assert PHONE not in everything
    assert "88号" not in everything
    assert "<f>" not in everything
    for mark in (f"导出编号：{made.pk}", PURPOSE, "jingban", "试验区退役军人事务局", "到期请销毁"):
        assert mark in "".join(grid[1] + grid[2])
    assert everything.count(PURPOSE) >= 2
    assert f"<oddHeader>&L试验区退役军人事务局　导出编号 {made.pk}&R用途：{PURPOSE}" in everything
    assert "<oddFooter>&L导出人 jingban（jingban）　2026-11-02 09:30&C内部资料" in everything
    assert "名册!$1:$4" in everything

    # A colleague with the same duty, the auditor, the keepers: not this file.
    assert door(second).post(f"{own}file/").status_code == 404
    assert door(second).get(own).status_code == 404
    auditor = door(colleague("shenji", Role.AUDITOR))
    assert HERE in auditor.get("/bureau/").text
    assert PURPOSE in told(auditor, HERE)
    audited = told(auditor, own)
    assert "下载人员导出jingban" in audited
    assert "下载名册" not in audited
    assert auditor.post(f"{own}file/").status_code == 403
    assert auditor.post(f"{own}destroy/").status_code == 403
    for role in (Role.SYSADMIN, Role.SECADMIN, Role.APPROVER):
        assert door(colleague(role.value, role)).get(own).status_code == 403
    assert Client().get(own).status_code == 302

    # Over its time, and the sweep is late: refused at the door, the bytes still there.
    late = NOW + timedelta(hours=24)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    client = door(clerk)
    assert "已到期" in text_of(client.post(f"{own}file/", follow=True).text)
    assert SealedFile.objects.exists()
    assert "下载名册" not in told(client, own)
    monkeypatch.setattr(tasks.make_export, "delay", lambda export_id: None)
    tasks.sweep_exports()
    tasks.sweep_exports()
    assert not SealedFile.objects.exists()
    assert not SealedPiece.objects.exists()
    assert "已到期，文件已销毁" in told(client, own)
    made.refresh_from_db()
    assert (made.state, made.downloads, made.rows_total, made.gone_at) == ("expired", 1, 3, late)
    assert made.digest
    deeds = AuditEntry.objects.filter(subject="people_export").order_by("serial")
    assert [entry.action.partition(".")[2] for entry in deeds] == [
        *("asked", "made", "fetched", "expired")
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        made.delete()


def test_whom_it_is_of_and_whom_it_never_is_of(
    clerk: User, of_east: User, people: list[Person]
) -> None:
    def names(of: Choice) -> int:
        return exports.how_many(choice=of, by=clerk)

    assert names(choice(EAST_ONE)) == 2
    assert names(choice(category="DIS")) == 2
    assert names(Choice(None, "DIS", date(2025, 12, 31))) == 3
    assert names(choice(EAST, "DIS")) == 1
    assert names(choice(EAST, life="dead")) == 1
    assert (names(choice(EAST, plaque="with")), names(choice(EAST, plaque="without"))) == (2, 1)
    with pytest.raises(Refused, match="不导出全部"):
        asked(clerk, choice(life="alive"))
    with pytest.raises(NotFound):
        asked(clerk, choice(Region.objects.get(level="county").code))
    with pytest.raises(Refused, match="没有符合条件"):
        asked(clerk, choice(EAST, "CS"))
    for wrong in ({"columns": []}, {"columns": ["bank_account"]}, {"purpose": "看看"}):
        given = {"columns": ["name"], "purpose": PURPOSE, **wrong}
        with pytest.raises(Refused):
            exports.ask_export(choice=choice(EAST), by=clerk, at=NOW, **given)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        asked(of_east, choice(WEST))
    # By category alone it is of the own area, whatever the county holds.
    made = ready(of_east, choice(category="DIS"))
    assert (made.rows_total, made.area) == (1, "370399001")
    for role in (Role.AUDITOR, Role.APPROVER, Role.SYSADMIN, Role.SECADMIN):
        with pytest.raises(PermissionRefused):
            asked(colleague(role.value, role), choice(EAST))
    asked(clerk, choice(EAST))
    asked(clerk, choice(WEST))
    with pytest.raises(Refused, match="还没有生成"):
        asked(clerk, choice(EAST_ONE))


def test_too_many_are_refused_and_who_asked_may_stop_or_destroy(
    clerk: User, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asked(clerk, choice(EAST))
    with monkeypatch.context() as patch:
        patch.setattr(exports, "MOST_ROWS", 2)
        with pytest.raises(Refused, match="按镇街分别导出"):
            asked(clerk, choice(EAST))
        assert exports.make_export(export_id=made.pk, now=lambda: NOW)
    made.refresh_from_db()
    assert (made.state, made.stored) == (ExportState.FAILED, None)
    client = door(clerk)
    stopped, done = asked(clerk, choice(EAST)), ready(clerk, choice(EAST))
    for one in (stopped, done):
        step = f"{HERE}{one.pk}/destroy/"
        assert "记录保留" in told(client, step)
        assert "已销毁，记录保留" in text_of(client.post(step, follow=True).text)
        assert "不能这样办" in text_of(client.post(step, follow=True).text)
    assert not exports.make_export(export_id=stopped.pk, now=lambda: NOW)
    assert not SealedFile.objects.exists()
    done.refresh_from_db()
    assert (done.state, done.gone_by) == (ExportState.DESTROYED, clerk)
    assert "已销毁" in text_of(client.post(f"{HERE}{done.pk}/file/", follow=True).text)


@pytest.mark.parametrize("loss", ["area", "role", "account"])
def test_whoever_has_lost_area_role_or_account_gets_nothing(
    of_east: User, people: list[Person], loss: str
) -> None:
    by = of_east
    before, waiting = ready(by, choice(EAST_ONE)), asked(by, choice(EAST_ONE))
    by.region = Region.objects.get(code=WEST) if loss == "area" else by.region
    by.role = Role.VILLAGE_WORKER if loss == "role" else by.role
    by.region = Region.objects.get(code=EAST_ONE) if loss == "role" else by.region
    by.is_active = loss != "account"
    by.save()
    assert exports.make_export(export_id=waiting.pk, now=lambda: NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.stored, bool(waiting.note)) == (ExportState.FAILED, None, True)
    with pytest.raises(Refused):
        exports.hand_out(export_id=before.pk, by=User.objects.get(pk=by.pk), at=NOW)
    assert SealedFile.objects.count() == 1
    assert not AuditEntry.objects.filter(action="people_export.fetched").exists()


def test_a_maker_who_was_given_up_or_stopped_makes_no_second_file(
    clerk: User, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "CHUNK", 1)
    made = asked(clerk, choice(EAST))
    later = NOW + exports.LEASE + timedelta(seconds=1)
    clock: list[bool] = []

    def given_up() -> datetime:
        # Between two of his people another takes over and makes it to the end.
        if len(clock) == 3:
            clock.append(exports.make_export(export_id=made.pk, now=lambda: later))
        clock.append(False)
        return NOW

    assert not exports.make_export(export_id=made.pk, now=given_up)
    assert True in clock
    made.refresh_from_db()
    assert (made.run, made.state, made.rows_done) == (2, ExportState.READY, 3)
    assert SealedFile.objects.count() == 1
    other = asked(clerk, choice(EAST))
    stops = iter([None, None, None, exports.destroy_export])

    def stopped() -> datetime:
        stop = next(stops, None)
        if stop is not None:
            stop(export_id=other.pk, by=clerk, at=NOW)
        return NOW

    assert not exports.make_export(export_id=other.pk, now=stopped)
    other.refresh_from_db()
    assert (other.state, SealedFile.objects.count()) == (ExportState.DESTROYED, 1)


def test_a_fault_of_ours_is_said_and_leaves_no_file(
    clerk: User, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asked(clerk, choice(EAST))

    def broken(*args: object, **more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("veterans.foundation.sealed_files.store", broken)
    with pytest.raises(RuntimeError):
        tasks.make_export(made.pk)
    made.refresh_from_db()
    assert (made.state, made.stored) == (ExportState.FAILED, None)
    assert "系统出错" in told(door(clerk), f"{HERE}{made.pk}/")


def test_a_lent_duty_holds_while_the_emergency_runs(people: list[Person]) -> None:
    boss, guard = colleague("boss", Role.SYSADMIN), colleague("guard", Role.SECADMIN)
    one = appointments.propose_emergency(
        actor=boss,
        user=colleague("shenpi", Role.APPROVER),
        role=Role.REVIEWER,
        hours=2,
        reason="复核人员病假，今天是走访日",
        at=NOW,
    )
    appointments.confirm(actor=guard, appointment=one, at=NOW)
    by = User.objects.get(username="shenpi")
    by.lent = emergency_of(by, NOW)
    in_time, too_late = asked(by, choice(EAST)), asked(by, choice(EAST))
    assert exports.make_export(export_id=in_time.pk, now=lambda: NOW)
    assert exports.make_export(export_id=too_late.pk, now=lambda: NOW + timedelta(hours=3))
    in_time.refresh_from_db()
    too_late.refresh_from_db()
    assert (in_time.state, too_late.state) == (ExportState.READY, ExportState.FAILED)
    entry = AuditEntry.objects.get(action="people_export.made")
    assert entry.detail["emergency"] == one.pk
