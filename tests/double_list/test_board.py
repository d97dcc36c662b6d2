"""The board: the database's lights are the reference's, counts are those of their lists, and the
number of queries does not grow."""

import io
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from python_calamine import CalamineWorkbook

from support_services.double_list import demo, published
from support_services.double_list.models import (
    Book,
    Circular,
    Helper,
    Item,
    ItemClass,
    ItemStep,
    ListImport,
)
from support_services.double_list.rules import Figures, light_of, wait_light
from support_services.double_list.selectors import board as boards
from support_services.double_list.selectors.board import Clockwork, lit
from support_services.double_list.selectors.items import facts_of, helper_words
from support_services.double_list.services.imports import MOST_LINES, Verdict, preview, read_list
from support_services.double_list.states import ItemState, Light
from support_services.double_list.waiting import waited_for
from support_services.notices.occasions import occasion
from tests.double_list.makers import AT, DEADLINE, TODAY, Office, row
from tests.double_list.test_rules import HOLIDAYS
from tests.double_list.test_rules import TODAY as THEN
from tests.subsidies.at_the_bureau import enter, press, said, told
from veterans.foundation.errors import Refused
from veterans.foundation.table_files import csv_bytes, xlsx_bytes

RUNNING = (
    "sorted",
    "assigned",
    "in_hand",
    "returned",
    "claimed",
    "verified",
    "paused",
    "long_term",
    "closed",
)
back = st.integers(0, 90).map(lambda days: THEN - timedelta(days=days))
some_items = st.lists(
    st.tuples(
        st.sampled_from(RUNNING),
        back,
        st.integers(1, 150),
        back,
        back,
        st.sampled_from(["weekly", "monthly"]),
        # Of the second light: when it moved; whether the asker has agreed; since when the helper
        # helps (None: from the assignment, negative: nobody helps) and when he last said something.
        back,
        st.booleans(),
        st.one_of(st.none(), st.just(-1), st.integers(0, 90)),
        st.one_of(st.none(), st.integers(0, 90)),
    ),
    min_size=8,
    max_size=20,
)


class LightsTest(TestCase):
    """Written twice, and the same."""

    @settings(max_examples=25)
    @given(
        items=some_items,
        figures=st.builds(
            Figures,
            yellow_percent=st.integers(0, 60),
            yellow_days=st.integers(0, 20),
            weekly_days=st.integers(1, 10),
            monthly_days=st.integers(1, 40),
            grace_days=st.integers(1, 15),
            in_workdays=st.booleans(),
            object_days=st.integers(1, 15),
            plan_days=st.integers(1, 20),
            verify_days=st.integers(1, 20),
            confirm_days=st.integers(1, 20),
            agree_days=st.integers(1, 20),
            help_days=st.integers(1, 60),
        ),
    )
    def test_the_database_shows_the_lights_of_the_reference(
        self, items: list[Any], figures: Figures
    ) -> None:
        office = Office.of()
        made = [
            row(
                office,
                number,
                state,
                moved_on=moved,
                rhythm=rhythm,
                **(
                    {
                        "assigned_on": assigned,
                        "deadline": assigned + timedelta(days=length),
                        "said_on": said_on,
                    }
                    if state != "sorted"
                    else _agreed(office, asker)
                ),
                **({"claimed_on": done} if state in ("claimed", "verified", "closed") else {}),
            )
            for number, (state, assigned, length, said_on, done, rhythm, moved, asker, *_) in (
                enumerate(items, 1)
            )
        ]
        Item.objects.bulk_create(made)
        helped = [
            (item, since, told)
            for item, (*_, since, told) in zip(made, items, strict=True)
            if since != -1
        ]
        Helper.objects.bulk_create(
            Helper(item=item, unit=office.town, since=_back(since)) for item, since, _ in helped
        )
        ItemStep.objects.bulk_create(
            ItemStep(
                item=item,
                verb="help_report",
                side="helper",
                unit=office.town,
                how="phone",
                by=office.clerk,
                at=AT,
                on=THEN - timedelta(days=told),
                state=item.state,
            )
            for item, _, told in helped
            if told is not None
        )
        clock = Clockwork(figures, HOLIDAYS, THEN)
        every = list(lit(Item.objects.all(), clock))
        words = helper_words(every)
        waited: dict[str, set[int]] = {}
        for one in every:
            known = facts_of(one, words.get(one.pk, []))
            assert one.light == light_of(known, figures, HOLIDAYS, THEN), one.number
            assert one.wait == wait_light(known, figures, HOLIDAYS, THEN), one.number
            for late in waited_for(one, clock, words.get(one.pk, [])):
                if late.light is not Light.GREEN:
                    waited.setdefault(late.who, set()).add(one.pk)
        # Whom one waits for is told by the same clock, and the table counts what its list shows.
        rows = boards.board(office.clerk, {}, clock)
        counted = {one.label: one for one in boards.by_waited(rows, clock)}
        assert {who: len(items) for who, items in waited.items()} == {
            label: one.total for label, one in counted.items()
        }
        for who, keys in waited.items():
            listed = boards.board(office.clerk, {"waited": counted[who].key}, clock)
            assert set(listed.values_list("pk", flat=True)) == keys
        late = boards.board(office.clerk, {"wait": boards.LATE}, clock)
        assert set(late.values_list("pk", flat=True)) == set().union(*waited.values(), set())


def _back(days: int | None) -> date | None:
    return THEN - timedelta(days=days) if days is not None else None


def _agreed(office: Office, asker: bool) -> dict[str, Any]:
    if not asker:
        return {}
    given = {"asker_agreed_by": office.clerk, "asker_agreed_at": AT, "asker_agreed_how": "phone"}
    return given


def many(office: Office, count: int, start: int = 0) -> None:
    states = ("in_hand", "closed", "collected", "assigned", "claimed")
    units = (office.school, office.roads)
    Item.objects.bulk_create(
        row(
            office,
            start + number,
            states[number % 5],
            lead=units[number % 2],
            **(
                {"deadline": timezone.localdate() + timedelta(days=number % 90 - 30)}
                if states[number % 5] != "collected"
                else {}
            ),
        )
        for number in range(1, count + 1)
    )


@pytest.mark.django_db
def test_counts_are_those_of_their_lists_and_queries_do_not_grow() -> None:
    office = Office.of()
    client = enter(office.second)
    pages = [f"/bureau/double-list/{more}" for more in (
        "", "?by=unit", "?by=class", "?by=month", "?by=wait", "?wait=late", "?light=red", "?q=第",
        "print/", "export/", "meeting/", "meeting/xlsx/", "meeting/pdf/", "month/",
    )]  # fmt: skip

    def counted() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    many(office, 6)
    counted()
    few = counted()
    many(office, 294, start=6)
    assert counted() == few
    clock = boards.clockwork(timezone.localdate())
    every = boards.board(office.second, {}, clock)
    lights = boards.by_light(every)
    assert sum(lights.values()) == 300
    for light, count in lights.items():
        assert boards.board(office.second, {"light": light}, clock).count() == count
    for one in boards.by_unit(every):
        listed = boards.board(office.second, {"lead": int(one.key)}, clock)
        assert listed.count() == one.total
        for light, count in one.lights.items():
            assert listed.filter(light=light).count() == count
    months = boards.by_month(every)
    year, month = (int(part) for part in months[0].key.split("-"))
    listed = boards.board(office.second, {"month": date(year, month, 1)}, clock)
    assert listed.count() == months[0].total
    assert boards.board(office.second, {"q": "军2026-007"}, clock).get().number == 7


@pytest.mark.django_db
def test_the_bureau_is_reminded_of_what_is_not_done_yet() -> None:
    office = Office.of()
    office.walked("in_hand")
    office.walked("closed")
    due = occasion("dlist_due")
    assert due is not None
    query = due.finder([DEADLINE])
    with connection.cursor() as cursor:
        cursor.execute(query.sql, query.params)
        (found,) = cursor.fetchall()
    assert found[3] == DEADLINE


# --- 导入 ----------------------------------------------------------------------------------------

HEADS = ["序号", "需求单位", "实事 项目", "责任单位", "办结时限", "资金（万元）", "分类"]


def sheet(*rows: list[str], title: str = "2026年双清单") -> bytes:
    return xlsx_bytes(title, ["填报单位：区双拥办"], HEADS, rows)


def line(title: str, **other: str) -> list[str]:
    given = {"asker": "驻地部队甲（虚构）", "lead": "区教育局（虚构）", "by": "2026年8月31日",
             "funds": "12.5", "class": "", **other}  # fmt: skip
    return ["1", given["asker"], title, given["lead"], given["by"], given["funds"], given["class"]]


@pytest.mark.django_db
def test_each_line_is_judged_and_what_is_new_is_taken_in_once() -> None:
    office = Office.of()
    office.fields()
    Item.objects.bulk_create([row(office, 1, "collected", title="军人子女 入学")])
    Book.objects.create(year=2026, direction="army", last_number=1)
    ItemClass.objects.get_or_create(name="其他")
    content = sheet(
        line("军人子女入学"),
        line("营门前道路维修", lead="区交通局（虚构）"),
        line("营门前道路维修"),
        line("没有登记的", asker="某某单位"),
        line("番号不能写 31605部队"),
        line("日期不对", by="八月底", funds="很多"),
        line("派教官", asker="区教育局（虚构）", lead="驻地部队甲（虚构）", funds="无"),
    )
    asked: dict[str, Any] = {
        "content": content, "year": 2026, "direction": "", "by": office.clerk, "at": AT,
        "today": TODAY,
    }  # fmt: skip
    reading = preview(**asked)
    assert Item.objects.count() == 1
    assert [one.verdict for one in reading.lines] == [
        *("same", "new", "same", "refused", "refused", "refused", "new")
    ]
    words = [one.words for one in reading.lines]
    assert words[0] == "军2026-001"
    assert words[2] == "本表第 5 行"
    assert "参与单位" in words[3]
    assert "番号" in words[4]
    assert "不是日期" in words[5]
    assert "资金应为数字" in words[5]
    assert "八月底" in "".join(reading.lines[5].cells)

    client = enter(office.clerk)
    upload = {"file": SimpleUploadedFile("清单.xlsx", content), "year": "2026", "direction": ""}
    shown = client.post("/bureau/double-list/import/", upload, follow=True)
    page = shown.redirect_chain[-1][0]
    assert "导入这 2 项新的" in said(shown)
    marked = client.get(f"{page}marked/").content
    cells = CalamineWorkbook.from_filelike(io.BytesIO(marked)).get_sheet_by_index(0).to_python()
    assert any("不能导入：" in str(cell) for line_ in cells for cell in line_)
    said(client.post(page, {"expected": "3"}, follow=True))
    assert not ListImport.objects.exists()
    shown = client.post(
        "/bureau/double-list/import/",
        upload | {"file": SimpleUploadedFile("清单.xlsx", content)},
        follow=True,
    )
    page = shown.redirect_chain[-1][0]
    assert "已导入 2 项" in said(client.post(page, {"expected": "2"}, follow=True))
    made = Item.objects.get(title="营门前道路维修")
    assert (made.code, made.state, str(made.funds_planned)) == (
        "军2026-002",
        "collected",
        "125000.00",
    )
    assert made.deadline == date(2026, 8, 31)
    assert Item.objects.get(title="派教官").code == "地2026-001"
    with pytest.raises(Refused, match="已经导入过"):
        preview(**asked)
    # Another file with the same lines has nothing new.
    again = preview(**{**asked, "content": sheet(line("营门前道路维修"), title="另一份")})
    assert again.count(Verdict.NEW) == 0


@pytest.mark.parametrize(
    ("heads", "rows", "why"),
    [
        (["甲", "乙"], [["1", "2"]], "没有找到这些列：事项、提出单位"),
        (["事项", "提出单位"], [], "没有内容"),
        (["事项", "提出单位", "项目名称"], [["1", "2", "3"]], "有两列"),
        (["事项", "提出单位"], [["1", "2"]] * (MOST_LINES + 1), "一次最多"),
    ],
)
def test_a_table_that_is_none_is_refused(heads: list[str], rows: list[list[str]], why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_list(csv_bytes(heads, rows))


# --- at the doors ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_item_by_buttons_from_the_request_to_its_close() -> None:
    office = Office.of()
    clerk, second, chief = (enter(one) for one in (office.clerk, office.second, office.chief))
    today = timezone.localdate()
    base = "/bureau/double-list/"
    fields = {name: value for name, value in office.fields().items() if name != "helpers"}
    form = {"year": str(today.year), "direction": "army", "rhythm": "monthly",
            **{name: str(value) for name, value in fields.items()}}  # fmt: skip
    assert "番号" in said(press(clerk, f"{base}new/", **{**form, "title": "31605部队修路"}))
    assert f"编号 军{today.year}-001" in said(press(clerk, f"{base}new/", **form))
    item = Item.objects.get()
    item.helpers.set([office.town])
    page = f"{base}{item.pk}/"
    later = f"{today + timedelta(days=60):%Y-%m-%d}"
    assert "双清单待梳理：1 项" in told(clerk, "/bureau/")
    steps: list[tuple[Client, str, dict[str, str]]] = [
        (clerk, "sort", {}),
        (clerk, "agree_asker", {"how": "phone"}),
        (clerk, "agree_answerer", {"how": "paper"}),
        (chief, "decide", {"meeting": "联席会议", "decided_on": f"{today:%Y-%m-%d}"}),
        (second, "assign", {"deadline": later, "quality": "落实"}),
        (clerk, "plan", {"how": "phone", "measures": "分两步"}),
        (clerk, "help_report", {"how": "phone", "helper_id": str(office.town.pk), "text": "协调"}),
        (clerk, "report", {"how": "phone", "progress": "50", "text": "过半"}),
        (second, "supervise", {"demand": "三日内报情况"}),
        (clerk, "claim", {"how": "paper", "result": "全部落实", "evidence": "存双拥办"}),
        (second, "verify", {"text": "看过名单"}),
        (clerk, "confirm", {"how": "phone", "satisfaction": "5"}),
        (second, "close", {}),
        (clerk, "ask_public", {"public_title": "军人子女就近入学"}),
        (second, "open_public", {}),
    ]  # fmt: skip
    shown: dict[int, str] = {}
    for who, verb, data in steps:
        # What the step before led to is this one's page, for the same person.
        text = shown.get(id(who)) or who.get(page).text
        assert f"do/{verb}/" in text, verb
        answer = press(who, f"{page}do/{verb}/", **data)
        assert "已记录" in said(answer), verb
        shown = {id(who): answer.text}  # type: ignore[attr-defined]
    # Whoever may not has no button, and gets nowhere by the address.
    for who, verb in ((clerk, "note"), (second, "decide"), (chief, "plan")):
        assert f"do/{verb}/" not in who.get(page).text
        assert who.get(f"{page}do/{verb}/").status_code in (302, 403)
    item.refresh_from_db()
    assert (item.state, item.publicity) == ("closed", "open")
    assert "三日内报情况" in told(second, f"{base}notes/{item.notes.get().pk}/")
    assert "谁确认、谁决定" in told(enter(office.chief), page)
    # 月度通报: drafted by one, signed by another, exported.
    press(clerk, f"{base}circulars/new/", month=f"{today:%Y-%m}", words="本月")
    made = Circular.objects.get()
    assert "签发" not in [*told(clerk, f"{base}circulars/{made.pk}/").split()]
    press(second, f"{base}circulars/{made.pk}/do/issue/")
    book = second.get(f"{base}circulars/{made.pk}/export/").content
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert item.code in [cell for line_ in cells for cell in line_]
    assert item.code in told(second, f"{base}meeting/")


@pytest.mark.django_db
def test_residents_read_no_name_of_troops(client: Client) -> None:
    assert "没有公开的事项" in client.get("/shuangqingdan/").content.decode()
    office = Office.of()
    shown: dict[str, Any] = {
        "publicity": "open", "public_title": "军人子女入学", "publicity_asked_by": office.clerk,
        "publicity_asked_at": AT, "secrecy_checked_by": office.second, "secrecy_checked_at": AT,
    }  # fmt: skip
    hidden = {**shown, "publicity": "asked", "public_title": "还没有审查的",
              "secrecy_checked_by": None, "secrecy_checked_at": None}  # fmt: skip
    Item.objects.bulk_create(
        [
            row(office, 1, "in_hand", **shown),
            row(office, 2, "closed", **{**shown, "public_title": "修好了路"}),
            row(office, 3, "in_hand", **hidden),
        ]
    )
    page = client.get("/shuangqingdan/")
    text = page.content.decode()
    for there in ("军人子女入学", "正在办理", "修好了路", "区教育局（虚构）承办", "驻地部队提出"):
        assert there in text
    for secret in ("驻地部队甲", "还没有审查的", "第 1 件事"):
        assert secret not in text
    assert client.get("/shuangqingdan/2019/").status_code == 404
    assert published.of_year(2026).done == 1


@pytest.mark.django_db
def test_the_demo_invents_thirty_in_every_state_and_again_adds_none() -> None:
    office = Office.of()
    office.fields()
    ItemClass.objects.get_or_create(name="其他")
    staff = SimpleNamespace(preparer=office.clerk, reviewer=office.second, approver=office.chief)
    for _ in range(2):
        demo.items(SimpleNamespace(today=date(2026, 11, 20)), staff)
    made = Item.objects.all()
    # One of them is carried into the next year.
    assert made.count() == 31
    assert {one.state for one in made} == {one.value for one in ItemState}
    assert all("示例" in one.title for one in made)
    lights = boards.by_light(lit(made, boards.clockwork(date(2026, 11, 20))))
    assert lights[Light.RED.value] >= 2
    assert len({one.year for one in made}) >= 2
