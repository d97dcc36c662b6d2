"""资金与预算 at the bureau's door: lines and what is used of them, shares, bands, fund use."""

import io
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from support_services.subsidies.admin import fund_rows
from support_services.subsidies.admin.fund_entries import FUNDS
from support_services.subsidies.approval import Band
from support_services.subsidies.fund_states import (
    CONTROL_LABELS,
    SOURCE_LABELS,
    Control,
    FundSource,
    ProposalState,
)
from support_services.subsidies.selectors.approval import approval_rules_visible_to, rule_on
from support_services.subsidies.selectors.budget import (
    LineUse,
    budget_years,
    changes_visible_to,
    line_use,
    line_visible_to,
    lines_visible_to,
    overrides_of,
    parts_of_line,
    uses_of,
)
from support_services.subsidies.selectors.funding import (
    UseRow,
    fund_use,
    fund_years,
    shares_visible_to,
)
from support_services.subsidies.services import fund_papers
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation.money import ZERO
from veterans.foundation.months import month_cn
from veterans.foundation.table_files import XLSX_TYPE

WAYS = (("month", "按月份"), ("scheme", "按项目"), ("all", "按月份和项目"))


def _year(request: HttpRequest, years: list[int]) -> int:
    """The year asked for; this one, or else the newest with anything, where none is."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= 2100:
        return int(asked)
    this = timezone.localdate().year
    return this if this in years or not years else years[0]


def _year_tabs(name: str, years: list[int], year: int, **query: str) -> list[dict[str, Any]]:
    listed = sorted({*years, year}, reverse=True)
    return [
        {
            "title": f"{one} 年",
            "url": address(name, year=str(one), **query),
            "current": one == year,
        }
        for one in listed
    ]


def funds(request: HttpRequest) -> HttpResponse:
    """The lines of a year: amount, used, left, and where the year will end."""
    user = actor(request)
    years = sorted({*budget_years(user), *fund_years(user)}, reverse=True)
    year = _year(request, years)
    uses = uses_of(lines_visible_to(user).filter(year=year).order_by("pk"))
    rows = [_line_row(use) for use in uses]
    in_force = [use for use in uses if use.line.is_in_force]
    drafts = changes_visible_to(user).filter(state=ProposalState.DRAFT, line__year=year)
    use = fund_use(user, year)
    total = use.total
    rule = rule_on(timezone.localdate())
    return page(
        request,
        "bureau/funds.html",
        title=FUNDS,
        year=year,
        tabs=_year_tabs("funds", years, year),
        rows=rows,
        cards={
            "amount": sum((one.line.amount for one in in_force), ZERO),
            "used": sum((one.used for one in in_force), ZERO),
            "left": sum((one.standing.remaining for one in in_force), ZERO),
            "december": sum((_december(one) for one in in_force), ZERO),
        }
        if in_force
        else None,
        drafts=[fund_rows.change_row(row, user) for row in drafts],
        recognised=total.total,
        by_source=[
            {"label": SOURCE_LABELS[source], "value": amount}
            for source, amount in total.by_source.items()
        ],
        unsplit=total.unsplit,
        has_shares=shares_visible_to(user).filter(state=ProposalState.IN_FORCE).exists(),
        rule_words=Band().label if rule is None else "",
        rule=fund_rows.rule_row(rule, user) if rule else None,
        new_url=address("budget_line_new") if user.may("funds.enter") else "",
        shares_url=address("fund_shares"),
        rules_url=address("approval_rules"),
        use_url=address("fund_use", year=str(year)),
        export_url=address("funds_file", year) if rows else "",
    )


def _december(use: LineUse) -> Decimal:
    found = use.forecast
    return found.by_december if found else ZERO


def _line_row(use: LineUse) -> dict[str, Any]:
    standing, ahead = use.standing, use.forecast
    tone = "bad" if standing.is_over else "warn" if standing.is_near else "ok"
    word = {"bad": "已超支", "warn": "接近用完", "ok": "正常"}[tone]
    if not use.line.is_in_force:
        tone, word = "idle", "待启用"
    december = ahead.by_december if ahead else None
    return {
        "name": use.line.name,
        "url": address("budget_line", use.line.pk),
        "source": SOURCE_LABELS[FundSource(use.line.source)],
        "schemes": "、".join(scheme.short_name for scheme in use.schemes),
        "amount": use.line.amount,
        "used": use.used,
        "left": standing.remaining,
        "percent": standing.percent,
        "warn_percent": use.line.warn_percent,
        "control": CONTROL_LABELS[Control(use.line.control)],
        "monthly": ahead.monthly if ahead else None,
        "december": december,
        "short": max(december - use.line.amount, ZERO) if december is not None else ZERO,
        "tone": tone,
        "word": word,
    }


def budget_line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One line: the documents that made it, what was used of it, and decisions to go beyond."""
    user = actor(request)
    line = line_visible_to(user, line_id)
    use = line_use(line)
    changes = changes_visible_to(user).filter(line=line)
    return page(
        request,
        "bureau/budget_line.html",
        title=line.name,
        crumbs=(crumb(FUNDS, "funds"),),
        row=_line_row(use),
        year=line.year,
        returned=use.returned,
        changes=[fund_rows.change_row(row, user) for row in changes],
        months=[
            {"label": f"{month} 月", "value": amount}
            for month, amount in sorted(use.by_month.items())
        ],
        parts=[
            {
                "number": f"{row['batch__through']:%Y%m}-{row['batch_id']}",
                "url": address("batch", row["batch_id"]),
                "month": row["batch__through"],
                "word": "作废冲回" if row["kind"] == "voided" else "审批",
                "at": row["at"],
                "amount": row["sum"],
            }
            for row in parts_of_line(use)
        ],
        overrides=[
            {
                "number": one.batch.number,
                "url": address("batch", one.batch_id),
                "shortfall": one.shortfall,
                "document_no": one.document_no,
                "by": str(one.by),
                "at": one.at,
            }
            for one in overrides_of(line)
        ],
        change_url=(
            address("budget_change_new", line.pk)
            if user.may("funds.enter") and line.is_in_force
            else ""
        ),
    )


def fund_shares(request: HttpRequest) -> HttpResponse:
    """Who pays how much of a hundred, scheme by scheme."""
    user = actor(request)
    rows = [fund_rows.share_row(row, user) for row in shares_visible_to(user)]
    return _proposals(
        request,
        "bureau/fund_shares.html",
        "资金来源比例",
        rows,
        "fund_share_new",
        sources=[SOURCE_LABELS[source] for source in FundSource],
    )


def approval_rules(request: HttpRequest) -> HttpResponse:
    """The approval bands: in force, waiting, and before."""
    user = actor(request)
    rows = [fund_rows.rule_row(row, user) for row in approval_rules_visible_to(user)]
    return _proposals(request, "bureau/approval_rules.html", "审批权限", rows, "approval_rule_new")


def _proposals(
    request: HttpRequest,
    template: str,
    title: str,
    rows: list[dict[str, Any]],
    new: str,
    **context: Any,
) -> HttpResponse:
    user = actor(request)
    past = (ProposalState.REPLACED, ProposalState.WITHDRAWN)
    return page(
        request,
        template,
        title=title,
        crumbs=(crumb(FUNDS, "funds"),),
        drafts=[row for row in rows if row["state"] == ProposalState.DRAFT],
        in_force=[row for row in rows if row["state"] == ProposalState.IN_FORCE],
        past=[row for row in rows if row["state"] in past],
        new_url=address(new) if user.may("funds.enter") else "",
        **context,
    )


def use_of_funds(request: HttpRequest) -> HttpResponse:
    """资金使用情况: a year's money by month, scheme and source, for screen and paper."""
    user = actor(request)
    years = fund_years(user)
    year = _year(request, years)
    asked = request.GET.get("by", "")
    way = asked if asked in dict(WAYS) else "month"
    found = fund_use(user, year)
    rows = found.rows if way == "all" else found.grouped(way)
    total = found.total
    sources = [source for source in FundSource if source in total.by_source]
    return page(
        request,
        "bureau/fund_use.html",
        title="资金使用情况",
        crumbs=(crumb(FUNDS, "funds"),),
        year=year,
        year_tabs=_year_tabs("fund_use", years, year, by=way),
        tabs=[
            {
                "title": title,
                "url": address("fund_use", year=str(year), by=code),
                "current": code == way,
            }
            for code, title in WAYS
        ],
        way=dict(WAYS)[way][1:],
        sources=[SOURCE_LABELS[source] for source in sources],
        rows=[_use_row(row, sources, way) for row in rows],
        total=_use_row(total, sources, "scheme"),
        has_unsplit=any(row.unsplit for row in rows),
        export_url=address("fund_use_file", year) if rows else "",
        shares_url=address("fund_shares"),
        printed_at=timezone.localtime(),
    )


def _use_row(row: UseRow, sources: list[FundSource], way: str) -> dict[str, Any]:
    month = month_cn(row.month)
    return {
        "name": {"month": month, "scheme": row.scheme}.get(way, f"{month} {row.scheme}"),
        "total": row.total,
        "amounts": [row.by_source.get(source, ZERO) for source in sources],
        "unsplit": row.unsplit,
    }


def fund_use_file(request: HttpRequest, year: int) -> HttpResponseBase:
    """The report as a workbook; that it was taken is on record."""
    return _handed(fund_papers.export_use(year=year, by=actor(request), at=timezone.now()))


def funds_file(request: HttpRequest, year: int) -> HttpResponseBase:
    """The lines of a year as a workbook; that it was taken is on record."""
    return _handed(fund_papers.export_lines(year=year, by=actor(request), at=timezone.now()))


def _handed(made: fund_papers.Workbook) -> HttpResponseBase:
    return FileResponse(
        io.BytesIO(made.content), as_attachment=True, filename=made.name, content_type=XLSX_TYPE
    )
