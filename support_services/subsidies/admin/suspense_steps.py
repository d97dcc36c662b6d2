"""The buttons of the suspense list: one payment or many, asked for, decided, taken back.

GET asks, with everything that is concerned and what follows; POST does it, whole or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies import selectors as batch_selectors
from support_services.subsidies.admin import suspense_forms
from support_services.subsidies.admin.showing import home
from support_services.subsidies.selectors import suspense as selectors
from support_services.subsidies.selectors.batches import payments_visible_to
from support_services.subsidies.services import suspense
from support_services.subsidies.suspense_states import SuspenseCause
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, Run, doer, done, filled_in, turned_back
from veterans.foundation.errors import NotFound
from veterans.foundation.masking import mask_id_number

SHOWN = 50


@dataclass(frozen=True)
class Step:
    """One verb. ``of``: whether it speaks of payments or of requests; ``run``: as everywhere, but
    its subject is the numbers of all that is concerned."""

    label: str
    question: str
    follows: tuple[str, ...]
    run: Run
    duty: str
    of: str = "payment"
    form: type[forms.Form] | None = None
    danger: bool = False
    lands: str = ""


def _put(request: HttpRequest, ids: list[int], data: Data) -> str:
    data = {**data, "cause": SuspenseCause(data["cause"])}
    made = suspense.propose(payment_ids=ids, by=actor(request), at=timezone.now(), **data)
    return f"已提请挂账 {len(made):,} 笔，由另一人决定。"


def _all(service: Callable[..., Any], key: str, words: str, *, dated: bool = False) -> Run:
    """Like ``deeds.does``, for several at once."""

    def run(request: HttpRequest, ids: list[int], data: Data) -> str:
        today = {"today": timezone.localdate()} if dated else {}
        made = service(**{key: ids}, **data, **today, by=actor(request), at=timezone.now())
        return words.format(count=f"{len(made):,}")

    return run


STEPS: dict[str, Step] = {
    "put": Step(
        "提请挂账",
        "把下列付款提请挂账？",
        (
            "由另一人（复核或审批）决定，同意以后列入挂账；钱仍是本人的，不核销。",
            "挂账期间，账户更正核验以后，用“重新发放”就会付出。",
            "服务站在“要联系的人”里看得到，继续查找本人。",
        ),
        _put,
        "suspense.enter",
        form=suspense_forms.PutForm,
    ),
    "treasury": Step(
        "提请上缴财政",
        "把下列挂账提请上缴（退回）财政？",
        (
            "由审批岗位决定，同意以后不再随批次重新发放。",
            "不是核销：本人以后来领，凭财政重新拨付的凭证可以恢复。",
        ),
        _all(
            suspense.ask_treasury,
            "payment_ids",
            "已提请上缴 {count} 笔，由审批岗位决定。",
            dated=True,
        ),
        "suspense.enter",
        form=suspense_forms.TreasuryForm,
        danger=True,
    ),
    "reopen": Step(
        "提请恢复挂账",
        "本人来领，把下列已上缴的款项恢复挂账？",
        ("由另一人决定，同意以后回到挂账，账户核验后重新发放。",),
        _all(
            suspense.ask_reopen,
            "payment_ids",
            "已提请恢复 {count} 笔，由另一人决定。",
            dated=True,
        ),
        "suspense.enter",
        form=suspense_forms.ReopenForm,
    ),
    "confirm": Step(
        "同意",
        "同意下列事项？",
        (
            "挂账的列入挂账，上缴的不再重新发放，恢复的回到挂账。",
            "每一笔都记入挂账明细，不能改动。",
        ),
        _all(suspense.confirm, "request_ids", "已同意 {count} 笔。"),
        "suspense.decide",
        of="request",
        lands="pending",
    ),
    "reject": Step(
        "不同意",
        "不同意下列事项？",
        ("款项停在原处，提请的人会看到原因。",),
        _all(suspense.reject, "request_ids", "已退回 {count} 笔。"),
        "suspense.decide",
        of="request",
        form=suspense_forms.RejectForm,
        lands="pending",
    ),
    "withdraw": Step(
        "撤回",
        "撤回下列提请？",
        ("款项停在原处，以后可以再提请。",),
        _all(suspense.withdraw, "request_ids", "已撤回 {count} 笔。"),
        "suspense.enter",
        of="request",
        lands="pending",
    ),
}


def take(request: HttpRequest, verb: str) -> HttpResponse:
    """Ask (GET), or do (POST). What is concerned comes as ``payment`` or ``request``, several
    times, or as ``batch``: all of it that is loose."""
    step = STEPS.get(verb)
    if step is None:
        raise Http404
    user = doer(request, step.duty, step.label)
    ids = _ids(request, step)
    back = address("suspense", stand=step.lands)
    if not ids:
        return turned_back(request, "没有选中任何一笔，请先勾选。", back)
    rows = _rows(user, step, ids)
    confirmed = request.method == "POST" and "confirmed" in request.POST
    form = step.form(request.POST if confirmed else None) if step.form else None

    def deed(data: Data) -> str:
        return step.run(request, ids, data)

    if confirmed:
        answer = (
            filled_in(request, form, lambda data: (deed(data), back))
            if form
            else done(request, deed, back=back)
        )
        if answer:
            return answer
    return page(
        request,
        "bureau/suspense_confirm.html",
        title=step.label,
        crumbs=(crumb("挂账", "suspense"),),
        question=step.question,
        consequences=step.follows,
        form=form,
        danger=step.danger,
        confirm_label=f"确认{step.label}",
        cancel_url=back,
        field=step.of,
        ids=ids,
        rows=rows[:SHOWN],
        more=max(0, len(rows) - SHOWN),
        count=len(rows),
        total=sum((row["amount"] for row in rows), Decimal(0)),
    )


def _ids(request: HttpRequest, step: Step) -> list[int]:
    given = request.POST if request.method == "POST" else request.GET
    batch = given.get("batch", "")
    if step.of == "payment" and batch.isascii() and batch.isdigit():
        found = batch_selectors.batch_visible_to(actor(request), int(batch))
        loose = list(selectors.loose_payments(found).values_list("pk", flat=True))
        if len(loose) > suspense.AT_ONCE:
            messages.info(request, f"一次最多办理 {suspense.AT_ONCE} 笔，其余的办完这一次再提请。")
        return loose[: suspense.AT_ONCE]
    try:
        return sorted({int(text) for text in given.getlist(step.of)})
    except ValueError as error:
        raise NotFound("没有找到这一条。") from error


def _rows(user: Any, step: Step, ids: list[int]) -> list[dict[str, Any]]:
    if step.of == "request":
        return [
            {**_row(one.payment), "told": f"{one.get_kind_display()}：{one.reason}"}
            for one in selectors.requests_visible_to(user, ids)
        ]
    found = list(
        payments_visible_to(user)
        .filter(pk__in=ids)
        .select_related("payee__region__parent", "region__parent", "batch", "entitlement__scheme")
        .order_by("pk")
    )
    if len(found) != len(ids):
        raise NotFound("没有找到这笔付款。")
    return [{**_row(payment), "told": payment.get_state_display()} for payment in found]


def _row(payment: Any) -> dict[str, Any]:
    return {
        "name": payment.payee.name,
        "masked_id": mask_id_number(str(payment.payee.id_number)),
        "village": home(payment.region),
        "scheme": payment.entitlement.scheme.short_name,
        "through": payment.batch.through,
        "amount": payment.amount,
    }
