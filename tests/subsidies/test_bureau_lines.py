"""Lines, explanations, exceptions and the roster at the bureau's door."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from support_services.subsidies import selectors
from support_services.subsidies.models import Posting
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services import batches, entitlements, roster
from tests.subsidies.at_the_bureau import NOVEMBER, OCTOBER, Bureau, enter, said, told
from tests.subsidies.factories import AT, account, user, village
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau.of()


def lines_of(batch: Any) -> str:
    return f"/bureau/batches/{batch.pk}/lines/"


# -- pages of lines ------------------------------------------------------------------------------


def test_every_line_is_on_exactly_one_page(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors.batches, "PAGE", 4)
    batch = bureau.batch(date(2026, 12, 1))  # three people, three months each
    client, address = bureau.reviewer, lines_of(batch)
    seen, pages = [], 0
    while address:
        context = client.get(address).context
        seen += [(row["name"], row["month"]) for row in context["lines"]]
        # Nobody's lines are cut in two.
        assert len(context["lines"]) == 3
        address, pages = context["next_url"], pages + 1
    assert pages == 3
    expected = [(line.entitlement.person.name, line.month) for line in selectors.lines_of(batch)]
    assert seen == expected


def test_lines_are_narrowed_and_added_up(bureau: Bureau) -> None:
    elsewhere = bureau.rights[0].person
    elsewhere.region = village(2, 1)
    elsewhere.save()
    batch = bureau.batch()
    client = bureau.reviewer
    assert "共 3 行，合计 29,067.51 元" in told(client, lines_of(batch))
    town = elsewhere.region.parent
    only = client.get(lines_of(batch), {"town": town.path, "scheme": "disability_pension"})
    assert "符合条件的 1 行，合计 9,689.17 元" in said(only)
    assert elsewhere.name in said(only)
    none = client.get(lines_of(batch), {"reason": "tail"})
    assert "没有符合条件的明细" in said(none)
    made_up = client.get(lines_of(batch), {"town": "1' OR 1=1", "after": "x"})
    assert "共 3 行" in said(made_up)


def test_numbers_are_covered(bureau: Bureau) -> None:
    batch = bureau.batch()
    number = str(bureau.rights[0].person.id_number)
    for address in (lines_of(batch), f"{lines_of(batch)}print/"):
        page = bureau.reviewer.get(address)
        assert number not in page.text
        assert f"370***********{number[-4:]}" in page.text


def test_paper_holds_all_lines_with_their_sum_and_has_an_end(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = bureau.batch()
    page = told(bureau.preparer, f"{lines_of(batch)}print/")
    assert "3 行，合计 29,067.51 元" in page
    for right in bureau.rights:
        assert right.person.name in page
    from support_services.subsidies.admin import lines

    monkeypatch.setattr(lines, "PRINTED_AT_MOST", 2)
    refused = bureau.preparer.get(f"{lines_of(batch)}print/")
    assert refused.status_code == 400
    assert "请按镇街或项目筛选" in refused.text


# -- why this amount -----------------------------------------------------------------------------


def explained(bureau: Bureau, line: Posting) -> str:
    month = f"{line.month:%Y-%m}"
    return told(
        bureau.reviewer,
        f"/bureau/lines/{line.entitlement_id}/{month}/{line.component}/{line.sequence}/",
    )


def test_an_ordinary_month_is_explained(bureau: Bureau) -> None:
    bureau.batch()
    page = explained(bureau, Posting.objects.filter(entitlement=bureau.rights[0]).get())
    assert "应发 9,689.17 元，以前没有入过账，所以这一行入账 9,689.17 元" in page
    # August 2022 begins the standard's own year, so October is its third month.
    assert "第 3 个月：116,270.00 × 3 ÷ 12 − 116,270.00 × 2 ÷ 12" in page
    assert "试验〔2026〕1号" in page
    assert "一级 因战" in page
    assert "军人抚恤优待条例（2024年）第二十七条" in page


def test_a_raise_is_explained_with_what_was_paid_before(bureau: Bureau) -> None:
    bureau.batch(OCTOBER, approve=True)
    bureau.lab.rate("120000", OCTOBER)
    bureau.batch(NOVEMBER)
    line = Posting.objects.get(entitlement=bureau.rights[0], reason="raise")
    page = explained(bureau, line)
    assert "应发 10,000.00 元，以前已入账 9,689.17 元，所以这一行补 310.83 元" in page
    assert "调标补差" in page


def test_money_taken_back_is_explained(bureau: Bureau) -> None:
    bureau.batch(NOVEMBER, approve=True)
    right = bureau.rights[0]
    entitlements.end(
        entitlement_id=right.pk,
        reason=EndReason.CANCELLED,
        ended_on=date(2026, 10, 3),
        by=bureau.lab.preparer,
        at=AT,
        today=AT.date(),
    )
    bureau.batch(date(2026, 12, 1))
    page = explained(bureau, Posting.objects.get(entitlement=right, reason="overpaid"))
    assert "2026年11月不应发放" in page
    assert "所以这一行冲减" in page
    assert "待遇发至2026年10月（取消）" in page


def test_a_voided_line_is_explained(bureau: Bureau) -> None:
    batch = bureau.batch()
    batches.void(batch_id=batch.pk, reason="建错了", by=bureau.lab.preparer, at=AT)
    line = Posting.objects.get(entitlement=bureau.rights[0], reason="void")
    assert "所在批次已作废" in explained(bureau, line)


def test_a_line_that_is_none(bureau: Bureau) -> None:
    bureau.batch()
    one = bureau.rights[0].pk
    for address in (
        f"/bureau/lines/{one}/2026-10/standard/9/",
        f"/bureau/lines/{one}/2026-13/standard/1/",
        f"/bureau/lines/{one}/nonsense/standard/1/",
        "/bureau/lines/999999999999/2026-10/standard/1/",
        "/bureau/lines/99999999999999999999999/2026-10/standard/1/",
        f"/bureau/lines/{one}/2026-10/standard/99999999999999999999/",
    ):
        assert bureau.reviewer.get(address).status_code == 404, address


# -- exceptions ----------------------------------------------------------------------------------


def test_exceptions_are_told_with_reason_and_cure_and_narrowed(bureau: Bureau) -> None:
    without = bureau.lab.entitle(OCTOBER, with_account=False)
    entitlements.place_hold(
        entitlement_id=bureau.rights[0].pk, reason="待核实", by=bureau.lab.preparer, at=AT
    )
    batch = bureau.batch()
    address = f"/bureau/batches/{batch.pk}/exceptions/"
    page = told(bureau.preparer, address)
    assert "请服务站收集本人银行账户" in page
    assert "核实情况后解除暂缓" in page
    only = bureau.preparer.get(address, {"reason": "no_account"})
    names = [row["name"] for row in only.context["page_obj"].object_list]
    assert names == [without.person.name]
    assert f"/bureau/people/{without.person_id}/" in only.text
    # A reason somebody made up narrows nothing.
    assert len(bureau.preparer.get(address, {"reason": "x"}).context["page_obj"].object_list) == 2


# -- the roster ----------------------------------------------------------------------------------


def workbook(response: Any) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_roster_adds_up_by_town_and_covers_numbers(bureau: Bureau) -> None:
    moved = bureau.rights[0].person
    moved.region = village(2, 1)
    moved.save()
    batch = bureau.batch(approve=True)
    response = bureau.preparer.get(f"/bureau/batches/{batch.pk}/roster/")
    assert "attachment" in response.headers["Content-Disposition"]
    sheets = workbook(response)
    rows = sheets["花名册"]
    assert "花名册" in rows[0][0]
    assert batch.number in rows[1][0]
    heads = rows[2]
    people = [row for row in rows[3:] if isinstance(row[0], float)]
    amount = heads.index("应付（元）")
    assert sorted(row[3] for row in people) == sorted(r.person.name for r in bureau.rights)
    assert {row[amount] for row in people} == {9689.17}
    sums = {str(row[0]).split("　")[0]: row[amount] for row in rows[3:] if "人次" in str(row[0])}
    assert sums == {"第1镇小计": 19378.34, "第2镇小计": 9689.17, "合计": 29067.51}
    number = str(moved.id_number)
    assert number not in str(rows)
    assert f"370***********{number[-4:]}" in [row[4] for row in people]
    assert all(row[12].startswith("6217 **** ****") for row in people)
    assert sheets["汇总"][-1][-2:] == [3.0, 29067.51]
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.detail["rows"]) == ("subsidies.roster", 3)


def test_before_the_approval_the_roster_says_so_and_promises_nothing(bureau: Bureau) -> None:
    batch = bureau.batch()
    rows = workbook(bureau.reviewer.get(f"/bureau/batches/{batch.pk}/roster/"))["花名册"]
    assert "审批前核对稿" in rows[0][0]
    assert "应付（元）" not in rows[2]


def test_the_roster_of_one_town(bureau: Bureau) -> None:
    moved = bureau.rights[0].person
    moved.region = village(2, 1)
    moved.save()
    batch = bureau.batch(approve=True)
    path = moved.region.parent.path
    rows = workbook(bureau.preparer.get(f"/bureau/batches/{batch.pk}/roster/", {"town": path}))
    assert [row[3] for row in rows["花名册"] if isinstance(row[0], float)] == [moved.name]


def test_what_is_offset_stands_in_the_roster(bureau: Bureau) -> None:
    """Paid too much in October and November, then paid again: the difference is offset."""
    bureau.batch(NOVEMBER, approve=True)
    right = bureau.rights[0]
    bureau.lab.determine(right, date(2026, 10, 1), grade=2)
    bureau.lab.rate("12000", date(2022, 8, 1), grade=2)
    batch = bureau.batch(date(2026, 12, 1), approve=True)
    made = roster.make_roster(batch=batch, by=bureau.lab.preparer, at=AT)
    rows = CalamineWorkbook.from_filelike(made.content).get_sheet_by_name("花名册").to_python()
    row = next(row for row in rows if row[3] == right.person.name)
    recognised, offset, payable = (Decimal(str(value)) for value in row[7:10])
    assert recognised < 0
    assert (offset, payable) == (recognised, 0)
    assert row[13] == "更正"


def test_who_gets_no_roster_and_when(bureau: Bureau) -> None:
    batch = bureau.batch()
    for role in (Role.SYSADMIN, Role.TOWN_WORKER):
        place = village().parent if role == Role.TOWN_WORKER else None
        client = enter(user(role, region=place))
        assert client.get(f"/bureau/batches/{batch.pk}/roster/").status_code == 403
    batches.void(batch_id=batch.pk, reason="建错了", by=bureau.lab.preparer, at=AT)
    refused = bureau.reviewer.get(f"/bureau/batches/{batch.pk}/roster/")
    assert refused.status_code == 400
    assert "核算完成以后才有花名册" in refused.text
    with pytest.raises(Refused, match="没有这个镇街"):
        roster.make_roster(batch=bureau.batch(), region_path="999", by=bureau.lab.preparer, at=AT)


def test_text_stays_text(bureau: Bureau) -> None:
    person = bureau.rights[0].person
    person.name = "=1+1"
    person.save()
    account(person, account_name="=1+1")
    batch = bureau.batch()
    rows = workbook(bureau.preparer.get(f"/bureau/batches/{batch.pk}/roster/"))["花名册"]
    assert "=1+1" in [row[3] for row in rows]
