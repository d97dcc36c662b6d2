"""A list of people at the bureau's door: staged, looked at, confirmed, written."""

from datetime import date, timedelta

import pytest

from tests.people import COUNTY, EAST, EAST_ONE, NOW, colleague
from tests.registry.makers import id_number
from tests.registry.sheets import counts, csv, reasons, received, row, staged, xlsx
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry, Change, SealedFile
from veterans.regions.models import Region
from veterans.registry.models import (
    BankAccount,
    Circumstance,
    ListVerdict,
    Namesakes,
    PeopleList,
    Person,
    ServicePeriod,
)
from veterans.registry.selectors.lists import lists_visible_to, shown_of
from veterans.registry.services import lists, register_person
from veterans.registry.services.list_lines import corrected_file, tell_apart, who_is_alike
from veterans.registry.services.people import update_contact
from veterans.registry.states import ListState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

FULL = (
    *("姓名", "公民身份号码（18位）", "镇办", "村（社区）", "手机号", "民族"),
    *("入伍时间", "退伍时间", "服役身份", "开户银行", "户名", "银行账号"),
)


def registered(clerk: User, n: int = 1, name: str = "张三", **more: str) -> Person:
    return register_person(
        name=name,
        id_number=id_number(n),
        region=Region.objects.get(code=EAST_ONE),
        by=clerk,
        at=NOW,
        today=date(2026, 11, 2),
        **more,
    )


def applied(made: PeopleList, by: User, *, leaves_out: bool = False) -> PeopleList:
    lists.confirm_list(list_id=made.pk, leaves_out=leaves_out, by=by, at=NOW)
    lists.apply_list(list_id=made.pk, at=NOW)
    made.refresh_from_db()
    return made


def test_a_clean_list_goes_in_whole_with_service_nation_and_account(clerk: User) -> None:
    cells = [
        *("张三", id_number(1), "东街道", "东一村", "13800000000", "汉"),
        *("1970-12-05", "1975年3月1日", "义务兵", "测试银行", "", "6200000000000000001"),
    ]
    made = staged(clerk, xlsx([cells], heads=FULL))
    assert (made.state, counts(made)) == (ListState.READ, (1, 0, 0, 0, 0))
    assert not Person.objects.exists()
    applied(made, clerk)
    assert made.state == ListState.APPLIED
    person = Person.objects.get()
    assert (person.name, person.phone, person.region.code) == ("张三", "13800000000", EAST_ONE)
    service = ServicePeriod.objects.get()
    assert (service.enlisted_on, service.discharged_on) == (date(1970, 12, 5), date(1975, 3, 1))
    assert (service.status, service.entered_by) == ("conscript", clerk)
    assert Circumstance.objects.get().value == "01"
    account = BankAccount.objects.get()
    assert (account.state, account.account_name) == ("verified", "张三")
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.subject_id) == ("people.imported", str(made.pk))
    assert entry.detail == {"new": 1, "updated": 0, "unchanged": 0}
    # The same list again changes nothing.
    again = staged(clerk, xlsx([cells], heads=FULL))
    assert counts(again) == (0, 0, 1, 0, 0)
    with pytest.raises(Refused, match="没有要写入的内容"):
        applied(again, clerk)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (row(number=3.70399195001010014e17), "已被 Excel 改坏"),
        (row(number="3.70E+17"), "已被 Excel 改坏"),
        (row(number=id_number(1)[:17] + "9"), "校验码不符"),
        (row(number=id_number(1)[:15]), "15 位的旧身份证号"),
        (row(number=""), "请填写身份证号"),
        (row(name=""), "请填写姓名"),
        (row(village="东壹村"), "没有这个村居，是不是“东"),
        (row(village="西一村"), "东街道没有这个村居"),
        (row(town="东镇街"), "没有这个镇街"),
        (row(town="", village=""), "新登记的人要写明村居"),
        (row(phone="12"), "不像电话号码"),
        (row(name="=张三"), "像表格公式"),
        (["合计", "", "", "", "", "", "1 人"], "请填写姓名"),
    ],
)
def test_what_is_refused_says_why_and_names_no_value(
    cells: list[object], what: str, clerk: User
) -> None:
    made = staged(clerk, xlsx([cells, row(2, name="李四")]))
    assert counts(made) == (1, 0, 0, 0, 1)
    verdict, reason = reasons(made)[3]
    assert verdict == "refused"
    assert what in reason
    assert id_number(1)[:14] not in reason


@pytest.mark.parametrize(
    "cells",
    [
        row(number="３７０３９９１９５００１０１００１" + id_number(1)[17]),
        row(number=f" {id_number(1)[:6]} {id_number(1)[6:14]} {id_number(1)[14:]}"),
        row(name="张　三"),
        row(name=" 张 三 "),
        row(phone=13800000000),
        row(phone="138-0000-0000"),
        row(phone="１３８００００００００"),
        row(town=""),
        row(village="东一"),
        row(village="东一村民委员会"),
        row(village="", town="东街道办事处"),
    ],
)
def test_what_hands_and_spreadsheets_do_to_a_cell_is_read_all_the_same(
    cells: list[object], clerk: User
) -> None:
    made = staged(clerk, xlsx([cells]))
    assert counts(made) == (1, 0, 0, 0, 0), reasons(made)
    applied(made, clerk)
    person = Person.objects.get()
    assert (person.name, person.id_number, person.phone) == ("张三", id_number(1), "13800000000")
    assert person.region.code in (EAST_ONE, EAST)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_either_encoding(code: str, clerk: User) -> None:
    cells = [str(cell) for cell in row()]
    made = staged(clerk, csv([cells], code=code), "名单.csv")
    assert counts(made) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "day",
    [
        *("1970-12-05", "1970/12/5", "1970.12.5", "19701205", "1970年12月5日", "1970/12/5 0:00"),
        *("１９７０年１２月５日", "1970 年 12 月 5 日", date(1970, 12, 5), 25907),
    ],
)
def test_a_day_in_every_spelling(day: object, clerk: User) -> None:
    heads = ("姓名", "身份证号", "村居", "入伍日期", "服役身份")
    made = staged(clerk, xlsx([["张三", id_number(1), "东一村", day, "士官"]], heads=heads))
    applied(made, clerk)
    service = ServicePeriod.objects.get()
    assert (service.enlisted_on, service.status) == (date(1970, 12, 5), "sergeant")


@pytest.mark.parametrize(
    ("first", "last", "what"),
    [
        ("1970年12月", "", "只写到年或月"),
        ("1970.12", "", "只写到年或月"),
        ("70-12-5", "", "不是真实的日期"),
        ("1970-02-30", "", "不是真实的日期"),
        ("2030-01-01", "", "晚于今天"),
        ("1949-12-31", "", "早于出生日期"),
        ("1970-12-05", "1970-12-05", "要晚于入伍时间"),
        ("", "1975-03-01", "请补上入伍时间"),
    ],
)
def test_a_day_that_is_none_is_refused(first: str, last: str, what: str, clerk: User) -> None:
    heads = ("姓名", "身份证号", "村居", "入伍日期", "退役日期", "服役身份")
    cells = ["张三", id_number(1), "东一村", first, last, "义务兵"]
    made = staged(clerk, xlsx([cells], heads=heads))
    assert what in reasons(made)[3][1]


def test_service_without_a_status_waits_until_somebody_says_which(clerk: User) -> None:
    heads = ("姓名", "身份证号", "村居", "入伍日期")
    made = staged(clerk, xlsx([["张三", id_number(1), "东一村", "1970-12-05"]], heads=heads))
    assert (made.offered, made.parts) == (["region", "service"], ["region"])
    assert counts(made) == (1, 0, 0, 0, 0)
    for status, expected in (("", (0, 0, 0, 0, 1)), ("officer", (1, 0, 0, 0, 0))):
        lists.read_again(
            list_id=made.pk, parts=["region", "service"], service_status=status, by=clerk, at=NOW
        )
        lists.read_list(list_id=made.pk, now=lambda: NOW)
        made.refresh_from_db()
        assert counts(made) == expected
    applied(made, clerk)
    assert ServicePeriod.objects.get().status == "officer"


def test_titles_a_head_of_two_storeys_and_a_head_on_every_page(clerk: User) -> None:
    upper = ("序号", "姓名", "身份证号", "村居", "服役情况", "", "")
    lower = ("", "", "", "", "入伍时间", "退役时间", "服役身份")
    one = [1, "张三", id_number(1), "东一村", "1970-12-05", "1975-03-01", "义务兵"]
    two = [2, "李四", id_number(2), "东一村", "", "", ""]
    titles = ("某局名册", "填表单位：某局")
    made = staged(
        clerk, xlsx([lower, one, [], [*upper[:4], *lower[4:]], two], heads=upper, titles=titles)
    )
    assert counts(made) == (2, 0, 0, 0, 0)
    assert sorted(reasons(made)) == [5, 8]
    assert made.ignored == ["序号"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xd0\xcf\x11\xe0 old", "旧版 Excel"),
        (b"PK\x03\x04 no workbook", "打不开"),
        ("甲,乙\n1,2\n".encode(), "没有找到列名"),
        (xlsx([]), "没有内容"),
        (xlsx([row()], heads=("姓名", "身份证号", "手机号", "电话", "村居")), "两列"),
    ],
)
def test_a_file_that_is_no_list_says_so(content: bytes, what: str, clerk: User) -> None:
    made = staged(clerk, content)
    assert made.state == ListState.FAILED
    assert what in made.note
    lists.withdraw_list(list_id=made.pk, by=clerk, at=NOW)
    assert not SealedFile.objects.exists()


def test_duplicates_in_the_file_and_another_name_for_a_known_number(clerk: User) -> None:
    registered(clerk, 1, "张三")
    made = staged(
        clerk,
        xlsx([row(1, name="李四"), row(2, name="王五"), row(2, name="王五"), row(3, name="赵六")]),
    )
    assert counts(made) == (2, 0, 0, 0, 2)
    told = reasons(made)
    assert "另一姓名" in told[3][1]
    assert told[5][1] == "与第 4 行是同一个身份证号，请只保留一行。"
    with pytest.raises(Refused, match="还有 2 行"):
        applied(made, clerk)
    assert Person.objects.count() == 1
    applied(made, clerk, leaves_out=True)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["张三", "王五", "赵六"]


def test_two_newcomers_who_are_alike_are_only_spoken_of(clerk: User) -> None:
    made = staged(clerk, xlsx([row(1), row(2)]))
    assert counts(made) == (2, 0, 0, 0, 0)
    assert reasons(made)[4][1].startswith("与第 3 行同名、同出生日期")


def test_only_chosen_columns_are_brought_up_to_date_and_every_change_is_kept(clerk: User) -> None:
    person = registered(clerk, phone="13900000000")
    made = staged(clerk, xlsx([row(village="东二村")]))
    assert reasons(made)[3] == ("changed", "更新村居、联系电话。")
    lists.read_again(list_id=made.pk, parts=["phone"], by=clerk, at=NOW)
    lists.read_list(list_id=made.pk, now=lambda: NOW)
    made.refresh_from_db()
    assert reasons(made)[3] == ("changed", "更新联系电话。")
    applied(made, clerk)
    person.refresh_from_db()
    assert (person.phone, person.region.code) == ("13800000000", EAST_ONE)
    change = Change.objects.get(person_id=person.pk, field="phone")
    assert change.why == f"按名单更新（名单编号 {made.pk}）"
    with pytest.raises(Refused, match="已写入"):
        lists.read_again(list_id=made.pk, parts=["phone"], by=clerk, at=NOW)


def test_what_a_file_holds_already_is_not_written_over(clerk: User) -> None:
    person = registered(clerk)
    more = {"person": person, "entered_by": clerk, "entered_at": NOW}
    Circumstance.objects.create(kind="nation", value="03", **more)
    ServicePeriod.objects.create(enlisted_on=date(1969, 1, 1), status="officer", **more)
    heads = ("姓名", "身份证号", "民族", "入伍日期", "服役身份")
    made = staged(clerk, xlsx([["张三", id_number(1), "汉族", "1970-1-1", "士官"]], heads=heads))
    verdict, reason = reasons(made)[3]
    assert verdict == "unchanged"
    assert "民族与名单不同" in reason
    assert "服役经历与名单不同" in reason


def test_last_years_list_changes_nothing_of_the_dead(clerk: User) -> None:
    """It still calls them living; the account of the dead is nobody's to change by a list."""
    person = registered(clerk, phone="13800000001")
    Person.objects.filter(pk=person.pk).update(died_on=date(2026, 5, 1))
    made = staged(clerk, xlsx([row(1, name="张三", phone="13900000002"), row(2, name="李四")]))
    assert counts(made) == (1, 0, 1, 0, 0)
    assert any("已登记去世" in reason for _, reason in reasons(made).values())
    applied(made, clerk)
    person.refresh_from_db()
    assert (person.phone, person.accounts.count()) == ("13800000001", 0)


def test_a_namesake_is_asked_about_once_and_never_again(clerk: User) -> None:
    known = registered(clerk, 1)
    content = xlsx([row(2)])
    made = staged(clerk, content)
    assert counts(made) == (0, 0, 0, 1, 0)
    (alike,) = who_is_alike(made.verdicts.get(), clerk)
    assert (alike.person, alike.same) == (known, None)
    with pytest.raises(Refused, match="没有认定"):
        applied(made, clerk)

    def decide(are_same: bool) -> None:
        tell_apart(list_id=made.pk, line=3, person_id=known.pk, are_same=are_same, by=clerk, at=NOW)
        made.refresh_from_db()

    decide(True)
    assert counts(made) == (0, 0, 0, 0, 1)
    assert counts(staged(clerk, content)) == (0, 0, 0, 0, 1)
    decide(False)
    assert counts(made) == (1, 0, 0, 0, 0)
    assert counts(staged(clerk, content)) == (1, 0, 0, 0, 0)
    assert Namesakes.objects.get().decided_by == clerk
    applied(made, clerk)
    assert Person.objects.count() == 2


def test_whoever_changed_the_register_meanwhile_makes_the_preview_void(clerk: User) -> None:
    person = registered(clerk)
    made = staged(clerk, xlsx([row(), row(2, name="李四")]))
    assert counts(made) == (1, 1, 0, 0, 0)
    update_contact(person=person, phone="13700000000", by=clerk, at=NOW)
    applied(made, clerk)
    assert (made.state, made.confirmed_by) == (ListState.READ, None)
    assert "预览的结论已经不准" in made.note
    assert Person.objects.count() == 1
    lists.read_again(list_id=made.pk, parts=made.parts or [], by=clerk, at=NOW)
    lists.read_list(list_id=made.pk, now=lambda: NOW)
    assert applied(made, clerk).state == ListState.APPLIED


def test_the_corrected_file_comes_back_and_goes_in(clerk: User) -> None:
    made = staged(clerk, xlsx([row(1), row(2, name="李四", village="无名村")]))
    name, content = corrected_file(list_id=made.pk, only_open=False, by=clerk, at=NOW)
    assert name.endswith(".xlsx")
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.detail) == ("people_list.downloaded", {"rows": 2})
    back = staged(clerk, content)
    assert counts(back) == counts(made)
    assert "校验结果" not in back.ignored
    _, only = corrected_file(list_id=back.pk, only_open=True, by=clerk, at=NOW)
    assert counts(staged(clerk, only)) == (0, 0, 0, 0, 1)


def test_no_cell_stands_in_the_open_before_or_after(clerk: User) -> None:
    made = staged(clerk, xlsx([row(name="欧阳长庚")]), "名单.xlsx")
    told = repr(list(PeopleList.objects.values())) + repr(
        list(ListVerdict.objects.values("line", "verdict", "reason"))
    )
    assert "欧阳长庚" not in told
    assert id_number(1) not in told
    shown = shown_of(made.verdicts.get())
    assert (shown.name, shown.masked_id) == ("欧阳长庚", "370***********" + id_number(1)[-4:])
    assert (shown.place, shown.phone) == ("东一村", "138****0000")


def test_only_those_whose_duty_and_area_it_is(clerk: User, second: User) -> None:
    made = staged(clerk, xlsx([row()]))
    of_county = colleague("zhangdian", Role.PREPARER, COUNTY)
    assert list(lists_visible_to(clerk)) == [made]
    assert list(lists_visible_to(second)) == []
    # His area ends at the county, that list's does not.
    assert list(lists_visible_to(of_county)) == []
    with pytest.raises(PermissionRefused):
        received(second, xlsx([row()]))
    with pytest.raises(NotFound):
        lists.confirm_list(list_id=made.pk, leaves_out=False, by=of_county, at=NOW)
    own = staged(of_county, xlsx([row()]))
    assert own.area == COUNTY[:6]
    assert counts(own) == (1, 0, 0, 0, 0)
    assert own in lists_visible_to(clerk)


def test_what_nobody_touches_for_a_month_is_forgotten(clerk: User) -> None:
    left = staged(clerk, xlsx([row(1)]))
    done = applied(staged(clerk, xlsx([row(2, name="李四")])), clerk)
    assert lists.forget(at=NOW + timedelta(days=29)) == 0
    assert lists.forget(at=NOW + timedelta(days=31)) == 2
    left.refresh_from_db()
    done.refresh_from_db()
    assert (left.state, done.state) == (ListState.WITHDRAWN, ListState.APPLIED)
    assert not SealedFile.objects.exists()
    assert not ListVerdict.objects.exists()
