"""评审会表: the meeting sheet of a jury, once its review is closed: on screen and paper, as a
workbook, as PDF. Entries are their numbers, and so are the names of the files."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.juries.admin.lists import TITLE
from honors.juries.models import Panel
from honors.juries.selectors import desk as reading
from honors.juries.selectors.results import agrees, ballots_of, levels_of, standing
from honors.juries.services.assigning import how_drawn
from honors.juries.showing import (
    ballot_rows,
    level_rows,
    panel_facts,
    recusal_row,
    standing_rows,
)
from honors.juries.states import PanelState
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import turned_back
from veterans.foundation import paper
from veterans.foundation.table_files import XLSX_TYPE, Cell, xlsx_bytes

EARLY = "评审结束以后才有评审会表。"


def _told(panel: Panel) -> dict[str, Any]:
    criteria = list(panel.criteria.order_by("number"))
    numbers = dict(panel.entries.values_list("ref", "number"))
    ballots = ballots_of(panel)
    return {
        "labels": [one.label for one in criteria],
        "rows": standing_rows(standing(panel), numbers, criteria),
        "levels": level_rows(levels_of(panel)),
        "ballots": [
            {"number": given.entry, **row}
            for given, row in zip(ballots, ballot_rows(ballots, criteria), strict=True)
        ],
        "recusals": [recusal_row(one) for one in reading.recusals_of(panel)],
        "facts": panel_facts(panel),
        "how": how_drawn(panel),
        "jurors": [(one.number, str(one.user)) for one in reading.seats_in(panel)],
        "agrees": agrees(panel),
    }


def _closed(request: HttpRequest, panel_id: int) -> tuple[Panel, HttpResponse | None]:
    found = reading.panel_visible_to(actor(request), panel_id)
    if found.state != PanelState.CLOSED:
        return found, turned_back(request, EARLY, address("jury_panel", found.pk))
    return found, None


def sheet(request: HttpRequest, panel_id: int) -> HttpResponse:
    """Places with their reasons, how strict each juror was, every ballot, who stood aside."""
    found, early = _closed(request, panel_id)
    return early or page(
        request,
        "bureau/jury_sheet.html",
        title=f"评审会表：{found.title}",
        crumbs=(crumb(TITLE, "jury_panels"), crumb(found.title, "jury_panel", found.pk)),
        closed_at=found.closed_at,
        levelled=found.levelled,
        xlsx_url=address("jury_sheet_xlsx", found.pk),
        pdf_url=address("jury_sheet_pdf", found.pk),
        **_told(found),
    )


def workbook(request: HttpRequest, panel_id: int) -> HttpResponse:
    """Places with their reasons as a workbook."""
    found, early = _closed(request, panel_id)
    if early:
        return early
    told = _told(found)
    heads = ["名次", "编号", *told["labels"], "得分", "分差", "有效评分", "名次说明"]
    cells: list[list[Cell]] = [
        [
            one["place"] or "",
            one["number"],
            *(_cell(mean) for _, mean in one["means"]),
            _cell(one["score"]),
            _cell(one["spread"]),
            one["ballots"],
            one["why"],
        ]
        for one in told["rows"]
    ]
    notes = [
        f"{timezone.localdate():%Y-%m-%d} 导出，共 {len(cells)} 份材料",
        f"{found.get_combination_display()}；{found.get_tie_display()}",
    ]
    return _file(xlsx_bytes(found.title, notes, heads, cells), XLSX_TYPE, f"jury-{found.pk}.xlsx")


def pdf(request: HttpRequest, panel_id: int) -> HttpResponse:
    """The sheet to be signed in the meeting."""
    found, early = _closed(request, panel_id)
    if early:
        return early
    told = _told(found)
    blocks: list[paper.Block] = [
        paper.Heading("评审会表", 1),
        paper.Text(found.title, align="center", size=12),
        paper.Facts(told["facts"]),
        paper.Heading("名次"),
        paper.Table(
            ["名次", "编号", "得分", "分差", "说明"],
            [
                [
                    one["place"] or "不排",
                    f"{one['number']} 号",
                    "—" if one["score"] is None else one["score"],
                    "—" if one["spread"] is None else one["spread"],
                    one["why"],
                ]
                for one in told["rows"]
            ],
            widths=[1, 1.1, 1.2, 1.2, 7],
        ),
        paper.Heading("评委"),
        paper.Table(
            ["评委", "份数", "平均分", "拉平时移动" if found.levelled else "离全体平均"],
            [
                [f"评委 {one['seat']}", one["ballots"], one["mean"], one["moved"]]
                for one in told["levels"]
            ],
        ),
    ]
    if told["recusals"]:
        blocks += [
            paper.Heading("回避"),
            paper.Table(
                ["编号", "评委", "由谁", "原因"],
                [
                    [f"{one['number']} 号", f"评委 {one['seat']}", one["source"], one["why"]]
                    for one in told["recusals"]
                ],
                widths=[1, 1, 1.2, 5],
            ),
        ]
    blocks += [
        paper.Heading("分派"),
        paper.Text(told["how"]),
        paper.Signatures([f"{name}（评委 {number}）" for number, name in told["jurors"]]),
        paper.Signatures(["主持人", "记录人", "日期"]),
    ]
    try:
        content = paper.pdf(f"评审会表：{found.title}", blocks)
    except paper.Unprintable as refusal:
        return turned_back(request, str(refusal), address("jury_sheet", found.pk))
    return _file(content, paper.PDF_TYPE, f"jury-{found.pk}.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(value: Decimal | None) -> Cell:
    return "" if value is None else value
