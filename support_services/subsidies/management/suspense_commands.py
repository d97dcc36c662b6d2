"""``subsidies suspense …``: the suspense list from the command line, as ``recovery_commands``."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from support_services.subsidies.selectors import suspense as selectors
from support_services.subsidies.services import suspense
from support_services.subsidies.suspense_states import CAUSE_LABELS, SuspenseCause
from veterans.accounts.models import User
from veterans.foundation.sheets import parse_date

VERB = "suspense"


def add_arguments(subparsers: Any) -> None:
    """The parsers of ``suspense``; every one takes ``--by``."""
    parser = subparsers.add_parser(VERB, help="挂账：列出、提请、上缴、恢复、决定")
    verbs = parser.add_subparsers(dest="act", required=True, metavar="动作")
    listed = verbs.add_parser("list", help="挂账台账")
    listed.add_argument(
        "--stand", choices=("suspense", "pending", "treasury", "all"), default="suspense"
    )
    put = verbs.add_parser("put", help="提请挂账（待另一人决定）")
    causes = "、".join(f"{one.value} {label}" for one, label in CAUSE_LABELS.items())
    put.add_argument(
        "--cause", choices=[one.value for one in SuspenseCause], required=True, help=causes
    )
    back = verbs.add_parser("return", help="提请上缴财政（待审批决定）")
    reopen = verbs.add_parser("reopen", help="提请恢复挂账（待另一人决定）")
    for sub in (back, reopen):
        sub.add_argument("--document-no", required=True, help="凭证编号")
        sub.add_argument("--date", required=True, help="日期，如 2026-11-20")
    for sub in (put, back, reopen):
        sub.add_argument("payments", type=int, nargs="+", help="付款编号，可写多个")
        sub.add_argument("--reason", required=True, help="说明")
    decided = [
        verbs.add_parser("confirm", help="同意"),
        verbs.add_parser("reject", help="不同意"),
        verbs.add_parser("withdraw", help="撤回自己提请的"),
    ]
    for sub in decided:
        sub.add_argument("requests", type=int, nargs="+", help="办理编号，可写多个")
    decided[1].add_argument("--reason", required=True, help="不同意的原因")
    for sub in (listed, put, back, reopen, *decided):
        sub.add_argument("--by", required=True, help="办理人账号")


def handle(options: dict[str, Any], *, by: User, at: datetime) -> dict[str, Any]:
    """Do what was parsed; the result is for printing. Refusals are ``Refused``."""
    act = options["act"]
    if act == "list":
        stand = "" if options["stand"] == "suspense" else options["stand"]
        return _listed(by, stand)
    if act == "put":
        made = suspense.propose(
            payment_ids=options["payments"],
            cause=SuspenseCause(options["cause"]),
            reason=options["reason"],
            by=by,
            at=at,
        )
    elif act in ("return", "reopen"):
        day = parse_date(options["date"])
        common = {
            "payment_ids": options["payments"],
            "document_no": options["document_no"],
            "reason": options["reason"],
            "by": by,
            "at": at,
            "today": timezone.localdate(at),
        }
        made = (
            suspense.ask_treasury(returned_on=day, **common)
            if act == "return"
            else suspense.ask_reopen(claimed_on=day, **common)
        )
    elif act == "reject":
        made = suspense.reject(
            request_ids=options["requests"], reason=options["reason"], by=by, at=at
        )
    else:
        deed = suspense.confirm if act == "confirm" else suspense.withdraw
        made = deed(request_ids=options["requests"], by=by, at=at)
    return {
        "requests": [
            {"number": one.pk, "payment": one.payment_id, "kind": one.kind, "state": one.state}
            for one in made
        ]
    }


def _listed(by: User, stand: str) -> dict[str, Any]:
    found = selectors.suspense_matching(by, stand=stand)
    sums = selectors.suspense_sums(found)
    return {
        "payments": [_row(payment) for payment in found],
        "count": sums.count,
        "amount": f"{sums.amount:.2f}",
        "by_month": {one.label: f"{one.amount:.2f}" for one in selectors.suspense_by_month(found)},
        "by_batch": {one.label: f"{one.amount:.2f}" for one in selectors.suspense_by_batch(found)},
    }


def _row(payment: Any) -> dict[str, Any]:
    waiting = payment.waiting[0] if payment.waiting else None
    return {
        "payment": payment.pk,
        "batch": payment.batch_id,
        "month": f"{payment.batch.through:%Y-%m}",
        "state": payment.state,
        "name": payment.payee.name,
        "id_number_tail": payment.payee.id_number[-4:],
        "scheme": payment.entitlement.scheme.code,
        "amount": f"{payment.amount:.2f}",
        "since": f"{timezone.localdate(payment.since)}" if payment.since else None,
        "cause": payment.cause,
        "attempts": payment.tries,
        "request": {"number": waiting.pk, "kind": waiting.kind} if waiting else None,
    }
