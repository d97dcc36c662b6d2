"""``subsidies stacking …``: what may not be drawn together, from the command line.

For the command to plug in: ``add_arguments`` adds the parsers, ``handle`` does the deed and gives
what is to be printed as one JSON object.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.models import StackingOverride
from support_services.subsidies.services import overrides, stacking
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import idcard
from veterans.foundation.errors import NotFound
from veterans.foundation.months import month_text, parse_month
from veterans.registry.selectors.finding import person_with_id


def add_arguments(subparsers: Any) -> None:
    """``stacking`` with its own verbs; every one takes ``--by``."""
    parser = subparsers.add_parser("stacking", help="叠加规则：不能同时享受的待遇和特批")
    verbs = parser.add_subparsers(dest="action", required=True, metavar="动作")
    listed = verbs.add_parser("list", help="哪些人的待遇不能同时享受、发哪一项")
    listed.add_argument("--all", action="store_true", help="连同已经过去的月份")
    rules = verbs.add_parser("rules", help="现行叠加规则")
    asked = verbs.add_parser("propose", help="提出特批：允许某人同时享受两项")
    asked.add_argument("--id-number", required=True, help="身份证号")
    asked.add_argument("--scheme", nargs=2, required=True, help="两个补助项目代码")
    asked.add_argument("--from", dest="from_month", required=True, help="自哪个月起，如 2026-08")
    asked.add_argument("--document-no", required=True, help="批准文号")
    asked.add_argument("--reason", required=True, help="理由")
    confirmed = verbs.add_parser("confirm", help="确认特批，须是另一人")
    withdrawn = verbs.add_parser("withdraw", help="不批准或收回特批")
    ended = verbs.add_parser("end", help="终止特批")
    for sub in (confirmed, withdrawn, ended):
        sub.add_argument("override", type=int, help="特批编号")
    ended.add_argument("--last-month", required=True, help="最后一个同时发放的月，如 2026-10")
    ended.add_argument("--note", required=True, help="终止原因")
    settled = verbs.add_parser("settle", help="全部重新核对，改了一般规则的设置以后用")
    for sub in (listed, rules, asked, confirmed, withdrawn, ended, settled):
        sub.add_argument("--by", required=True, help="办理人账号")


def handle(options: dict[str, Any], *, by: User, at: datetime) -> dict[str, Any]:
    """Do what was parsed; the result is for printing. Refusals are ``Refused``."""
    return _HANDLERS[options["action"]](options, by, at)


def _list(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    require(by, "ledger.read")
    rows = selectors.collisions_matching(
        by, today=timezone.localdate(at), when="all" if options["all"] else ""
    )
    return {
        "collisions": [
            {
                "id_number_tail": one.row.entitlement.person.id_number[-4:],
                "name": one.row.entitlement.person.name,
                "scheme": one.scheme.code,
                "kept": one.kept.code,
                "from": month_text(one.row.first_month),
                "to": _month(one.row.last_month),
                "effect": one.row.effect,
                "why": one.why,
                "source": one.source,
            }
            for one in selectors.told_collisions(list(rows))
        ]
    }


def _rules(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    require(by, "ledger.read")
    return {
        "default": selectors.default_effect(),
        "rules": [
            {
                "schemes": [rule.low.code, rule.high.code],
                "effect": rule.effect,
                "kept": rule.kept.code if rule.kept else None,
                "from": month_text(rule.first_month),
                "to": _month(rule.last_month),
                "source": rule.source,
                "confidence": rule.confidence,
            }
            for rule in selectors.stacking_rules()
        ],
    }


def _propose(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    require(by, "override.propose")
    today = timezone.localdate(at)
    person = person_with_id(by, idcard.check(options["id_number"], today=today))
    if person is None:
        raise NotFound("没有登记这个身份证号。")
    made = overrides.propose(
        person=person,
        schemes=(options["scheme"][0], options["scheme"][1]),
        from_month=parse_month(options["from_month"]),
        document_no=options["document_no"],
        reason=options["reason"],
        by=by,
        at=at,
        today=today,
    )
    return _described(made)


def _confirm(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    return _described(overrides.confirm(override_id=options["override"], by=by, at=at))


def _withdraw(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    return _described(overrides.withdraw(override_id=options["override"], by=by, at=at))


def _end(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    return _described(
        overrides.end(
            override_id=options["override"],
            last_month=parse_month(options["last_month"]),
            note=options["note"],
            by=by,
            at=at,
        )
    )


def _settle(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    done = stacking.settle_everybody(by=by, at=at)
    return {"people": done.people, "removed": done.removed, "added": done.added}


_HANDLERS: dict[str, Callable[[dict[str, Any], User, datetime], dict[str, Any]]] = {
    "list": _list,
    "rules": _rules,
    "propose": _propose,
    "confirm": _confirm,
    "withdraw": _withdraw,
    "end": _end,
    "settle": _settle,
}


def _described(made: StackingOverride) -> dict[str, Any]:
    return {
        "override": made.pk,
        "state": made.state,
        "schemes": [made.low.code, made.high.code],
        "from": month_text(made.first_month),
        "to": _month(made.last_month),
        "document_no": made.document_no,
    }


def _month(month: date | None) -> str | None:
    return month_text(month) if month else None
