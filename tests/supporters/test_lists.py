"""Lists of supporters and jobs from a spreadsheet: looked at, taken in once, taken back."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from support_services.supporters.list_columns import COLUMNS, MOST_LINES, read_pay
from support_services.supporters.models import Job, LineTaken, ListTaken, Supporter
from support_services.supporters.services import imports as services
from support_services.supporters.services.imports import Asked
from support_services.supporters.services.moving import move
from support_services.supporters.services.undoing import undo_list
from support_services.supporters.states import ListKind, Stage, Subject
from support_services.units.models import Unit
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user, village
from tests.subsidies.test_grant_races import at_once
from tests.supporters.makers import AT, CODES, TODAY, activity, hands, job, pact, supporter, unit
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.list_tables import Verdict
from veterans.foundation.table_files import xlsx_bytes
from veterans.foundation.uscc import code_check_sign

pytestmark = pytest.mark.django_db

HEADS = (
    *("企业名称*", "单位性质", "统一社会信用代码", "所属镇街", "电话", "支持领域（可多选）"),
    *("地址", "联系人", "手机", "别的"),
)


def code(number: int) -> str:
    """A sound code that is nobody's."""
    first = f"91370303MB{number:07d}"
    return first + code_check_sign(first)


def book(heads: Sequence[str], *rows: Sequence[str]) -> bytes:
    """As a bureau keeps it: a title and a note above."""
    return xlsx_bytes("拥军单位统计表", ["填报单位：示例"], heads, rows)


def asked(content: bytes, *parts: str, kind: ListKind = ListKind.SUPPORTERS, **more: Any) -> Asked:
    return Asked(kind=kind, content=content, parts=parts, **more)


def taken(what: Asked, by: Any) -> ListTaken:
    looked = services.look(asked=what, by=by, at=AT, today=TODAY)
    return services.take_in(
        asked=what, filename="名单.xlsx", mark=looked.mark, by=by, at=AT, today=TODAY
    )


def verdicts(what: Asked, by: Any) -> list[tuple[Verdict, str]]:
    looked = services.look(asked=what, by=by, at=AT, today=TODAY)
    return [(one.verdict, one.words) for one in looked.reading.lines]


def test_a_list_of_supporters_is_judged_line_by_line_taken_in_once_and_taken_back() -> None:
    by = hands()
    place = village(1, 1)
    there = supporter(by, of=unit("enterprise", by=by[0], code=CODES[0], phone="0533-0000001"))
    only_unit = unit("institution", by=by[0], name="示例医院")
    department = unit("department", by=by[0], name="示例局")
    content = book(
        HEADS,
        *(
            (
                "新一公司",
                "企业",
                code(1),
                "第1镇",
                "0533-0000002",
                "就业、物资",
                "路1号",
                "",
                "",
                "x",
            ),
            ("新二协会", "", "", "", "", "志愿服务", "", "王五", "13800000000", ""),
            HEADS,
            ("示例医院", "", "", "", "", "医疗", "", "", "", ""),
            ("改了名的公司", "", CODES[0], "", "0533-0000009", "物资", "新路9号", "", "", ""),
            ("错码公司", "企业", code(2)[:-1] + "0", "没有镇", "", "天文", "", "", "", ""),
            (department.name, "", "", "", "", "物资", "", "", "", ""),
            ("新一公司", "企业", code(1), "", "", "物资", "", "", "", ""),
            ("什么都没写", "", "", "", "", "", "", "", "", ""),
            ("手机公司", "企业", "", "", "13800000001", "物资", "", "", "", ""),
        ),
    )
    plain = verdicts(asked(content), by[0])
    assert [one for one, _ in plain] == [
        *(Verdict.NEW, Verdict.NEW, Verdict.NEW, Verdict.SAME),
        *(Verdict.REFUSED,) * 5,
    ]
    words = [text for _, text in plain]
    assert "补上才能接纳" in words[1]
    assert "单位已登记" in words[2]
    assert f"登记的是“{there.unit.name}”，没有改" in words[3]
    assert "不同而没有改的：地址、办公电话" in words[3]
    for piece in ("校验码不符", "没有这个镇街", "没有“天文”这个支持领域", "看不出"):
        assert (piece in words[4]) == (piece != "看不出")
    assert "不能作拥军力量" in words[5]
    assert "和第 4 行是同一个" in words[6]
    assert "请写支持领域" in words[7]
    assert "手机号" in words[8]
    # Looking writes nothing.
    assert not Unit.objects.filter(name="新一公司").exists()
    done = taken(asked(content, "phone"), by[0])
    assert (done.made, done.changed, done.lines) == (3, 1, 9)
    there.unit.refresh_from_db()
    assert (there.unit.phone, there.unit.address) == ("0533-0000009", "")
    made = Supporter.objects.get(unit__name="新一公司")
    assert (made.stage, made.fields, made.unit.region) == (
        Stage.DRAFT,
        ["work", "goods"],
        place.parent,
    )
    assert Unit.objects.get(name="新二协会").contact_name == "王五"
    assert not any("13800000000" in str(one.was) + str(one.became) for one in done.wrote.all())
    with pytest.raises(Refused, match="已经导入过"):
        taken(asked(content, "phone"), by[0])
    again = verdicts(asked(content), by[0])
    assert {one for one, _ in again} == {Verdict.SAME, Verdict.REFUSED}
    with pytest.raises(Refused, match="没有要导入的"):
        taken(asked(content), by[0])
    # Nothing is undone on which something rests; the rest is.
    move(subject=Subject.SUPPORTER, key=made.pk, verb="accept", by=by[1], at=AT, today=TODAY)
    pact(by, Supporter.objects.get(unit=only_unit), stage=Stage.DRAFT)
    undo_list(list_id=done.pk, by=by[0], at=AT, today=TODAY)
    done.refresh_from_db()
    assert done.stayed == 2
    stayed = dict(LineTaken.objects.exclude(stayed="").values_list("title", "stayed"))
    assert stayed == {
        "新一公司": "后来有人改过或审核过",
        "示例医院": "已经有标识、协议、岗位或支持记在上面",
    }
    there.unit.refresh_from_db()
    assert there.unit.phone == "0533-0000001"
    assert not Unit.objects.filter(name="新二协会").exists()
    with pytest.raises(Refused, match="撤回过"):
        undo_list(list_id=done.pk, by=by[0], at=AT, today=TODAY)
    assert taken(asked(content, "phone"), by[0]).made == 1
    for stranger in (by[1], user(Role.VILLAGE_WORKER, region=place)):
        with pytest.raises(Refused):
            services.look(asked=asked(content), by=stranger, at=AT, today=TODAY)


def test_a_list_of_jobs_belongs_to_a_fair_and_leaves_public_ones_alone() -> None:
    by = hands()
    holder = supporter(by, of=unit("enterprise", by=by[0], code=CODES[0], name="示例用人公司"))
    public = job(by, holder, title="电工", region=village(1, 1))
    fair = activity(by[0], kind="job_fair", title="冬季招聘会", on=TODAY + timedelta(days=9))
    heads = ("用人单位", "职位", "招聘人数", "薪资", "联系电话", "截止日期", "镇街", "村居")
    rows = (
        ("示例用人公司", "焊工", "5人", "5000-7,000元/月", "0533-0000007", "", "第1镇", ""),
        ("示例用人公司", "保洁", "2", "面议", "0533-0000007", "2026-12-20", "", ""),
        ("示例用人公司", "电工", "9", "", "", "", "第1镇", public.region.name),
        ("没有的公司", "司机", "0", "三千", "", "去年", "", ""),
        ("示例用人公司", "焊工", "1", "", "", "", "第1镇", ""),
    )
    content = book(heads, *rows)
    until = date(2026, 12, 31)
    what = asked(content, kind=ListKind.JOBS, fair_id=fair.pk, until=until)
    found = verdicts(what, by[0])
    assert [one for one, _ in found] == [
        *(Verdict.NEW, Verdict.NEW, Verdict.SAME, Verdict.REFUSED, Verdict.REFUSED)
    ]
    assert "不同而没有改的：人数" in found[2][1]
    for piece in ("不是已接纳的拥军力量", "人数应为整数", "月薪应为元", "不是日期"):
        assert piece in found[3][1]
    done = taken(what, by[0])
    welder = Job.objects.get(title="焊工")
    assert (welder.fair, welder.count, welder.until, welder.pay_to) == (fair, 5, until, 7000)
    # A draft is changed where that is asked for, and nothing else of it.
    other = book(heads, ("示例用人公司", "焊工", "6", "8000", "", "", "第1镇", ""))
    more = asked(other, "count", kind=ListKind.JOBS, until=until)
    changed = taken(more, by[0])
    welder.refresh_from_db()
    assert (welder.count, welder.pay_to, welder.fair) == (6, 7000, fair)
    undo_list(list_id=changed.pk, by=by[0], at=AT, today=TODAY)
    welder.refresh_from_db()
    assert welder.count == 5
    undo_list(list_id=done.pk, by=by[0], at=AT, today=TODAY)
    assert list(Job.objects.all()) == [public]


def test_by_buttons_with_the_empty_table_the_lines_to_mend_and_no_second_time() -> None:
    by = hands()
    village(1, 1)
    preparer = enter(by[0])
    assert preparer.get("/bureau/supporters/lists/upload/火星/").status_code == 404
    for kind in ListKind:
        blank = preparer.get(f"/bureau/supporters/lists/blank/{kind.value}/").content
        sheets = CalamineWorkbook.from_filelike(io.BytesIO(blank))
        assert sheets.sheet_names == ["名单", "填写说明", "镇街村居"]
        heads = sheets.get_sheet_by_name("名单").to_python()[0]
        assert heads == [words[0] for words in COLUMNS[kind].values()]
        assert sheets.get_sheet_by_name("镇街村居").to_python()[1:] == [
            ["第1镇", ""],
            ["第1镇", village(1, 1).name],
        ]
    upload = "/bureau/supporters/lists/upload/supporters/"

    def send(content: bytes, **more: Any) -> Any:
        file = SimpleUploadedFile("名单.xlsx", content)
        return preparer.post(upload, {"file": file, **more}, follow=True)

    assert "没有找到这些列：单位名称" in said(send(book(("甲", "乙"), ("1", "2"))))
    assert "旧版 Excel" in said(send(b"\xd0\xcf\x11\xe0rest"))
    assert "最多" in said(send(book(("名称",), *[("甲",)] * (MOST_LINES + 1))))
    content = book(
        HEADS[:6], ("新公司", "企业", code(3), "", "", "物资"), ("坏公司", "", "", "", "", "")
    )
    shown = send(content)
    assert "新的 1 行" in said(shown)
    look = shown.redirect_chain[-1][0]
    for query, lines in (("", 2), ("?only=refused", 1)):
        marked = preparer.get(f"{look}marked/{query}").content
        rows = CalamineWorkbook.from_filelike(io.BytesIO(marked)).get_sheet_by_index(0).to_python()
        assert rows[1][-1] == "核对结果"
        assert len(rows) == 2 + lines
        assert str(rows[-1][-1]).startswith("不能导入：")
    # What is mended comes back as it was handed out.
    assert "请写支持领域" in said(send(marked))
    stranger = enter(user(Role.PREPARER)).get(look, follow=True)
    assert "重新选择文件" in said(stranger)
    mark = shown.context["mark"]
    stale = said(preparer.post(look, {"mark": "别的"}, follow=True))
    assert "有了变化" in stale
    done = preparer.post(look, {"mark": mark}, follow=True)
    assert "已导入：新的 1 行" in said(done)
    assert "已经处理过" in said(preparer.post(look, {"mark": mark}, follow=True))
    assert Supporter.objects.count() == 1
    one = ListTaken.objects.get()
    assert "名单.xlsx" in told(preparer, "/bureau/supporters/lists/")
    gone = press(preparer, f"/bureau/supporters/lists/{one.pk}/undo/")
    assert "已撤回" in said(gone)
    assert not Supporter.objects.exists()
    twice = preparer.get(f"/bureau/supporters/lists/{one.pk}/undo/", follow=True)
    assert "撤回过" in said(twice)
    assert timezone.localdate() >= TODAY


@settings(max_examples=25)
@given(st.text("0123456789.-~至,元万 eE", max_size=12))
def test_a_pay_is_read_or_refused_never_guessed(text: str) -> None:
    try:
        found = read_pay(text)
    except Refused:
        return
    assert found is None or 0 <= found[0] <= found[1] < 1_000_000


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_the_same_list_take_it_in_once() -> None:
    by = hands()
    other = user(Role.PREPARER)
    what = asked(book(HEADS[:6], ("新公司", "企业", code(4), "", "", "物资")))
    mark = services.look(asked=what, by=by[0], at=AT, today=TODAY).mark

    def confirm(who: Any) -> Any:
        return lambda: services.take_in(
            asked=what, filename="名单.xlsx", mark=mark, by=who, at=AT, today=TODAY
        )

    done, refused = at_once(confirm(by[0]), confirm(other))
    assert done == 1
    assert "已经导入过" in refused[0]
    assert Supporter.objects.count() == Unit.objects.filter(name="新公司").count() == 1
    taken_once = ListTaken.objects.get()
    undo = [
        lambda: undo_list(list_id=taken_once.pk, by=by[0], at=AT, today=TODAY) for _ in range(2)
    ]
    done, refused = at_once(*undo)
    assert (done, len(refused)) == (1, 1)
    assert not Supporter.objects.exists()
