"""The buttons of a batch: each leads to a page that asks first, and then calls one service.

Which of them are offered is a courtesy; whether a step may be taken the service says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies import selectors, tasks
from support_services.subsidies.admin import batch_parts, batch_signing, batch_split
from support_services.subsidies.admin.forms import LayoutForm, ReasonForm
from support_services.subsidies.selectors.suspense import loose_payments
from support_services.subsidies.services import bank, batches, calculation, signatures
from support_services.subsidies.states import (
    BATCH_LABELS,
    BATCH_MOVES,
    UNSENT_CURES,
    UNSENT_LABELS,
    VERB_LABELS,
    BatchState,
    PaymentState,
)
from veterans.accounts.bureau_pages import actor, address, button, page
from veterans.accounts.deeds import Data, Run, doer, does, done, turned_back
from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.errors import Refused
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn

Words = Callable[[Any], str]


@dataclass(frozen=True)
class Step:
    """One button: what it asks, what follows, and which service it calls."""

    question: Words
    follows: Callable[[Any], Sequence[str]]
    run: Run
    label: Words | None = None
    form: Callable[[HttpRequest, Any], forms.Form | None] | None = None
    tabs: Callable[[HttpRequest, Any], list[dict[str, Any]]] | None = None
    kind: str = "primary"
    irreversible: bool = False


def _calculate(request: HttpRequest, batch: Any, data: Data) -> str:
    calculation.request_calculation(batch_id=batch.pk, by=actor(request), at=timezone.now())
    # Should the courier be away, the sweep finds the work within a minute.
    transaction.on_commit(partial(tasks.ring, batch.pk), robust=True)
    return f"批次 {batch.number} 已交付核算，完成后本页自动显示结果。"


def _loose(batch: Any) -> list[str]:
    """What is neither delivered nor on suspense when a batch is to be closed."""
    count = loose_payments(batch).count()
    if not count:
        return []
    return [f"还有 {count:,} 笔没有付成，也没有挂账：请先重新发放或提请挂账，免得遗忘。"]


def _export(request: HttpRequest, batch: Any, data: Data) -> str:
    file = bank.export(
        batch_id=batch.pk, layout=data["layout"], by=actor(request), at=timezone.now()
    )
    return f"银行文件 {file.number} 已生成：{file.line_count:,} 笔，{yuan_text(file.total)} 元。"


def _reason(request: HttpRequest, batch: Any) -> forms.Form:
    return ReasonForm(request.POST or None)


def _layout(request: HttpRequest, batch: Any) -> forms.Form:
    layouts = selectors.layout_names()
    files = selectors.files_of(batch)
    last = files[-1].file.layout.code if files else (layouts[0][0] if layouts else "")
    return LayoutForm(request.POST or None, layouts=layouts, initial={"layout": last})


def _reissue_form(request: HttpRequest, batch: Any) -> forms.Form:
    if bank.split_of_batch(batch) is not None:
        return batch_split.reissue_form(request, batch)
    return _layout(request, batch)


def _left_out(batch: Any) -> list[str]:
    """Who a file made now would not hold, and what to do about it."""
    return [
        f"{UNSENT_LABELS[found.reason]} {found.count:,} 笔（{yuan_text(found.amount)} 元）"
        f"不在文件中：{UNSENT_CURES[found.reason]}"
        for found in bank.unsent_summary(batch)
    ]


def _calculate_follows(batch: Any) -> list[str]:
    if batch.run:
        return [
            "系统在后台重新核对核算以后有变动的人员，只入差额，已经算对的不动。",
            "完成后仍由复核岗位办理。",
        ]
    return [
        f"系统在后台算出每人应发到{month_cn(batch.through)}的金额，减去以前已入账的，差额入账。",
        "以前少发、多发的月份一并算清；不能发放的人列入名单外，并写明原因。",
        "核算期间可以离开页面；完成后转复核岗位。这一步不会付出任何款项。",
    ]


def _void_follows(batch: Any) -> list[str]:
    found = [
        "本批的入账逐行冲回，账上不留金额；应发的部分以后建批时重新核算。",
        "作废的批次保留可查，不能恢复。",
    ]
    if batch.state == BatchState.APPROVED:
        found.insert(1, "已生成的付款全部取消。银行文件还没有导出，没有款项付出。")
    return found


STEPS: dict[str, Step] = {
    "calculate": Step(
        label=lambda batch: "重新核算" if batch.run else "核算",
        question=lambda batch: f"{'重新核算' if batch.run else '核算'}批次 {batch.number}？",
        follows=_calculate_follows,
        run=_calculate,
    ),
    "review": Step(
        question=lambda batch: f"复核通过批次 {batch.number}？",
        follows=batch_signing.review_follows,
        run=does(
            batches.review,
            "batch_id",
            lambda batch, data: f"批次 {batch.number} 复核通过，已转审批岗位。",
        ),
    ),
    "approve": Step(
        label=lambda batch: "签批" if batch.signatures_needed == 2 else "审批通过",
        question=lambda batch: f"审批通过批次 {batch.number}？",
        follows=batch_signing.approve_follows,
        run=batch_signing.approve,
        form=batch_signing.approve_form,
        irreversible=True,
    ),
    "unsign": Step(
        question=lambda batch: f"撤回您对批次 {batch.number} 的签批？",
        follows=lambda batch: [
            "签批人回到 0/2，党组会议纪要文号一并清除；批次仍是“待审批”。",
            "您或其他审批人可以重新签批，也可以退回经办。",
        ],
        run=does(
            signatures.unsign,
            "batch_id",
            lambda batch, data: f"您对批次 {batch.number} 的签批已撤回。",
        ),
        kind="plain",
    ),
    "export": Step(
        question=lambda batch: f"导出批次 {batch.number} 的银行文件？",
        follows=lambda batch: [
            "文件先存档再提供下载，以后每次下载都是同一份文件。",
            "导出以后本批不能作废。",
            *_left_out(batch),
        ],
        run=_export,
        form=_layout,
        irreversible=True,
    ),
    "export_part": Step(
        question=lambda batch: f"分开导出批次 {batch.number} 的银行文件？",
        follows=lambda batch: [*batch_split.export_follows(batch), *_left_out(batch)],
        run=batch_split.export,
        form=batch_split.export_form,
        tabs=batch_split.tabs,
        kind="plain",
        irreversible=True,
    ),
    "reissue": Step(
        question=lambda batch: f"重新发放批次 {batch.number} 中没有到账的付款？",
        follows=lambda batch: [
            "生成新的银行文件（分开导出的，每个部分一份），只含失败、退汇、挂账和以前未能送出的付款，金额不变。",
            "在途、结果不明的付款不会重发。",
            *_left_out(batch),
        ],
        run=batch_split.reissue,
        form=_reissue_form,
    ),
    "close": Step(
        question=lambda batch: f"办结批次 {batch.number}？",
        follows=lambda batch: [
            "每一笔都有了银行的结果，批次归档。",
            *_loose(batch),
            "以后仍可导入迟到的退汇，并重新发放。",
        ],
        run=does(batches.close, "batch_id", lambda batch, data: f"批次 {batch.number} 已办结。"),
    ),
    "send_back": Step(
        question=lambda batch: f"把批次 {batch.number} 退回经办？",
        follows=lambda batch: [
            "批次回到“待核算”，经办人会看到退回原因。",
            "已入账的明细保留，重新核算时只入差额；没有款项付出。",
        ],
        run=does(
            batches.send_back, "batch_id", lambda batch, data: f"批次 {batch.number} 已退回经办。"
        ),
        form=_reason,
        kind="danger",
    ),
    "void": Step(
        question=lambda batch: f"作废批次 {batch.number}？",
        follows=_void_follows,
        run=does(
            batches.void,
            "batch_id",
            lambda batch, data: f"批次 {batch.number} 已作废，入账已逐行冲回。",
        ),
        form=_reason,
        kind="danger",
        irreversible=True,
    ),
}


def offered(batch: Any, user: User) -> list[str]:
    """The steps this person may take now, in the order of the road."""
    return [verb for verb in STEPS if _may_take(verb, batch, user)]


def _may_take(verb: str, batch: Any, user: User) -> bool:
    starts, _, duty = BATCH_MOVES[verb]
    if batch.kind != "monthly" or batch.state not in starts or not user.may(duty):
        return False
    if verb == "review":
        return bool(batch.prepared_by_id != user.pk)
    if verb == "approve":
        return user.pk not in (
            batch.prepared_by_id,
            batch.reviewed_by_id,
            batch.first_approved_by_id,
        )
    if verb == "unsign":
        return bool(batch.first_approved_by_id == user.pk)
    if verb == "export_part" and batch.state != BatchState.APPROVED:
        parts = batch_split.parts(batch, user)
        return bool(parts and parts["waiting"])
    if verb == "void" and batch.state == BatchState.APPROVED:
        return user.may("batch.approve")
    if verb == "reissue":
        return selectors.undelivered_of(batch).exists() or bool(
            selectors.payment_sums(batch)[PaymentState.SUSPENSE.value][0]
        )
    return True


def link(batch: Any, verb: str) -> dict[str, str]:
    """A button that leads to the page which asks."""
    step = STEPS[verb]
    kind = "plain" if verb == "calculate" and batch.state == BatchState.CALCULATED else step.kind
    label = step.label(batch) if step.label else VERB_LABELS[verb]
    return button(label, kind, "batch_step", batch.pk, verb)


# Whose turn it is, by state.
_TURN: dict[BatchState, tuple[str, str]] = {
    BatchState.DRAFT: ("batch.prepare", "核算"),
    BatchState.CALCULATED: ("batch.review", "复核"),
    BatchState.REVIEWED: ("batch.approve", "审批"),
    BatchState.APPROVED: ("bank.exchange", "导出银行文件"),
    BatchState.EXPORTED: ("bank.exchange", "导入银行回盘"),
    BatchState.SETTLED: ("batch.prepare", "办结"),
}


def waited_for(batch: Any, user: User, taken: Sequence[str]) -> str:
    """Who has to act, for somebody who has nothing to do here; empty when it is his turn."""
    state = BatchState(batch.state)
    if state == BatchState.CALCULATING:
        return "系统正在核算，完成后由复核岗位办理。"
    if state == BatchState.CLOSED:
        return "" if taken else "本批已办结。"
    if state == BatchState.VOIDED:
        who = f"{batch.voided_by} 于 " if batch.voided_by else ""
        when = f"{timezone.localtime(batch.voided_at):%Y-%m-%d %H:%M} " if batch.voided_at else ""
        return f"本批已由 {who}{when}作废，只供查阅。" if who else "本批已作废，只供查阅。"
    duty, what = _TURN[state]
    holders = "、".join(Role(role).label for role in sorted(DUTIES[duty]))
    if state == BatchState.EXPORTED and user.may(duty):
        if "export_part" in taken:
            return "还有部分没有导出；已导出的等待银行回盘，收到后在下面的银行文件页导入。"
        return "等待银行回盘：收到后在下面的银行文件页导入。"
    if user.may(duty):
        if state == BatchState.CALCULATED and batch.prepared_by_id == user.pk:
            return "等待另一人复核：您是本批的经办人，不能复核自己的批次。"
        return batch_signing.waits_for_signer(batch, user) if state == BatchState.REVIEWED else ""
    return f"等待“{holders}”岗位{what}。"


def take(request: HttpRequest, batch_id: int, verb: str) -> HttpResponse:
    """Ask (GET), or do (POST). Once done, or refused, the person is back on the batch's page."""
    batch = selectors.batch_visible_to(actor(request), batch_id)
    step = STEPS.get(verb)
    if step is None:
        raise Http404
    starts, _, duty = BATCH_MOVES[verb]
    doer(request, duty, VERB_LABELS[verb])
    back = address("batch", batch.pk)
    if request.method != "POST" and batch.state not in starts:
        return turned_back(request, _too_late(batch, verb), back)
    form = step.form(request, batch) if step.form else None

    def deed(data: Data) -> str:
        if batch.state in starts and request.POST.get("token") != _seen(batch):
            raise Refused("这一批在您确认期间又核算过或签批过，请核对现在的情况后再办。")
        return step.run(request, batch, data)

    if answer := done(request, deed, back=back, form=form):
        return answer
    label = step.label(batch) if step.label else VERB_LABELS[verb]
    return page(
        request,
        "bureau/batch_confirm.html",
        title=label,
        crumbs=batch_parts.crumbs(batch),
        batch=batch_parts.head(batch),
        figures=[("明细", f"{batch.line_count:,} 行")],
        question=step.question(batch),
        consequences=step.follows(batch),
        irreversible=step.irreversible,
        danger=step.kind == "danger",
        form=form,
        confirm_label=f"确认{label}",
        cancel_url=back,
        token=_seen(batch),
        tabs=step.tabs(request, batch) if step.tabs else [],
    )


def _seen(batch: Any) -> str:
    """What the person has seen: a calculation or a signature since then is another batch to him."""
    signed = batch.first_approved_by_id or 0
    return f"{batch.state}-{batch.run}-{signed}"


def _too_late(batch: Any, verb: str) -> str:
    now = BATCH_LABELS[BatchState(batch.state)]
    return f"批次 {batch.number} 现在是“{now}”，不能{VERB_LABELS[verb]}。请看下面的当前状态。"
