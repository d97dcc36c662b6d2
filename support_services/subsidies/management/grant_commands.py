"""``subsidies grant-approve | grant-refuse | grant-withdraw | grant-stop | grant-cancel | grant``.

For the command to plug in, like ``bank_commands``. Lists are entered by ``import_grants``; a
decision names the grants by number.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from support_services.subsidies.models import Grant
from support_services.subsidies.selectors import grants as selectors
from support_services.subsidies.services import grant_lists, grants
from veterans.accounts.models import User
from veterans.foundation.months import parse_month

VERBS = frozenset(
    {"grant", "grant_approve", "grant_refuse", "grant_withdraw", "grant_stop", "grant_cancel"}
)


def add_arguments(subparsers: Any) -> None:
    """The parsers of the verbs; every one takes ``--by``."""
    show = subparsers.add_parser("grant", help="一项核发的现状和算式")
    approve = subparsers.add_parser("grant-approve", help="批准核发，可写多个")
    refuse = subparsers.add_parser("grant-refuse", help="不予核发")
    withdraw = subparsers.add_parser("grant-withdraw", help="撤回待审批的核发")
    stop = subparsers.add_parser("grant-stop", help="停发余款，如转改军士")
    cancel = subparsers.add_parser("grant-cancel", help="取消并追缴，如被除名")
    approve.add_argument("grant", type=int, nargs="+", help="核发编号")
    for parser in (show, refuse, withdraw, stop, cancel):
        parser.add_argument("grant", type=int, help="核发编号")
    for parser in (refuse, stop, cancel):
        parser.add_argument("--reason", required=True, help="原因")
    stop.add_argument("--from-month", required=True, help="自哪个月起停发，如 2027-01")
    for parser in (show, approve, refuse, withdraw, stop, cancel):
        parser.add_argument("--by", required=True, help="办理人账号")


def handle(verb: str, options: dict[str, Any], *, by: User, at: datetime) -> dict[str, Any]:
    """Do what was parsed; the result is for printing. Refusals are ``Refused``."""
    given: dict[str, Any] = {"by": by, "at": at}
    if verb == "grant_approve":
        today = timezone.localdate(at)
        done = grant_lists.approve_grants(grant_ids=options["grant"], today=today, **given)
        return {"approved": len(done), "grants": [described(grant) for grant in done]}
    given["grant_id"] = options["grant"]
    if verb == "grant":
        grant = selectors.grant_visible_to(by, options["grant"])
    elif verb == "grant_withdraw":
        grant = grants.withdraw_grant(**given)
    elif verb == "grant_stop":
        month = parse_month(options["from_month"])
        grant = grants.stop_grant(from_month=month, reason=options["reason"], **given)
    elif verb == "grant_cancel":
        grant = grants.cancel_grant(reason=options["reason"], **given)
    else:
        grant = grants.refuse_grant(reason=options["reason"], **given)
    return described(grant)


def described(grant: Grant) -> dict[str, Any]:
    """A grant for printing: what it comes to, how, and what falls due."""
    return {
        "grant": grant.pk,
        "kind": grant.kind,
        "scheme": grant.scheme.code,
        "occasion": grant.occasion,
        "state": str(grant.state),
        "amount": f"{grant.amount:.2f}",
        "steps": grant.steps,
        "shares": [
            {
                "id_number_tail": str(share.payee.id_number)[-4:],
                "name": share.payee.name,
                "amount": f"{share.amount:.2f}",
                "dues": [
                    {
                        "month": f"{due.month:%Y-%m}",
                        "amount": f"{due.amount:.2f}",
                        "withdrawn": due.withdrawn_at is not None,
                    }
                    for due in share.dues.all()
                ],
            }
            for share in selectors.shares_of(grant)
        ],
    }
