"""Who signs a batch and whose money it is, as its pages show it and its questions say it."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from support_services.subsidies.admin.forms import REQUIRED
from support_services.subsidies.approval import Band
from support_services.subsidies.fund_states import (
    CONTROL_LABELS,
    SOURCE_LABELS,
    Control,
    FundSource,
)
from support_services.subsidies.selectors.approval import band_for, rule_on
from support_services.subsidies.selectors.budget import Outlook, outlook
from support_services.subsidies.selectors.funding import COUNTED, split_of, split_shown
from support_services.subsidies.services import batches
from support_services.subsidies.states import BatchState
from veterans.accounts.bureau_pages import actor, address
from veterans.accounts.models import User
from veterans.foundation.form_fields import DayField
from veterans.foundation.money import ZERO, yuan_text

# While the split can still change, it is reckoned anew.
OPEN = {BatchState.CALCULATED, BatchState.REVIEWED}


class ApproveForm(forms.Form):
    """What the band or the budget asks of whoever signs; only the fields that are asked for."""

    minutes_no = forms.CharField(
        label="党组会议纪要文号",
        max_length=80,
        help_text="按本局审批权限，本批须经党组会议研究。",
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    minutes_on = DayField(label="党组会议日期")
    overdraft_document = forms.CharField(
        label="批准超支的文号",
        max_length=80,
        required=False,
        help_text="没有批准的不要填，先追加指标。填写后与超支金额一起记在指标上。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def approve_form(request: HttpRequest, batch: Any) -> forms.Form | None:
    """The questions of this signature; None where there are none."""
    asks_minutes = batch.needs_minutes and not batch.minutes_no
    asks_overdraft = _is_last(batch) and bool(_refusing(outlook(batch)))
    if not (asks_minutes or asks_overdraft):
        return None
    form = ApproveForm(request.POST or None)
    if not asks_minutes:
        del form.fields["minutes_no"], form.fields["minutes_on"]
    if not asks_overdraft:
        del form.fields["overdraft_document"]
    return form


def approve(request: HttpRequest, batch: Any, data: dict[str, Any]) -> str:
    """Sign, or approve where this is the last signature."""
    done = batches.approve(batch_id=batch.pk, by=actor(request), at=timezone.now(), **data)
    if done.state == BatchState.REVIEWED:
        return (
            f"批次 {batch.number} 已签批（{done.signed}/{done.signatures_needed}），"
            "等待另一名审批人签批。"
        )
    if done.state == BatchState.SETTLED:
        return f"批次 {batch.number} 审批通过。本批没有要付的款项，可以直接办结。"
    return f"批次 {batch.number} 审批通过，付款已生成，请经办人导出银行文件。"


def _is_last(batch: Any) -> bool:
    return bool(batch.signatures_needed == 1 or batch.first_approved_by_id is not None)


def _refusing(lines: list[Outlook]) -> list[Outlook]:
    return [
        one
        for one in lines
        if one.standing.is_over and one.standing.asked > 0 and one.line.control == Control.REFUSE
    ]


def review_follows(batch: Any) -> list[str]:
    """What the reviewer settles, with what it takes of approvers and how the budget stands."""
    rule = rule_on(timezone.localdate())
    band = band_for(rule, batch.posted_total)
    return [
        "您确认已核对合计、与上月相比的变化和名单外人员。",
        "批次转审批岗位；您不能再审批这一批。",
        "名单和金额不再变动；要改只能退回经办重新核算。",
        f"{_why(batch, rule)}{band.label}。以后改了审批权限，也不影响这一批。"
        if rule
        else "没有启用的审批权限，由一名审批人签批。",
        *budget_sentences(batch),
    ]


def approve_follows(batch: Any) -> list[str]:
    """What this signature does."""
    found = (
        [f"{_why(batch, batch.approval_rule)}{batch.band.label}。"] if batch.approval_rule else []
    )
    if batch.minutes_no:
        found.append(f"党组会议纪要：{batch.minutes_no}（{batch.minutes_on:%Y-%m-%d}）。")
    if not _is_last(batch):
        return [
            *found,
            "这是两次签批中的第一次（签后为已签 1/2），批次仍是“待审批”，不生成付款。",
            "另一名审批人签批以前，您可以撤回自己的签批。",
            *budget_sentences(batch),
        ]
    if batch.first_approved_by_id is not None:
        found.append(f"{batch.first_approved_by} 已签批（1/2），您是第二位，签后即审批通过。")
    return [
        *found,
        f"按名单生成付款，核定金额 {yuan_text(batch.posted_total)} 元，"
        "待追缴的先从中抵扣；由经办人导出银行文件。",
        "这些项目不再占用，可以建下一批。",
        "审批以后不能退回；发现差错，在以后的批次中自动更正。",
        *budget_sentences(batch),
    ]


def _why(batch: Any, rule: Any) -> str:
    number = f"（{rule.document_no}）" if rule else ""
    return f"本批 {yuan_text(batch.posted_total)} 元，按审批权限{number}须"


def budget_sentences(batch: Any) -> list[str]:
    """How a batch that is not approved yet would leave the lines it draws on; only those that
    come near their end, or a word where nothing can be looked at."""
    parts = split_of(batch)
    if not parts:
        return ["本批的项目没有启用资金来源比例，不拆分资金来源，也不核对预算指标。"]
    lines = outlook(batch, parts)
    if not lines:
        return ["审批后按资金来源拆分；没有对应的预算指标，不核对预算。"]
    told = [budget_sentence(one) for one in lines if one.standing.is_near and one.standing.asked]
    return told or [f"涉及 {len(lines)} 个预算指标，审批后都在提醒线以内。"]


def budget_sentence(one: Outlook) -> str:
    """A line that this batch brings near its end or beyond it: which, how much, what then."""
    standing = one.standing
    head = (
        f"预算指标“{one.line.name}”（{SOURCE_LABELS[FundSource(one.line.source)]}）"
        f"剩余 {yuan_text(standing.remaining)} 元，本批 {yuan_text(standing.asked)} 元，"
    )
    if not standing.is_over:
        return f"{head}批后用到 {standing.percent}%，剩 {yuan_text(standing.left_after)} 元。"
    then = (
        "审批时须填写批准超支的文号，否则不能审批"
        if one.line.control == Control.REFUSE
        else "该指标只提醒，不限制"
    )
    return f"{head}超支 {yuan_text(standing.shortfall)} 元：{then}。"


def waits_for_signer(batch: Any, user: User) -> str:
    """Who still has to sign, for somebody who has a hand in it; empty when it is his turn."""
    if user.pk in (batch.prepared_by_id, batch.reviewed_by_id):
        return "等待第三人审批：您已经办或复核过这一批。"
    if user.pk == batch.first_approved_by_id:
        return "您已签批（已签 1/2），等待另一名审批人签批。在那以前可以撤回。"
    return ""


def approval(batch: Any) -> dict[str, Any] | None:
    """Who signs the batch and why: the band it was given, who has signed, who is missing."""
    if batch.approval_rule is None:
        return None
    signed = [
        {"who": str(who), "at": at}
        for who, at in (
            (batch.first_approved_by, batch.first_approved_at),
            (batch.approved_by, batch.approved_at),
        )
        if who is not None
    ]
    left = batch.signatures_needed - len(signed)
    return {
        "band": Band(batch.signatures_needed, batch.needs_minutes).label,
        "total": batch.posted_total,
        "document_no": batch.approval_rule.document_no,
        "signed": len(signed),
        "needed": batch.signatures_needed,
        "signatures": signed,
        "missing": ("" if left <= 0 or batch.state == BatchState.VOIDED else _missing(batch, left)),
        "minutes": f"{batch.minutes_no}（{batch.minutes_on:%Y-%m-%d}）" if batch.minutes_no else "",
        "needs_minutes": batch.needs_minutes,
        "rules_url": address("approval_rules"),
    }


def _missing(batch: Any, left: int) -> str:
    if batch.first_approved_by_id is not None:
        return f"还须 {batch.first_approved_by} 以外的一名审批人签批"
    return "还须两名审批人先后签批" if left == 2 else "还须一名审批人签批"


def funding(batch: Any) -> dict[str, Any] | None:
    """Whose money the batch is, and how it leaves the budget; None before it is calculated."""
    state = BatchState(batch.state)
    if state not in OPEN and state.value not in COUNTED:
        return None
    parts = split_of(batch) if state in OPEN else []
    rows = split_shown(batch, parts)
    sources = [s for s in FundSource if any(row.by_source.get(s) for row in rows)]
    return {
        "is_settled": state.value in COUNTED,
        "sources": [SOURCE_LABELS[source] for source in sources],
        "rows": [
            {
                "scheme": row.scheme.short_name,
                "total": row.total,
                "amounts": [row.by_source.get(source, ZERO) for source in sources],
                "unsplit": row.unsplit,
            }
            for row in rows
        ],
        "total": sum((row.total for row in rows), ZERO),
        "amounts": [
            sum((row.by_source.get(source, ZERO) for row in rows), ZERO) for source in sources
        ],
        "unsplit": sum((row.unsplit for row in rows), ZERO),
        "lines": [outlook_row(one) for one in outlook(batch, parts)],
        "overrides": [
            {
                "name": one.line.name,
                "url": address("budget_line", one.line_id),
                "shortfall": one.shortfall,
                "document_no": one.document_no,
                "by": str(one.by),
            }
            for one in batch.budget_overrides.select_related("line", "by")
        ],
        "funds_url": address("funds", year=str(batch.through.year)),
    }


def outlook_row(one: Outlook) -> dict[str, Any]:
    standing = one.standing
    tone = "bad" if standing.is_over else "warn" if standing.is_near else "ok"
    return {
        "name": one.line.name,
        "url": address("budget_line", one.line.pk),
        "source": SOURCE_LABELS[FundSource(one.line.source)],
        "remaining": standing.remaining,
        "asked": standing.asked,
        "left": standing.left_after,
        "percent": standing.percent,
        "control": CONTROL_LABELS[Control(one.line.control)],
        "tone": tone,
        "word": {"bad": "超支", "warn": "接近用完", "ok": "够用"}[tone],
    }
