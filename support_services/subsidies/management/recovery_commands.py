"""``subsidies recovery …``: recoveries from the command line.

For the command to plug in, as ``bank_commands``: ``add_arguments`` adds the parsers, ``handle``
does the deed and gives what is to be printed as one JSON object.
"""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.models import RecoveryClaim
from support_services.subsidies.recovery_states import REPAID_BY_LABELS, ClaimState, RepaidBy
from support_services.subsidies.services import recovery
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.months import first_of, parse_month
from veterans.foundation.sheets import parse_date

VERB = "recovery"


def add_arguments(subparsers: Any) -> None:
    """The parsers of ``recovery``; every one takes ``--by``."""
    parser = subparsers.add_parser(VERB, help="追缴案：列出、约定、退款、核销")
    verbs = parser.add_subparsers(dest="act", required=True, metavar="动作")
    listed = verbs.add_parser("list", help="追缴案台账")
    listed.add_argument("--state", choices=[one.value for one in ClaimState], default="")
    show = verbs.add_parser("show", help="一个追缴案的往来账")
    plan = verbs.add_parser("plan", help="录入抵扣约定（待另一人确认）")
    plan.add_argument("--cap", help="每批最多抵扣多少元，不写为不设上限")
    plan.add_argument("--from", dest="from_month", required=True, help="自哪个月起，如 2026-12")
    plan.add_argument("--agreed-on", required=True, help="约定日期")
    plan.add_argument("--document-no", required=True, help="协议编号")
    plan.add_argument("--cap-tail", action="store_true", help="去世续发也受上限限制")
    repay = verbs.add_parser("repay", help="登记退款（待另一人确认）")
    repay.add_argument("--amount", required=True, help="金额（元）")
    repay.add_argument("--paid-on", required=True, help="退款日期")
    repay.add_argument("--receipt", required=True, help="票据号")
    methods = "、".join(f"{one.value} {label}" for one, label in REPAID_BY_LABELS.items())
    repay.add_argument(
        "--method", choices=[one.value for one in RepaidBy], default="transfer", help=methods
    )
    repay.add_argument("--payer", default="", help="退款人，本人退的不写")
    take_back = verbs.add_parser(
        "take_back", help="提请撤销已确认的退款（待另一人确认）", aliases=["take-back"]
    )
    take_back.add_argument("repayment", type=int, help="退款编号")
    take_back.add_argument("--reason", required=True, help="撤销原因")
    take_back.add_argument("--document-no", required=True, help="依据")
    write_off = verbs.add_parser("write_off", help="提请核销（待审批决定）", aliases=["write-off"])
    write_off.add_argument("--amount", help="金额（元），不写为全部余额")
    write_off.add_argument("--document-no", required=True, help="决定文号")
    write_off.add_argument("--reason", required=True, help="核销理由")
    for sub in (show, plan, repay, write_off):
        sub.add_argument("claim", type=int, help="案号")
    for name, words in (
        ("confirm", "确认；核销则为决定核销"),
        ("reject", "退回；核销则为不予核销"),
    ):
        decided = verbs.add_parser(name, help=words)
        decided.add_argument(
            "kind", choices=("plan", "repayment", "take_back", "write_off"), help="哪一种"
        )
        decided.add_argument("number", type=int, help="编号")
        if name == "reject":
            decided.add_argument("--reason", required=True, help="原因")
    # An alias is the same parser under another name.
    for sub in {id(one): one for one in verbs.choices.values()}.values():
        sub.add_argument("--by", required=True, help="办理人账号")


def handle(options: dict[str, Any], *, by: User, at: datetime) -> dict[str, Any]:
    """Do what was parsed; the result is for printing. Refusals are ``Refused``."""
    act = str(options["act"]).replace("-", "_")
    if act == "list":
        return _listed(by, options["state"])
    if act in ("confirm", "reject"):
        return _decided(act, options, by, at)
    if act == "take_back":
        asked = recovery.ask_take_back(
            repayment_id=options["repayment"],
            reason=options["reason"],
            document_no=options["document_no"],
            by=by,
            at=at,
        )
        return {"number": asked.pk, "entered": asked.state, **_shown(by, asked.claim_id, at)}
    claim_id = options["claim"]
    if act == "plan":
        made: Any = recovery.enter_plan(
            claim_id=claim_id,
            cap=_yuan(options["cap"]) if options["cap"] is not None else None,
            from_month=parse_month(options["from_month"]),
            tail_in_full=not options["cap_tail"],
            agreed_on=parse_date(options["agreed_on"]),
            document_no=options["document_no"],
            by=by,
            at=at,
            today=timezone.localdate(at),
        )
    elif act == "repay":
        made = recovery.enter_repayment(
            claim_id=claim_id,
            amount=_yuan(options["amount"]),
            paid_on=parse_date(options["paid_on"]),
            method=RepaidBy(options["method"]),
            receipt_no=options["receipt"],
            payer=options["payer"],
            by=by,
            at=at,
            today=timezone.localdate(at),
        )
    elif act == "write_off":
        made = recovery.propose_write_off(
            claim_id=claim_id,
            amount=_yuan(options["amount"]) if options["amount"] is not None else None,
            reason=options["reason"],
            document_no=options["document_no"],
            by=by,
            at=at,
        )
    else:
        return _shown(by, claim_id, at)
    return {"number": made.pk, "entered": made.state, **_shown(by, claim_id, at)}


_DECISIONS: dict[tuple[str, str], tuple[Any, str]] = {
    ("confirm", "plan"): (recovery.confirm_plan, "plan_id"),
    ("reject", "plan"): (recovery.reject_plan, "plan_id"),
    ("confirm", "repayment"): (recovery.confirm_repayment, "repayment_id"),
    ("reject", "repayment"): (recovery.reject_repayment, "repayment_id"),
    ("confirm", "take_back"): (recovery.confirm_take_back, "take_back_id"),
    ("reject", "take_back"): (recovery.reject_take_back, "take_back_id"),
    ("confirm", "write_off"): (recovery.decide_write_off, "write_off_id"),
    ("reject", "write_off"): (recovery.refuse_write_off, "write_off_id"),
}


def _decided(act: str, options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    deed, key = _DECISIONS[act, options["kind"]]
    reason = {"reason": options["reason"]} if act == "reject" else {}
    done = deed(**{key: options["number"]}, by=by, at=at, **reason)
    return {"number": done.pk, "decided": done.state, **_shown(by, done.claim_id, at)}


def _yuan(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise Refused(f"“{text}”不是金额，应写成 300 或 300.50。") from error
    if not amount.is_finite():
        raise Refused(f"“{text}”不是金额，应写成 300 或 300.50。")
    return amount


def _listed(by: User, state: str) -> dict[str, Any]:
    claims = selectors.claims_matching(by, state=state)
    sums = selectors.sums_of(claims)
    return {
        "claims": [_row(claim) for claim in claims],
        "count": sums.count,
        "balance": f"{sums.balance:.2f}",
    }


def _row(claim: Any) -> dict[str, Any]:
    right = claim.entitlement
    return {
        "claim": claim.pk,
        "state": claim.state,
        "state_label": claim.get_state_display(),
        "name": right.person.name,
        "id_number_tail": right.person.id_number[-4:],
        "scheme": right.scheme.code,
        "opened_on": f"{timezone.localdate(claim.opened_at)}",
        "claimed": f"{claim.claimed:.2f}",
        "offset": f"{claim.taken:.2f}",
        "repaid": f"{claim.repaid:.2f}",
        "written_off": f"{claim.written_off:.2f}",
        "balance": f"{claim.balance:.2f}",
    }


def _shown(by: User, claim_id: int, at: datetime) -> dict[str, Any]:
    selectors.claim_visible_to(by, claim_id)
    claim: RecoveryClaim = selectors.claims_matching(by).get(pk=claim_id)
    plan = selectors.plan_in_force(claim, first_of(timezone.localdate(at)))
    return {
        **_row(claim),
        "cap": f"{plan.cap:.2f}" if plan and plan.cap is not None else None,
        "entries": [
            {
                "kind": line.entry.kind,
                "batch": line.entry.batch_id,
                "amount": f"{line.entry.amount:.2f}",
                "from_tail": line.entry.from_tail,
                "balance": f"{line.balance:.2f}",
            }
            for line in selectors.account_of(claim)
        ],
    }
