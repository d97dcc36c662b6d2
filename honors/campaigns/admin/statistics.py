"""历年评选: what came of campaigns over the years, on a page and as a workbook."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.campaigns.admin.lists import TITLE
from honors.campaigns.selectors.statistics import (
    COUNTED,
    Row,
    Statistics,
    source_labels,
    statistics,
)
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation.table_files import XLSX_TYPE, Cell, xlsx_bytes

# What the address may ask for.
SPANS = {"3": ("近三年", 3), "5": ("近五年", 5), "all": ("全部", None)}
FIRST = "3"
HEADS = {
    "nominations": "推荐（份）",
    "candidates": "人选",
    "ineligible": "初审不通过",
    "vetoed": "联审不通过",
    "finalists": "入围",
    "winners": "表彰",
    "revoked": "撤销",
    "objections": "异议（件）",
    "recommended": "上报",
    "conferred": "上级表彰",
}
HOW = (
    "只算已经决定表彰的评选，按评选的年度算；正在办的、停办的不算。",
    "推荐：提交过的份数，退回、撤回的也算，草稿不算。",
    "人选：几份推荐说同一个人的算一个；退出的、并入别人的不算。",
    "入围：初审、联审都通过，交评委评审的人选；评审开始以后退出的也算。",
    "表彰：决定表彰时的人数；以后撤销的仍算表彰，另在“撤销”里算（荣誉名录里两人确认了的）。",
    "初审不通过的原因：当时核对的条件里不符合的，一个人可以有几项；联审的原因保密，不统计。",
)


def _asked(request: HttpRequest) -> tuple[str, Statistics]:
    span = request.GET.get("years", FIRST)
    span = span if span in SPANS else FIRST
    today = timezone.localdate()
    return span, statistics(actor(request), today, years=SPANS[span][1])


def _row(one: Row) -> dict[str, Any]:
    return {
        "label": one.label,
        "year": one.year,
        "title": one.title,
        "campaigns": one.campaigns,
        "counts": [{"label": HEADS[name], "value": one.counts[name]} for name in COUNTED],
        "url": address("campaign", one.campaign) if one.campaign else "",
    }


def _bars(rows: tuple[Row, ...], name: str) -> list[dict[str, Any]]:
    return [{"label": one.label, "value": one.counts[name]} for one in rows]


def over_the_years(request: HttpRequest) -> HttpResponse:
    """By year, by title, by who nominated and by why somebody was not eligible."""
    span, found = _asked(request)
    here = address("campaign_statistics")
    years = tuple(reversed(found.by_year))
    return page(
        request,
        "bureau/campaign_statistics.html",
        title="历年评选",
        crumbs=(crumb(TITLE, "campaigns"),),
        tabs=[
            {"label": label, "url": f"{here}?years={key}", "current": key == span}
            for key, (label, _) in SPANS.items()
        ],
        since=found.since,
        until=found.until,
        total=_row(found.total),
        finalists=found.total.counts["finalists"],
        winners=found.total.counts["winners"],
        heads=[HEADS[name] for name in COUNTED],
        rows=[_row(one) for one in found.rows],
        by_year=[_row(one) for one in found.by_year],
        by_title=[_row(one) for one in found.by_title],
        finalist_bars=_bars(years, "finalists"),
        winner_bars=_bars(years, "winners"),
        sources=[
            {"label": label, "value": found.total.sources[key]} for key, label in source_labels()
        ],
        reasons=[{"label": label, "value": count} for label, count in found.reasons],
        under_way=found.under_way,
        how=HOW,
        export_url=f"{address('campaign_statistics_xlsx')}?years={span}",
    )


def workbook(request: HttpRequest) -> HttpResponse:
    """Campaign by campaign, with what it adds up to; how it is counted stands above."""
    span, found = _asked(request)
    sources = source_labels()
    heads = ["年度", "称号", "评选", *(HEADS[name] for name in COUNTED)]
    heads += [label for _, label in sources]
    rows = [_cells([one.year, one.title, one.label], one, sources) for one in found.rows] + [
        _cells([one.label, "", "本年合计"], one, sources) for one in found.by_year
    ]
    rows += [_cells(["", one.label, "本称号合计"], one, sources) for one in found.by_title]
    rows.append(_cells(["", "", "合计"], found.total, sources))
    reasons = "；".join(f"{label} {count} 人次" for label, count in found.reasons)
    notes = [
        f"{timezone.localdate():%Y-%m-%d} 导出，{found.since} 至 {found.until} 年度",
        *HOW,
        f"初审不通过的原因：{reasons or '没有'}",
    ]
    content = xlsx_bytes("历年评选", notes, heads, rows)
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="campaigns-{span}.xlsx"'
    return response


def _cells(first: list[Cell], one: Row, sources: list[tuple[str, str]]) -> list[Cell]:
    return [
        *first,
        *(one.counts[name] for name in COUNTED),
        *(one.sources[key] for key, _ in sources),
    ]
