"""花名册: the roster of a batch as a workbook, for paper and for the towns to check.

Written row by row in bounded memory from one ordered query. Identity and account numbers are
covered; every roster made is on record. Text is written as text, so that no spreadsheet takes a
number for a figure or a name for a formula.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.db import transaction
from django.utils import timezone

from support_services.subsidies.models import Batch
from support_services.subsidies.models.ledger import PostingReason
from support_services.subsidies.services.bank.lines import streamed
from support_services.subsidies.states import BATCH_LABELS, BatchState
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.crypto import unseal
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_account, mask_id_number
from veterans.foundation.money import ZERO
from veterans.foundation.months import month_cn
from veterans.regions.models import Region
from veterans.regions.selectors import county

# A worksheet holds 1,048,576 rows; heads and sums need some of them.
MOST_ROWS = 1_000_000
NOT_YET = {BatchState.DRAFT, BatchState.CALCULATING, BatchState.VOIDED}
PAYABLE = {BatchState.APPROVED, BatchState.EXPORTED, BatchState.SETTLED, BatchState.CLOSED}
LABELS = dict(PostingReason.choices)
A4 = 9
WIDEST, NARROWEST = 34, 5

_ROWS = """
SELECT COALESCE(town.name, r.name), r.name, p.name, p.id_number, s.short_name,
       per.first_month, per.last_month, per.reasons, per.amount, COALESCE(pay.amount, 0),
       payee.name, a.bank_name, a.number
FROM (
    SELECT entitlement_id, sum(amount) AS amount, min(month) AS first_month,
           max(month) AS last_month, array_agg(DISTINCT reason::text) AS reasons
    FROM subsidies_posting WHERE batch_id = %(batch)s GROUP BY 1 HAVING sum(amount) <> 0
) per
JOIN subsidies_entitlement e ON e.id = per.entitlement_id
JOIN subsidies_scheme s ON s.id = e.scheme_id
JOIN registry_person p ON p.id = e.person_id
JOIN regions_region r ON r.id = p.region_id
LEFT JOIN regions_region town ON town.path = left(r.path, 9)
LEFT JOIN subsidies_payment pay ON pay.batch_id = %(batch)s AND pay.entitlement_id = e.id
LEFT JOIN registry_person payee ON payee.id = COALESCE(pay.payee_id, e.payee_id)
LEFT JOIN registry_bankaccount a
    ON a.person_id = COALESCE(pay.payee_id, e.payee_id, e.person_id) AND a.is_current
WHERE r.path LIKE %(area)s
ORDER BY r.path, p.name, p.id, s.position
"""


@dataclass(frozen=True)
class Roster:
    """A workbook: its name, and its bytes as a temporary file that is gone once closed."""

    name: str
    content: IO[bytes]
    rows: int


@dataclass
class Sums:
    """People and yuan of a town, of a scheme, of everything."""

    rows: int = 0
    amount: Decimal = ZERO
    payable: Decimal = ZERO

    def add(self, amount: Decimal, payable: Decimal) -> None:
        self.rows += 1
        self.amount += amount
        self.payable += payable


@dataclass(frozen=True)
class Line:
    """One row of the roster: the cells of text, and what is summed."""

    town: str
    scheme: str
    text: tuple[str, ...]
    amount: Decimal
    payable: Decimal
    after: tuple[str, ...]


@dataclass
class Sheet:
    """A worksheet that remembers how wide its columns have to be."""

    sheet: Any
    widths: dict[int, int] = field(default_factory=dict)
    row: int = 0

    def text(self, column: int, value: str, style: Any, *, measured: bool = True) -> None:
        self.sheet.write_string(self.row, column, value, style)
        if measured:
            self.seen(column, _width(value))

    def figure(self, column: int, value: Decimal, style: Any) -> None:
        self.sheet.write_number(self.row, column, float(value), style)
        self.seen(column, len(f"{value:,.2f}"))

    def count(self, column: int, value: int, style: Any) -> None:
        self.sheet.write_number(self.row, column, value, style)
        self.seen(column, len(f"{value:,}"))

    def fit(self) -> None:
        """Every column as wide as what stands in it, within reason."""
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, max(NARROWEST, min(WIDEST, width + 2)))

    def seen(self, column: int, width: int) -> None:
        self.widths[column] = max(self.widths.get(column, 0), width)


def make_roster(*, batch: Batch, region_path: str = "", by: User, at: datetime) -> Roster:
    """The roster of a batch, or of one area of it.

    Refuses whoever may not read the ledger, a batch that has not been calculated or is voided,
    an area that does not exist, and more rows than a worksheet holds.
    """
    roles.require(by, "ledger.read")
    if batch.state in NOT_YET:
        label = BATCH_LABELS[BatchState(batch.state)]
        raise Refused(f"批次 {batch.number} 现在是“{label}”，核算完成以后才有花名册。")
    area = Region.objects.filter(path=region_path).first() if region_path else None
    if region_path and area is None:
        raise Refused("没有这个镇街，请重新选择后再下载。")
    # Not in with: the response closes it, and with it the file is gone.
    content = tempfile.TemporaryFile()  # noqa: SIM115
    with transaction.atomic():
        rows = _write(content, batch, area, by, at)
        audit.record(
            actor=by,
            action="subsidies.roster",
            subject="batch",
            subject_id=batch.pk,
            detail={"rows": rows, "area": area.name if area else ""},
            at=at,
        )
    content.seek(0)
    where = f"-{area.name}" if area else ""
    name = re.sub(r"[^\w.\-]", "", f"花名册-{batch.number}{where}.xlsx")
    return Roster(name, content, rows)


def _lines(batch: Batch, area: Region | None) -> Iterator[Line]:
    params = {"batch": batch.pk, "area": f"{area.path if area else ''}%"}
    for row in streamed(_ROWS, params, name="roster"):
        town, village, name, sealed_id, scheme, first, last, reasons, amount, payable = row[:10]
        payee, bank, sealed_account = row[10:]
        account = mask_account(unseal(sealed_account).decode()) if sealed_account else ""
        yield Line(
            town=town,
            scheme=scheme,
            text=(
                town,
                village if village != town else "",
                name,
                mask_id_number(unseal(sealed_id).decode()),
                scheme,
                _months(first, last),
            ),
            amount=amount,
            payable=payable,
            after=(
                payee if payee and payee != name else "",
                bank or "",
                account,
                "、".join(LABELS[reason] for reason in sorted(reasons) if reason != "ordinary"),
            ),
        )


def _months(first: date, last: date) -> str:
    if first == last:
        return month_cn(first)
    if first.year == last.year:
        return f"{month_cn(first)}至{last.month}月"
    return f"{month_cn(first)}至{month_cn(last)}"


def _width(text: str) -> int:
    """Chinese characters are twice as wide as figures."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


TEXT = ("镇街", "村居", "姓名", "身份证号", "项目", "所属月份")
MONEY = ("核定金额（元）", "抵扣或转追缴（元）", "应付（元）")
AFTER = ("领取人（非本人）", "开户行", "账号", "备注")


def _write(content: IO[bytes], batch: Batch, area: Region | None, by: User, at: datetime) -> int:
    payable = batch.state in PAYABLE
    money = MONEY if payable else MONEY[:1]
    heads = ("序号", *TEXT, *money, *AFTER)
    place = county()
    unit = f"{place.name if place else ''}退役军人事务局"
    title = f"{unit}{month_cn(batch.through)}抚恤补助花名册{'' if payable else '（审批前核对稿）'}"
    book = xlsxwriter.Workbook(content, {"constant_memory": True, "default_date_format": "@"})
    book.set_properties({"title": title, "company": unit})
    styles = _styles(book)
    summary, sheet = Sheet(book.add_worksheet("汇总")), Sheet(book.add_worksheet("花名册"))
    made = f"制表：{by}　{timezone.localtime(at):%Y-%m-%d %H:%M}"
    in_order = batch.batch_schemes.order_by("scheme__position")
    names = list(in_order.values_list("scheme__short_name", flat=True))
    _prepare(sheet, title, made, batch, area, names, heads, styles)
    everything = Sums()
    towns: dict[str, Sums] = {}
    cells: dict[tuple[str, str], Sums] = {}
    town, here = "", Sums()
    for line in _lines(batch, area):
        if line.town != town:
            if town:
                _sum_row(sheet, f"{town}小计", here, payable, heads, styles["subtotal"])
            town, here = line.town, towns.setdefault(line.town, Sums())
        everything.add(line.amount, line.payable)
        here.add(line.amount, line.payable)
        cells.setdefault((line.town, line.scheme), Sums()).add(line.amount, line.payable)
        if everything.rows > MOST_ROWS:
            raise Refused("人数超过一张工作表能放的行数，请按镇街分别下载。")
        _line_row(sheet, everything.rows, line, payable, styles)
    if town:
        _sum_row(sheet, f"{town}小计", here, payable, heads, styles["subtotal"])
    _sum_row(sheet, "合计", everything, payable, heads, styles["total"])
    sheet.row += 1
    hands = "经办：________________　　复核：________________　　审批：________________"
    sheet.text(0, hands, styles["plain"], measured=False)
    sheet.fit()
    _summarise(summary, title, made, names, towns, cells, everything, styles)
    book.close()
    return everything.rows


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    cell = {**base, "border": 1, "border_color": "#9A9A9A"}
    money = {"num_format": "#,##0.00;[Red]-#,##0.00", "align": "right"}
    looks = {
        "title": {**base, "font_size": 16, "bold": True, "align": "center"},
        "plain": base,
        "head": {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#EDEFEA"},
        "text": cell,
        "number": {**cell, "align": "center"},
        "money": {**cell, **money},
        "subtotal_text": {**cell, "bold": True, "bg_color": "#F6F6F2"},
        "subtotal_money": {**cell, **money, "bold": True, "bg_color": "#F6F6F2"},
        "total_text": {**cell, "bold": True, "bg_color": "#E3E8E0"},
        "total_money": {**cell, **money, "bold": True, "bg_color": "#E3E8E0"},
    }
    styles: dict[str, Any] = {name: book.add_format(look) for name, look in looks.items()}
    for name in ("subtotal", "total"):
        styles[name] = (styles[f"{name}_text"], styles[f"{name}_money"])
    return styles


def _page(sheet: Any, title: str, made: str) -> None:
    """A4 across, as wide as one page, page numbers below."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&R{title}", {"margin": 0.3})
    sheet.set_footer(f"&L{made}&C第 &P 页，共 &N 页", {"margin": 0.3})
    sheet.hide_gridlines(2)


def _prepare(
    sheet: Sheet,
    title: str,
    made: str,
    batch: Batch,
    area: Region | None,
    names: list[str],
    heads: tuple[str, ...],
    styles: dict[str, Any],
) -> None:
    _page(sheet.sheet, title, made)
    sheet.sheet.set_row(0, 28)
    sheet.sheet.merge_range(0, 0, 0, len(heads) - 1, title, styles["title"])
    where = area.name if area else "全部镇街"
    state = BATCH_LABELS[BatchState(batch.state)]
    sheet.row = 1
    about = f"批次 {batch.number}（{state}）　{where}　项目：{'、'.join(names)}　{made}"
    sheet.text(0, about, styles["plain"], measured=False)
    sheet.row = 2
    sheet.sheet.set_row(2, 30)
    for column, head in enumerate(heads):
        sheet.text(column, head, styles["head"], measured=False)
        sheet.seen(column, min(_width(head), 12))
    sheet.row = 3
    sheet.sheet.freeze_panes(3, 4)
    sheet.sheet.repeat_rows(2)


def _line_row(sheet: Sheet, number: int, line: Line, payable: bool, styles: dict[str, Any]) -> None:
    sheet.count(0, number, styles["number"])
    for column, value in enumerate(line.text, start=1):
        sheet.text(column, value, styles["text"])
    column = 1 + len(line.text)
    for amount in _money(line.amount, line.payable, payable):
        sheet.figure(column, amount, styles["money"])
        column += 1
    for offset, value in enumerate(line.after):
        sheet.text(column + offset, value, styles["text"])
    sheet.row += 1


def _money(amount: Decimal, payable: Decimal, has_payable: bool) -> tuple[Decimal, ...]:
    return (amount, amount - payable, payable) if has_payable else (amount,)


def _sum_row(
    sheet: Sheet, label: str, sums: Sums, payable: bool, heads: tuple[str, ...], style: Any
) -> None:
    text, money = style
    said = f"{label}　{sums.rows:,} 人次"
    # One cell over all columns of text: empty cells beside it would cut the words off.
    sheet.sheet.merge_range(sheet.row, 0, sheet.row, len(TEXT), said, text)
    for column in range(1 + len(TEXT), len(heads)):
        sheet.sheet.write_blank(sheet.row, column, None, text)
    column = 1 + len(TEXT)
    for amount in _money(sums.amount, sums.payable, payable):
        sheet.figure(column, amount, money)
        column += 1
    sheet.row += 1


def _summarise(
    sheet: Sheet,
    title: str,
    made: str,
    names: list[str],
    towns: dict[str, Sums],
    cells: dict[tuple[str, str], Sums],
    everything: Sums,
    styles: dict[str, Any],
) -> None:
    """Towns down, schemes across: people and yuan."""
    found = {scheme for _, scheme in cells}
    schemes = [name for name in names if name in found]
    _page(sheet.sheet, title, made)
    sheet.sheet.set_row(0, 28)
    sheet.sheet.merge_range(0, 0, 0, 2 + 2 * len(schemes), title, styles["title"])
    sheet.row = 2
    heads = ["镇街", *(f"{s}{what}" for s in schemes for what in ("人次", "金额（元）"))]
    for column, head in enumerate([*heads, "人次合计", "金额合计（元）"]):
        sheet.text(column, head, styles["head"], measured=False)
        sheet.seen(column, min(_width(head), 12))
    sheet.sheet.set_row(2, 30)
    by_scheme: dict[str, Sums] = {}
    for town, sums in towns.items():
        sheet.row += 1
        _summary_row(
            sheet,
            town,
            [cells.get((town, s), Sums()) for s in schemes],
            sums,
            styles["text"],
            styles["money"],
        )
        for scheme in schemes:
            cell = cells.get((town, scheme), Sums())
            total = by_scheme.setdefault(scheme, Sums())
            total.rows += cell.rows
            total.amount += cell.amount
    sheet.row += 1
    totals = [by_scheme.get(scheme, Sums()) for scheme in schemes]
    _summary_row(sheet, "合计", totals, everything, *styles["total"])
    sheet.fit()


def _summary_row(
    sheet: Sheet, label: str, cells: list[Sums], sums: Sums, text: Any, money: Any
) -> None:
    sheet.text(0, label, text)
    column = 1
    for cell in [*cells, sums]:
        sheet.count(column, cell.rows, text)
        sheet.figure(column + 1, cell.amount, money)
        column += 2
