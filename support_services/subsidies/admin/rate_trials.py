"""试算: what a draft of standards would cost, seen before anybody brings it into force."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from support_services.subsidies import selectors
from support_services.subsidies.admin.forms import MonthField
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation.errors import Refused
from veterans.foundation.months import month_cn, month_text
from veterans.foundation.table_files import XLSX_TYPE, Cell, xlsx_bytes


class HorizonForm(forms.Form):
    """How far the trial looks."""

    last = MonthField(label="试算到")


def rate_trial(request: HttpRequest, table_id: int) -> HttpResponse:
    """Cost by scheme, town and month of a draft; nothing is written."""
    table = selectors.table_visible_to(actor(request), table_id)
    back = address("rate_table", table.pk)
    if table.state != "draft":
        messages.warning(request, f"这张标准表{table.get_state_display()}，只有草稿可以试算。")
        return HttpResponseRedirect(back)
    form, last = _horizon(request, table)
    trial, refusal = _trial(table, last)
    months = []
    if trial is not None:
        months = [
            {
                "month": month,
                "before": cost.before,
                "after": cost.after,
                "difference": cost.difference,
                "label": month_cn(month),
                "calculated": _calculated(trial, month),
            }
            for month, cost in trial.months.items()
        ]
    return page(
        request,
        "bureau/rate_trial.html",
        title="启用前试算",
        crumbs=(crumb("补助标准", "rates"), crumb(table.title, "rate_table", table.pk)),
        table={"title": table.title, "document_no": table.document_no},
        form=form,
        refusal=refusal,
        trial=trial,
        months=months,
        most_scheme=_most(trial.schemes) if trial else 0,
        most_town=_most(trial.towns) if trial else 0,
        export_url=f"{address('rate_trial_export', table.pk)}?last={month_text(last)}",
        back_url=back,
    )


def rate_trial_export(request: HttpRequest, table_id: int) -> HttpResponse:
    """The same figures as a workbook: one row for each scheme, town and month."""
    table = selectors.table_visible_to(actor(request), table_id)
    _, last = _horizon(request, table)
    trial = selectors.trial_of(table, last=last)
    content = xlsx_bytes(
        f"启用前试算：{table.title}",
        [
            f"{month_cn(trial.first)}至{month_cn(trial.last)}；正数为比现行标准多发，负数为少发。",
            "按试算时登记的事实计算，暂缓发放的人也计在内。试算不改变任何数据。",
        ],
        ["口径", "名称", "增加（项）", "减少（项）", "补发或冲减", "以后月份", "合计"],
        [
            *(_cells("项目", row) for row in trial.schemes),
            *(_cells("镇街", row) for row in trial.towns),
            *(_month_cells(month, cost.difference) for month, cost in trial.months.items()),
            _cells("合计", trial.total),
        ],
    )
    response = HttpResponse(content, content_type=XLSX_TYPE)
    name = f"rate-trial-{table.pk}-{month_text(last)}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _month_cells(month: date, difference: Decimal) -> list[Cell]:
    return ["月份", month_cn(month), "", "", "", "", difference]


def _cells(kind: str, row: selectors.TrialRow) -> list[Cell]:
    cost = row.cost
    return [kind, row.name, row.raised, row.lowered, cost.arrears, cost.to_come, cost.total]


def _horizon(request: HttpRequest, table: Any) -> tuple[HorizonForm, date]:
    """What was asked for, or the year's end where nothing sensible was."""
    usual = selectors.trial_horizon(table)
    form = HorizonForm(request.GET if "last" in request.GET else None, initial={"last": usual})
    return form, form.cleaned_data["last"] if form.is_bound and form.is_valid() else usual


def _trial(table: Any, last: date) -> tuple[selectors.Trial | None, str]:
    try:
        return selectors.trial_of(table, last=last), ""
    except Refused as refusal:
        return None, str(refusal)


def _calculated(trial: selectors.Trial, month: date) -> bool:
    return trial.calculated_through is not None and month <= trial.calculated_through


def _most(rows: list[selectors.TrialRow]) -> Any:
    return max((abs(row.cost.total) for row in rows), default=0)
