"""Standards: entered by one person as a draft, brought into force by another.

What is in force is never changed, only followed by another table.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin.rate_forms import (
    MOST_ROWS,
    NoticeForm,
    StandardFormSet,
    lines_of,
    standard_choices,
)
from support_services.subsidies.labels import UNIT_LABELS, ComponentNames, determined_as
from support_services.subsidies.rules import Component
from support_services.subsidies.services import rates as service
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, done, turned_back
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LinesRefused
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn, month_text

PER_PAGE = 20
TABLE_TONES = {"draft": "warn", "in_force": "ok", "withdrawn": "idle"}
CONFIDENCE_TONES = {
    "verified": "ok",
    "reported": "info",
    "inferred_date": "warn",
    "unconfirmed": "warn",
}


def rate_tables(request: HttpRequest) -> HttpResponse:
    """Every table, latest first; drafts wait for a second person."""
    user = actor(request)
    shown = paged(request, selectors.tables_visible_to(user), _list_row, per_page=PER_PAGE)
    return page(
        request,
        "bureau/rate_tables.html",
        title="补助标准",
        page_obj=shown,
        new_url=address("rate_new") if user.may("rates.enter") else "",
        rules_url=address("rules"),
        care_url=address("care_rates") if user.may("rates.enter") else "",
    )


def _list_row(table: Any) -> dict[str, Any]:
    return {
        **_head(table),
        "rows": table.row_count,
        "entered_by": str(table.entered_by),
        "enforced_by": str(table.enforced_by) if table.enforced_by else "",
    }


def _head(table: Any) -> dict[str, Any]:
    return {
        "title": table.title,
        "document_no": table.document_no,
        "effective_from": table.effective_from,
        "state_label": table.get_state_display(),
        "state_tone": TABLE_TONES[table.state],
        "url": address("rate_table", table.pk),
    }


def rate_table(request: HttpRequest, table_id: int) -> HttpResponse:
    """One table. A draft is shown beside what it would take the place of."""
    user = actor(request)
    table = selectors.table_visible_to(user, table_id)
    is_draft, names = table.state == "draft", ComponentNames.read()
    rows = (
        [_effect_row(effect, names) for effect in selectors.effects_of(table)]
        if is_draft
        else [rate_row(row, names) for row in selectors.rows_of(table)]
    )
    return page(
        request,
        "bureau/rate_table.html",
        title=table.title,
        crumbs=(crumb("补助标准", "rates"),),
        table={
            **_head(table),
            "entered_by": str(table.entered_by),
            "entered_at": table.entered_at,
            "enforced_by": str(table.enforced_by) if table.enforced_by else "",
            "enforced_at": table.enforced_at,
        },
        is_draft=is_draft,
        rows=rows,
        actions=_actions(table, user),
        waiting_for=_waiting(table, user),
    )


def rate_row(row: Any, names: ComponentNames) -> dict[str, Any]:
    part, share = "", ""
    if row.component != Component.STANDARD:
        part = names.of(row.scheme_id, row.component)
    if row.base is not None:
        share = f"{yuan_text(row.base)} 元 × {row.percent.normalize():f}%"
    return {
        "scheme": row.scheme.short_name,
        "component": part,
        "key": determined_as(row.grade, row.rate_class) or "不分等级、性质",
        "amount": row.amount,
        "share": share,
        "unit": UNIT_LABELS[row.basis],
        "first_month": row.first_month,
        "last_month": row.last_month,
        "is_live": row.is_live,
        "confidence": row.get_confidence_display(),
        "confidence_tone": CONFIDENCE_TONES[row.confidence],
        "source": row.source,
    }


def _effect_row(effect: selectors.RowEffect, names: ComponentNames) -> dict[str, Any]:
    return {
        **rate_row(effect.row, names),
        "before": effect.before,
        "difference": effect.difference,
        "entitlements": effect.entitlements,
    }


def _actions(table: Any, user: User) -> list[dict[str, str]]:
    if table.state != "draft":
        return []
    found = [button("试算", "plain", "rate_trial", table.pk)]
    if user.may("rates.enforce") and table.entered_by_id != user.pk:
        found.append(button("启用", "primary", "rate_enforce", table.pk))
    if user.may("rates.enter"):
        found.append(button("修改", "plain", "rate_edit", table.pk))
        found.append(button("撤回", "danger", "rate_withdraw", table.pk))
    return found


def _waiting(table: Any, user: User) -> str:
    if table.state != "draft":
        return ""
    if table.entered_by_id == user.pk:
        return "等待另一人启用：录入人不能自己启用。"
    if not user.may("rates.enforce"):
        return "等待复核或审批岗位启用。"
    return ""


def enter_rates(request: HttpRequest) -> HttpResponse:
    """A new draft."""
    return _enter(request, None)


def edit_rates(request: HttpRequest, table_id: int) -> HttpResponse:
    """Other rows for a draft."""
    table = selectors.table_visible_to(actor(request), table_id)
    if table.state != "draft":
        back = address("rate_table", table.pk)
        return turned_back(request, f"这张标准表{table.get_state_display()}，不能再修改。", back)
    return _enter(request, table)


def _enter(request: HttpRequest, table: Any) -> HttpResponse:
    user, choices = actor(request), standard_choices()
    notice = NoticeForm(request.POST or None, initial=_notice_of(table))
    rows = StandardFormSet(
        request.POST or None,
        initial=_rows_of(table),
        form_kwargs={"choices": choices},
        prefix="row",
    )
    problems: list[str] = []
    more = request.method == "POST" and "more" in request.POST
    if more:
        notice, rows = _with_more_rows(request, choices)
    elif request.method == "POST" and notice.is_valid() and rows.is_valid():
        try:
            given = list(lines_of(notice, rows))
            common = {
                "by": user,
                "at": timezone.now(),
                "document_no": notice.cleaned_data["document_no"],
            }
            entered = (
                service.redraft_table(table=table, rows=given, **common)
                if table is not None
                else service.enter_table(rows=given, **common)
            )
        except LinesRefused as refusal:
            problems = [f"第 {one.line} 行：{one.message}" for one in refusal.problems]
        except Refused as refusal:
            problems = [str(refusal)]
        else:
            messages.success(request, _entered(entered))
            drafts = [one for one in entered.tables if one.state == "draft"]
            where = address("rate_table", drafts[0].pk) if drafts else address("rates")
            return HttpResponseRedirect(where)
    elif request.method == "POST":
        for number, form in enumerate(rows.forms, start=1):
            for errors in form.errors.values():
                problems += [f"第 {number} 行：{error}" for error in errors]
    back = address("rate_table", table.pk) if table is not None else address("rates")
    return page(
        request,
        "bureau/rate_entry.html",
        title="修改标准草稿" if table is not None else "录入标准",
        crumbs=(crumb("补助标准", "rates"),),
        notice_form=notice,
        rows=rows,
        problems=problems,
        cancel_url=back,
    )


def _with_more_rows(request: HttpRequest, choices: dict[str, Any]) -> tuple[Any, Any]:
    """What was typed so far, with some empty rows below it; nothing is checked yet."""
    data = request.POST
    given = data.get("row-TOTAL_FORMS", "")
    total = min(int(given), MOST_ROWS) if given.isascii() and given.isdigit() else 0
    names = ("scheme", "component", "grade", "rate_class", "amount", "basis", "base", "percent")
    typed = [
        {name: data.get(f"row-{index}-{name}", "") for name in names} for index in range(total)
    ]
    common = {name: data.get(name, "") for name in ("document_no", "effective_from", "confidence")}
    rows = StandardFormSet(initial=typed, form_kwargs={"choices": choices}, prefix="row")
    return NoticeForm(initial=common), rows


def _notice_of(table: Any) -> dict[str, Any]:
    if table is None:
        return {}
    first = next(iter(selectors.rows_of(table)), None)
    return {
        "document_no": table.document_no,
        "effective_from": month_text(table.effective_from),
        "confidence": first.confidence if first else "",
    }


def _rows_of(table: Any) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [
        {
            "scheme": row.scheme.code,
            "component": (
                f"{row.scheme.code}:{row.component}" if row.component != Component.STANDARD else ""
            ),
            "grade": str(row.grade) if row.grade else "",
            "rate_class": row.rate_class,
            "amount": f"{row.amount:.2f}",
            "basis": row.basis,
            "base": row.base,
            "percent": row.percent,
        }
        for row in selectors.rows_of(table)
    ]


def _entered(entered: service.Entered) -> str:
    said = [f"录入 {entered.new} 行，等待另一人启用。" if entered.new else "没有新的标准。"]
    if entered.in_force:
        said.append(f"{entered.in_force} 行与已启用的相同，没有重复录入。")
    if entered.in_draft:
        said.append(f"{entered.in_draft} 行已在草稿里。")
    return "".join(said)


def enforce_rates(request: HttpRequest, table_id: int) -> HttpResponse:
    """Bring a draft into force, after looking at what it changes and for how many."""
    user = actor(request)
    table = selectors.table_visible_to(user, table_id)
    back = address("rate_table", table.pk)

    def deed(data: Data) -> str:
        made = service.enforce_table(table=table, by=user, at=timezone.now())
        return (
            f"{table.title}已启用，{made.rows} 行生效；"
            f"{made.marked:,} 项待遇在下一批重新核算、补发差额。"
        )

    if answer := done(request, deed, back=back):
        return answer
    if table.state != "draft":
        return turned_back(request, f"这张标准表{table.get_state_display()}，不能再启用。", back)
    if table.entered_by_id == user.pk:
        raise PermissionDenied("录入人不能自己启用标准表，请由另一人启用。")
    effects, names = selectors.effects_of(table), ComponentNames.read()
    return page(
        request,
        "bureau/rate_confirm.html",
        title="启用标准表",
        crumbs=(crumb("补助标准", "rates"), crumb(table.title, "rate_table", table.pk)),
        table=_head(table),
        rows=[_effect_row(effect, names) for effect in effects],
        trial_url=address("rate_trial", table.pk),
        question=f"启用“{table.title}”？",
        consequences=[
            f"自{month_cn(table.effective_from)}起按表中 {len(effects)} 行标准核算，"
            f"涉及 {sum(effect.entitlements for effect in effects):,} 项待遇。",
            "原来的标准到前一个月为止；已经发过的月份，差额在下一批自动补发或冲减。",
            "启用后不能修改，只能用新的标准表接替。",
        ],
        irreversible=True,
        confirm_label="确认启用",
        cancel_url=back,
    )


def withdraw_rates(request: HttpRequest, table_id: int) -> HttpResponse:
    """Take a draft back."""
    user = actor(request)
    table = selectors.table_visible_to(user, table_id)
    back = address("rate_table", table.pk)

    def deed(data: Data) -> str:
        service.withdraw_table(table=table, by=user, at=timezone.now())
        return f"草稿“{table.title}”已撤回。"

    if answer := done(request, deed, back=back):
        return answer
    if table.state != "draft":
        return turned_back(request, f"这张标准表{table.get_state_display()}，不能再撤回。", back)
    return page(
        request,
        "bureau/rate_confirm.html",
        title="撤回草稿",
        crumbs=(crumb("补助标准", "rates"), crumb(table.title, "rate_table", table.pk)),
        table=_head(table),
        rows=[],
        question=f"撤回草稿“{table.title}”？",
        consequences=["草稿保留可查，不再等待启用。没有任何待遇因此改变。"],
        confirm_label="确认撤回",
        danger=True,
        cancel_url=back,
    )
