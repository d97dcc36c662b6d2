"""The buttons of a recovery: enter a plan, a repayment, a write-off; confirm or turn it down."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import facts, recovery_forms, recovery_parts
from support_services.subsidies.admin.facts import Fact, of_form
from support_services.subsidies.recovery_states import RepaidBy
from support_services.subsidies.services import recovery
from veterans.accounts.bureau_pages import actor, address, crumb
from veterans.accounts.deeds import Data, Run, does
from veterans.foundation.money import yuan_text


def _enter_plan(request: HttpRequest, claim: Any, data: Data) -> str:
    recovery.enter_plan(
        claim_id=claim.pk,
        by=actor(request),
        at=timezone.now(),
        today=timezone.localdate(),
        **{**data, "tail_in_full": data["tail_in_full"] == "yes"},
    )
    return "约定已录入，由另一人确认后生效。"


def _enter_repayment(request: HttpRequest, claim: Any, data: Data) -> str:
    recovery.enter_repayment(
        claim_id=claim.pk,
        by=actor(request),
        at=timezone.now(),
        today=timezone.localdate(),
        **{**data, "method": RepaidBy(data["method"])},
    )
    return "退款已录入，由另一人确认后入账。"


def _ask_take_back(request: HttpRequest, claim: Any, data: Data) -> str:
    recovery.ask_take_back(by=actor(request), at=timezone.now(), **data)
    return "已提请撤销，由另一人确认后重新计入待追缴。"


def _take_back_form(request: HttpRequest, claim: Any) -> forms.Form:
    choices = [
        (one.pk, recovery_parts.repayment_told(one)) for one in selectors.repayments_standing(claim)
    ]
    return recovery_forms.TakeBackForm(request.POST or None, choices=choices)


def _owed(claim: Any) -> str:
    return f"现在还欠 {yuan_text(claim.balance)} 元。"


def _write_off_form(request: HttpRequest, claim: Any) -> forms.Form:
    return recovery_forms.WriteOffForm(request.POST or None, initial={"amount": claim.balance})


ENTER: dict[str, Fact] = {
    "plan": Fact(
        label="约定抵扣",
        intro="本人一次还不清、每月生活又要靠这笔钱的，可以约定每批最多抵扣多少。"
        "没有约定的，以后应发的先全额抵扣；局里定了一般上限的，按上限抵扣。",
        form=of_form(recovery_forms.PlanForm),
        follows=lambda claim, data: [
            "由另一人确认后才生效；确认以前仍按原来的办法抵扣。",
            "生效以后，从约定的月份起，每批抵扣不超过约定的数，多的留到以后的批次。",
            "要改约定，再录一份新的，以后一份为准。",
        ],
        run=_enter_plan,
        duty="recovery.enter",
        hands="经办",
    ),
    "repayment": Fact(
        label="登记退款",
        intro="本人或家属把多发的钱退回局里账户的，凭票据登记。",
        form=of_form(recovery_forms.RepaymentForm),
        follows=lambda claim, data: [
            _owed(claim),
            "由另一人对照票据和到账记录确认后才入账，余额随之减少。",
            "还清以后自动结案。",
        ],
        run=_enter_repayment,
        duty="recovery.enter",
        hands="经办",
    ),
    "take_back": Fact(
        label="撤销退款",
        intro="已入账的退款确实录错了的（录错人、录错金额、重复录入），凭依据提请撤销。"
        "原来的记录保留，另记一笔冲回。",
        form=_take_back_form,
        follows=lambda claim, data: [
            "由另一人确认后生效：这笔钱重新计入待追缴，已经结案的重新追缴。",
            "原来的退款记录和这次撤销都保留在往来账上。",
            "实际收到的钱要退还或转入正确的案，另行办理。",
        ],
        run=_ask_take_back,
        kind="danger",
        duty="recovery.enter",
        hands="经办",
    ),
    "write_off": Fact(
        label="提请核销",
        intro="确实收不回来、已有书面决定的，提请审批核销。",
        form=_write_off_form,
        follows=lambda claim, data: [
            _owed(claim),
            "由审批岗位决定；决定核销的，这笔钱不再追缴，余额为零时结案。",
            "不予核销的，继续追缴。",
        ],
        run=does(recovery.propose_write_off, "claim_id", "已提请核销，由审批岗位决定。"),
        kind="danger",
        duty="recovery.enter",
        hands="经办",
    ),
}


def enter(request: HttpRequest, claim_id: int, verb: str) -> HttpResponse:
    """Fill in, look, confirm."""
    claim = selectors.claim_visible_to(actor(request), claim_id)
    back = address("recovery", claim.pk)
    return facts.take(request, ENTER.get(verb), claim, crumbs=_crumbs(claim), back=back)


def _crumbs(claim: Any) -> tuple[dict[str, str], ...]:
    name = claim.entitlement.person.name
    return (crumb("追缴", "recoveries"), crumb(f"{name}：追缴案", "recovery", claim.pk))


def _told(kind: str, form: type[recovery_forms.Told]) -> Callable[[HttpRequest, Any], forms.Form]:
    def make(request: HttpRequest, asked: Any) -> forms.Form:
        told = [
            ("姓名", asked.claim.entitlement.person.name),
            *recovery_parts.about(asked, kind),
            ("录入", f"{asked.entered_by}，{timezone.localdate(asked.entered_at):%Y-%m-%d}"),
        ]
        return form(request.POST if request.method == "POST" else None, about=told)

    return make


def _decision(
    kind: str,
    label: str,
    intro: str,
    follows: tuple[str, ...],
    run: Run,
    *,
    duty: str,
    look: str = "plain",
    form: type[recovery_forms.Told] = recovery_forms.ReasonTold,
) -> Fact:
    hands = "审批" if duty == "recovery.decide" else "复核或审批"
    return Fact(
        label,
        intro,
        _told(kind, form),
        lambda asked, data: follows,
        run,
        kind=look,
        duty=duty,
        hands=hands,
    )


DECIDE: dict[tuple[str, str], Fact] = {
    ("plan", "confirm"): _decision(
        "plan",
        "确认约定",
        "请对照双方签字的协议，核对下面各项。",
        ("从约定的月份起，每批抵扣按这份约定办。", "以前的约定由这一份代替。"),
        does(recovery.confirm_plan, "plan_id", "约定已生效，从下一次审批起执行。"),
        duty="recovery.confirm",
        look="primary",
        form=recovery_forms.Told,
    ),
    ("plan", "reject"): _decision(
        "plan",
        "退回约定",
        "与协议不符，或者手续不全的，退回经办。",
        ("这份约定不生效，仍按原来的办法抵扣。",),
        does(recovery.reject_plan, "plan_id", "约定已退回。"),
        duty="recovery.confirm",
    ),
    ("repayment", "confirm"): _decision(
        "repayment",
        "确认退款",
        "请对照票据和到账记录，核对下面各项，钱确已到账再确认。",
        ("待追缴余额减去这笔退款；还清的自动结案。", "入账以后不能改动。"),
        does(recovery.confirm_repayment, "repayment_id", "退款已入账。"),
        duty="recovery.confirm",
        look="primary",
        form=recovery_forms.Told,
    ),
    ("repayment", "reject"): _decision(
        "repayment",
        "退回退款登记",
        "没有到账，或者与票据不符的，退回经办。",
        ("这笔退款不入账，余额不变；可以按实际情况重新录入。",),
        does(recovery.reject_repayment, "repayment_id", "已退回，没有入账。"),
        duty="recovery.confirm",
    ),
    ("take_back", "confirm"): _decision(
        "take_back",
        "确认撤销退款",
        "请对照依据，核对这笔退款确实有误。",
        ("这笔退款的金额重新计入待追缴；已经结案的重新追缴。", "往来账上留下两笔，不能改动。"),
        does(recovery.confirm_take_back, "take_back_id", "退款已撤销，重新计入待追缴。"),
        duty="recovery.confirm",
        look="danger",
        form=recovery_forms.Told,
    ),
    ("take_back", "reject"): _decision(
        "take_back",
        "不予撤销退款",
        "退款没有错，或者依据不足的，不予撤销。",
        ("这笔退款仍然有效，余额不变。",),
        does(recovery.reject_take_back, "take_back_id", "已决定不予撤销。"),
        duty="recovery.confirm",
    ),
    ("write_off", "confirm"): _decision(
        "write_off",
        "决定核销",
        "请对照书面决定，核对下面各项。",
        ("这笔钱不再追缴，余额为零的结案。", "核销以后不能撤回。"),
        does(recovery.decide_write_off, "write_off_id", "已核销。"),
        duty="recovery.decide",
        look="danger",
        form=recovery_forms.Told,
    ),
    ("write_off", "reject"): _decision(
        "write_off",
        "不予核销",
        "理由不足，或者还有办法收回的，不予核销。",
        ("继续追缴，余额不变。",),
        does(recovery.refuse_write_off, "write_off_id", "已决定不予核销，继续追缴。"),
        duty="recovery.decide",
    ),
}


def decide(request: HttpRequest, kind: str, asked_id: int, verb: str) -> HttpResponse:
    """Look at what was entered, confirm it or turn it down."""
    asked = selectors.asked_visible_to(actor(request), kind, asked_id)
    back = address("recovery", asked.claim_id)
    fact = DECIDE.get((kind, verb))
    return facts.take(request, fact, asked, crumbs=_crumbs(asked.claim), back=back)
