"""通报, 督办单 and 联席会议材料 in three forms; what units hear of them; a month's calendar."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from support_services.double_list.models import Circular, Helper, Item, ItemClass
from support_services.double_list.selectors.month import weeks_of
from support_services.double_list.selectors.told import told_of
from support_services.double_list.services import circulars, entering, supervising, working
from support_services.double_list.services.imports import preview, take_in
from support_services.double_list.states import ItemState
from support_services.notices.occasions import proposals
from support_services.notices.selectors.planned import counts
from support_services.notices.services import planning, rule_book, sending
from support_services.notices.states import Audience, Channel
from support_services.units.models import Unit
from support_services.units.services import register
from support_services.units.services.register import Contact
from tests.double_list.makers import AT, DEADLINE, TODAY, Office, noon, row
from tests.enquiry.telephone import Telephone
from tests.subsidies.at_the_bureau import enter, said, told
from veterans.foundation.errors import Refused
from veterans.foundation.table_files import xlsx_bytes

pytestmark = pytest.mark.django_db
MOBILE = "13800001234"


@pytest.fixture
def telephone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Telephone:
    """Messages can be sent, and this is where they come."""
    settings.PORTAL_SMS = "http"
    made = Telephone()
    monkeypatch.setattr("support_services.notices.channels.sms.gateway", lambda: made)
    return made


def pages(content: bytes) -> list[str]:
    return ["".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(content)).pages]


def cells(content: bytes) -> list[str]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [str(cell) for line in sheet.to_python() for cell in line]


def issued(office: Office, month: date, today: date) -> Circular:
    made = circulars.draft_circular(
        month=month, words="本月情况如下。", by=office.clerk, at=noon(today), today=today
    )
    return circulars.issue_circular(
        circular_id=made.pk, by=office.second, at=noon(today), today=today
    )


def test_a_circular_says_the_same_on_the_screen_in_the_workbook_and_in_the_pdf() -> None:
    office = Office.of()
    Item.objects.bulk_create(
        row(office, number, "in_hand", title=f"事项{number}号") for number in range(1, 61)
    )
    waiting = row(office, 61, "verified", title="等评价的事项", moved_on=TODAY)
    waiting.save()
    late = TODAY + timedelta(days=40)
    found = issued(office, late, late)
    assert found.code == "双通〔2026〕1 号"
    second = enter(office.second)
    page = f"/bureau/double-list/circulars/{found.pk}/"
    screen, book = told(second, page), cells(second.get(f"{page}export/").content)
    answer = second.get(f"{page}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    paper = pages(answer.content)
    assert len(paper) > 2
    for number, one in enumerate(paper, start=1):
        assert f"第{number}页/共{len(paper)}页" in one
        assert "双通〔2026〕1号" in one
    heads = "序号编号事项提出单位承办单位"
    assert sum(heads in one for one in paper) >= len(paper) - 1
    whole = "".join(paper)
    wait = f"等{office.troops}评价"
    for words in ("本月情况如下。", "军2026-060", "事项60号", "等评价的事项", wait, office.second):
        told_words = "".join(str(words).split())
        assert told_words in whole
        assert told_words in "".join(screen.split())
        assert told_words in "".join("".join(book).split())
    assert "签收人：" in whole
    # What happens afterwards changes none of the three, and the next one has the next number.
    Item.objects.filter(number=60).update(title="改了名的")
    Unit.objects.filter(pk=office.troops.pk).update(name="驻地部队乙（虚构）")
    assert second.get(f"{page}pdf/").content == answer.content
    assert cells(second.get(f"{page}export/").content) == book
    assert issued(office, late - timedelta(days=40), late).code == "双通〔2026〕2 号"
    draft = circulars.draft_circular(
        month=date(2026, 1, 1), by=office.clerk, at=noon(late), today=late
    )
    for ending in ("pdf", "export"):
        turned = second.get(f"/bureau/double-list/circulars/{draft.pk}/{ending}/", follow=True)
        assert "还没有签发" in said(turned)


def test_a_supervision_note_and_the_meeting_sheet_as_files() -> None:
    office = Office.of()
    item = office.walked("in_hand")
    given: dict[str, Any] = {"item_id": item.pk, "at": AT, "today": TODAY}
    note = supervising.issue_note(**given, demand="三日内报情况", by=office.second)
    second = enter(office.second)
    base = "/bureau/double-list/"
    # A name that changes later does not change what was sent out.
    Unit.objects.filter(pk=office.school.pk).update(name="区教育和体育局（虚构）")
    screen = "".join(told(second, f"{base}notes/{note.pk}/").split())
    (paper,) = pages(second.get(f"{base}notes/{note.pk}/pdf/").content)
    for words in (note.code, "区教育局（虚构）：", "三日内报情况", item.content, "双拥办督办"):
        assert "".join(words.split()) in paper
        assert "".join(words.split()) in screen
    for words in ("签发人：", "送达人：", "签收人：", "第1页/共1页"):
        assert words in paper
    assert note.code in cells(second.get(f"{base}notes/export/").content)
    since = f"?since={TODAY - timedelta(days=9):%Y-%m-%d}"
    sheet = told(second, f"{base}meeting/{since}")
    whole = "".join(pages(second.get(f"{base}meeting/pdf/{since}").content))
    book = cells(second.get(f"{base}meeting/xlsx/{since}").content)
    for words in (item.code, "报进展", "区教育和体育局（虚构）", "东街道（虚构）", "报协办情况"):
        assert words in sheet
        assert words in whole
        assert words in book
    # A letter that the font does not have leads to the print view, and says so.
    Item.objects.filter(pk=item.pk).update(content="修\U000f0000路")
    turned = second.get(f"{base}notes/{note.pk}/pdf/", follow=True)
    assert "请改用打印页" in said(turned)


def test_a_unit_hears_by_message_once_and_its_item_shows_who_got_what(
    telephone: Telephone,
) -> None:
    office = Office.of()
    register.change_contact(
        unit_id=office.school.pk, contact=Contact("演示甲", MOBILE), by=office.clerk, at=AT
    )
    first, other = (office.walked("in_hand", deadline=DEADLINE) for _ in range(2))
    later = office.walked("in_hand", deadline=DEADLINE + timedelta(days=1))
    proposal = proposals()["dlist-due-unit"]
    wanted: dict[str, Any] = {
        "code": proposal.code, "title": proposal.title, "occasion_key": proposal.occasion,
        "offsets": proposal.offsets, "working_days": False,
        "audience": Audience(proposal.audience),
        "channels": [Channel(one) for one in proposal.channels], "template": proposal.template,
        "on_rest_days": False, "town_after": None, "bureau_after": None, "active_from": TODAY,
        "note": "", "by": office.clerk, "at": AT,
    }  # fmt: skip
    for change, why in (
        ({"occasion_key": "dlist_collect"}, "不知道是哪个单位"),
        ({"channels": [Channel.INBOX]}, "提醒单位的用短信"),
        ({"bureau_after": 3}, "不能设逐级上报"),
        ({"template": "{姓名}您好"}, "不是这条提醒可以填的词"),
    ):
        with pytest.raises(Refused, match=why):
            rule_book.enter(**{**wanted, **change})
    rule = rule_book.enter(**wanted)
    rule_book.enforce(rule_id=rule.pk, by=office.second, at=AT)
    # The dry run counts what is written: one message for two items.
    tried = counts(rule, DEADLINE - timedelta(days=15), DEADLINE - timedelta(days=14))
    assert [(one.audience.value, one.channel.value, one.count) for one in tried] == [
        ("unit", "sms", 1),
        ("unit", "sms", 1),
    ]
    said_on = {days: DEADLINE - timedelta(days=days) for days in (15, 7, 1)}
    for day in (*said_on.values(), *said_on.values()):
        for _ in range(2):
            planning.plan(today=day, at=noon(day))
        sending.send(at=noon(day), sender=telephone)
    mine = [one for one in telephone.texts if "2 项" in one[2]]
    assert {phone for _, phone, _ in mine} == {MOBILE}
    assert len(mine) == 3
    for _, _, text in mine:
        assert f"{office.school}" in text
        assert "2 项6月10日到期" in text
        for hidden in (first.title, "演示甲", MOBILE, "赵"):
            assert hidden not in text
    assert len(telephone.texts) == 3
    today = DEADLINE + timedelta(days=1)
    supervising.sweep(at=noon(today), today=today)
    supervising.sweep(at=noon(today), today=today)
    note = first.notes.get()
    made = issued(office, today, today)
    sending.send(at=noon(today) + timedelta(hours=1), sender=telephone)
    texts = [text for _, _, text in telephone.texts][3:]
    assert len(texts) == 4
    assert any(note.code in text and first.code in text for text in texts)
    assert any(made.code in text and "列有 3 项，其中 3 项亮红灯" in text for text in texts)
    rows = [(one.title, one.hearer_name, one.state) for one in told_of(first)]
    assert [title for title, _, _ in rows] == [
        f"双清单通报 {made.code}", f"督办单 {note.code}", *[proposal.title] * 3
    ]  # fmt: skip
    assert {(who, state) for _, who, state in rows} == {(office.school.name, "sent")}
    page = told(enter(office.second), f"/bureau/double-list/{first.pk}/")
    assert "发给单位的短信" in page
    assert MOBILE not in page
    # A unit without a mobile: what was to go says why it did not; by hand nothing is written.
    contact = Contact("", "")
    register.change_contact(unit_id=office.school.pk, contact=contact, by=office.clerk, at=AT)
    when: dict[str, Any] = {"item_id": other.pk, "at": noon(today), "today": today}
    by_hand = supervising.issue_note(**when, demand="速办", by=office.second)
    assert f"督办单 {by_hand.code}" not in [one.title for one in told_of(other)]
    planning.plan(today=DEADLINE, at=noon(DEADLINE))
    last = told_of(later).first()
    assert last is not None
    assert (last.title, last.state, last.answer) == (proposal.title, "cancelled", "no_phone")
    page = told(enter(office.second), f"/bureau/double-list/{later.pk}/")
    assert "没有登记联系人手机，请打电话或者送达" in page


def test_slow_helpers_and_slow_askers_are_named_where_the_bureau_looks() -> None:
    office = Office.of()
    item = office.walked("in_hand")
    asked = office.walked("verified")
    late = TODAY + timedelta(days=60)
    key: dict[str, Any] = {"item_id": item.pk, "at": noon(late), "today": late}
    working.report(**key, voice=office.told(), progress=30, text="已过三成")
    made = circulars.draft_circular(month=late, by=office.clerk, at=noon(late), today=late)
    circulars.issue_circular(circular_id=made.pk, by=office.second, at=noon(late), today=late)
    lines = {one.item_id: one for one in made.lines.all()}
    # The lead has reported: its own light is green, whoever else is slow.
    assert (lines[item.pk].light, lines[item.pk].wait_light) == ("green", "red")
    assert f"等{office.town}报协办情况" in lines[item.pk].waiting
    assert (lines[asked.pk].light, lines[asked.pk].wait_light) == ("green", "red")
    assert f"等{office.troops}评价" in lines[asked.pk].waiting
    # A unit of the place that is slow twice is proposed like one that leads; troops are not.
    other = office.walked("in_hand")
    working.report(
        item_id=other.pk, at=noon(late), today=late, voice=office.told(), progress=30, text="过半"
    )
    supervising.sweep(at=noon(late), today=late)
    proposed = set(Circular.objects.filter(unit__isnull=False).values_list("unit", flat=True))
    assert proposed == {office.town.pk}
    of_town = Circular.objects.get(unit=office.town)
    circulars.issue_circular(circular_id=of_town.pk, by=office.second, at=noon(late), today=late)
    assert {one.item_id for one in of_town.lines.all()} == {item.pk, other.pk}
    # What the unit tells of its part ends the wait; who is asked to help later has his own time.
    helped = {**key, "voice": office.told(), "helper_id": office.town.pk}
    working.help_report(**helped, text="协调了场地")
    fields = office.fields(helpers=[office.town.pk, office.roads.pk])
    fields |= {"deadline": item.deadline, "quality": "开学前落实"}
    item.refresh_from_db()
    fields |= {name: getattr(item, name) for name in ("title", "content", "start_on")}
    entering.change_item(item_id=item.pk, fields=fields, by=office.clerk, at=AT, today=late)
    since = dict(Helper.objects.filter(item=item).values_list("unit", "since"))
    assert since == {office.town.pk: TODAY, office.roads.pk: late}


def test_the_month_is_a_calendar_of_who_owes_what() -> None:
    weeks = weeks_of(date(2026, 11, 26))
    assert [one.isoformat() for one in (weeks[0][0], weeks[-1][-1])] == ["2026-10-26", "2026-12-06"]
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
    office = Office.of()
    item = office.walked("in_hand")
    office.walked("closed")
    second = enter(office.second)
    due = f"/bureau/double-list/month/?month={DEADLINE:%Y-%m}"
    text = told(second, due)
    for words in (f"{office.school}：办结", item.code, "6月10日", "以前就该办的"):
        assert words in text
    assert f"{office.school}：报进展" in text
    narrowed = told(second, f"{due}&unit={office.town.pk}")
    assert f"{office.town}：报协办情况" in narrowed
    assert f"{office.school}：办结" not in narrowed
    for odd in ("month=nonsense", "month=2026-13", "unit=99999"):
        assert second.get(f"/bureau/double-list/month/?{odd}").status_code == 200


def test_what_a_table_says_of_the_work_is_kept_as_said_and_moves_nothing() -> None:
    office = Office.of()
    office.fields()
    ItemClass.objects.get_or_create(name="其他")
    heads = ["实事项目", "需求单位", "责任单位", "进度", "办理情况"]
    asker, lead = office.troops.name, office.school.name
    rows = [
        ["一", asker, lead, "60%", "正在施工"],
        ["二", asker, lead, "0.35", ""],
        ["三", asker, lead, "已完成", ""],
        ["四", asker, lead, "未启动", "等批复"],
        ["五", asker, lead, "正在招标", ""],
        ["六", asker, lead, "150%", ""],
        ["七", asker, lead, "", ""],
        ["八", asker, lead, "", "31605部队已进场"],
    ]
    content = xlsx_bytes("清单", [], heads, rows)
    asked: dict[str, Any] = {
        "content": content, "year": 2026, "direction": "", "by": office.clerk, "at": AT,
        "today": TODAY,
    }  # fmt: skip
    reading = preview(**asked)
    assert [one.beside for one in reading.lines] == [
        "60%，正在施工", "35%", "100%，已完成；表上说已经办完，这里仍从待梳理走起", "0%，等批复",
        "正在招标", "", "", "",
    ]  # fmt: skip
    assert "进度应为 0 至 100" in reading.lines[5].words
    assert "番号" in reading.lines[7].words
    take_in(**asked, filename="x.xlsx", expected=6)
    found = {one.title: one for one in Item.objects.all()}
    assert {one.state for one in found.values()} == {ItemState.COLLECTED.value}
    assert [found[key].progress for key in "一二三四五七"] == [60, 35, 100, 0, 0, 0]
    step = found["一"].steps.get(verb="imported")
    assert (step.text, step.progress, step.side, step.by) == (
        "正在施工",
        60,
        "office",
        office.clerk,
    )
    assert not found["七"].steps.filter(verb="imported").exists()
    # Where a spreadsheet stores percentages as parts of one, one is all of it.
    parts = xlsx_bytes(
        "另一份", [], heads, [["甲", asker, lead, "1", ""], ["乙", asker, lead, "0.5", ""]]
    )
    told_so = [one.beside for one in preview(**{**asked, "content": parts}).lines]
    assert [one.split("；")[0] for one in told_so] == ["100%", "50%"]
    page = told(enter(office.second), f"/bureau/double-list/{found['一'].pk}/")
    assert "导入时表上写的进展" in page


def test_paper_says_what_it_does_not_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support_services.double_list.admin.board.MOST_PRINTED", 3)
    office = Office.of()
    Item.objects.bulk_create(row(office, number, "in_hand") for number in range(1, 6))
    second = enter(office.second)
    assert "还有 2 项没有列出" in told(second, "/bureau/double-list/print/")
    Item.objects.filter(number__gt=3).update(title="另外的")
    assert "没有列出" not in told(second, "/bureau/double-list/print/?q=另外")


def test_a_button_names_the_unit_in_full() -> None:
    office = Office.of()
    Unit.objects.filter(pk=office.school.pk).update(short_name="教体")
    item = office.walked("in_hand")
    page = told(enter(office.clerk), f"/bureau/double-list/{item.pk}/")
    assert "发链接给区教育局（虚构）" in page
    assert "发链接给教体" not in page
