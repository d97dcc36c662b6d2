"""``rules VERB``: rules as dated data, changed by two people, by the same services as the pages."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from support_services.subsidies.models import RuleChange
from support_services.subsidies.rule_kinds import CHANGE_LABELS, KINDS, NONE, RuleKind
from support_services.subsidies.selectors import dated_rules
from support_services.subsidies.services import rule_changes
from support_services.subsidies.services.rule_changes import Asked
from support_services.subsidies.services.rule_previews import Moved, preview
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.accounts.selectors import user_by_name
from veterans.foundation.errors import Refused
from veterans.foundation.json_command import JsonCommand
from veterans.foundation.months import month_text, parse_month
from veterans.foundation.sheets import parse_date


class Command(JsonCommand):
    help = (
        "规则：查看、提出变更、预览影响、由另一人启用或退回、撤回。"
        f"规则种类：{'、'.join(f'{kind}（{one.label}）' for kind, one in KINDS.items())}。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
        listed = verbs.add_parser("list", help="现行规则和变更记录")
        listed.add_argument("--kind", choices=list(RuleKind), default="", help="只看一种")
        listed.add_argument("--state", choices=list(CHANGE_LABELS), default="", help="变更的状态")
        asked = verbs.add_parser("propose", help="提出变更，启用以前不起作用")
        asked.add_argument("kind", choices=list(RuleKind), metavar="种类")
        asked.add_argument("--scheme", nargs="*", default=[], help="项目代码；叠加写两个")
        values = "；".join(
            f"{kind}：{'、'.join([*one.values, *([NONE] if one.none else [])])}"
            for kind, one in KINDS.items()
        )
        asked.add_argument("--value", required=True, help=f"改为什么。{values}")
        asked.add_argument("--number", default="", help="续发月数、百分比或金额（元）")
        asked.add_argument("--kept", default="", help="不能同时享受时发放的项目代码")
        asked.add_argument("--from", dest="first", required=True, help="自，日期或年月")
        asked.add_argument("--to", dest="last", default="", help="至（含），不写即一直")
        asked.add_argument("--document-no", required=True, help="文号")
        asked.add_argument("--source", required=True, help="依据")
        asked.add_argument("--confidence", required=True, help="可信程度")
        asked.add_argument("--note", default="", help="说明")
        looked = verbs.add_parser("preview", help="启用后影响谁、补发冲减多少，不改变数据")
        shown = verbs.add_parser("show", help="一份变更")
        enforced = verbs.add_parser("enforce", help="启用，须是另一人")
        refused = verbs.add_parser("refuse", help="退回，须是另一人")
        withdrawn = verbs.add_parser("withdraw", help="撤回，须是提出人")
        for sub in (looked, shown, enforced, refused, withdrawn):
            sub.add_argument("change", type=int, help="变更编号")
        refused.add_argument("--reason", required=True, help="退回原因")
        for sub in (listed, asked, looked, shown, enforced, refused, withdrawn):
            sub.add_argument("--by", required=True, help="办理人账号")

    def run(self, **options: Any) -> dict[str, Any]:
        by, at = user_by_name(options["by"]), timezone.now()
        require(by, "ledger.read")
        return _HANDLERS[options["verb"]](options, by, at)


def _list(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    kinds = [RuleKind(options["kind"])] if options["kind"] else list(RuleKind)
    return {
        "rules": [_rule(rule) for kind in kinds for rule in dated_rules.in_force(kind)],
        "changes": [
            _change(one)
            for one in dated_rules.changes_matching(
                by, kind=options["kind"], state=options["state"]
            )
        ],
    }


def _propose(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    kind = RuleKind(options["kind"])
    last = options["last"]
    made = rule_changes.propose(
        asked=Asked(
            kind=kind,
            schemes=tuple(options["scheme"]),
            first=_day(kind, options["first"]),
            last=_day(kind, last) if last else None,
            value=options["value"],
            number=_number(options["number"]),
            kept=options["kept"],
            document_no=options["document_no"],
            source=options["source"],
            confidence=options["confidence"],
            note=options["note"],
        ),
        by=by,
        at=at,
        today=timezone.localdate(at),
    )
    return _change(made)


def _day(kind: RuleKind, text: str) -> date:
    return parse_month(text) if KINDS[kind].by_month else parse_date(text)


def _number(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        number = Decimal(text.strip())
    except InvalidOperation as error:
        raise Refused(f"“{text}”不是数字。") from error
    if not number.is_finite():
        raise Refused(f"“{text}”不是数字。")
    return number


def _preview(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    change = dated_rules.change_visible_to(by, options["change"])
    found = preview(change)
    return {
        **_change(change),
        "takes_the_place_of": [cut.words for cut in dated_rules.cuts(change)],
        "concerned": found.concerned,
        "changed": found.changed,
        "people": found.people,
        **_moved(found.total),
        "balance": f"{found.balance:.2f}",
        "by_scheme": [{"scheme": one.name, **_moved(one)} for one in found.schemes],
        "by_town": [{"town": one.name, **_moved(one)} for one in found.towns],
        "by_hand": [{"entitlement": one.right.pk, "why": one.why} for one in found.by_hand],
    }


def _moved(moved: Moved) -> dict[str, Any]:
    return {
        "rights": moved.rights,
        "months": moved.months,
        "arrears": f"{moved.arrears:.2f}",
        "overpaid": f"{moved.overpaid:.2f}",
        "coming": f"{moved.coming:.2f}",
    }


def _show(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    return _change(dated_rules.change_visible_to(by, options["change"]))


def _enforce(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    return _change(rule_changes.enforce(change_id=options["change"], by=by, at=at))


def _refuse(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    return _change(
        rule_changes.refuse(change_id=options["change"], reason=options["reason"], by=by, at=at)
    )


def _withdraw(options: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    return _change(rule_changes.withdraw(change_id=options["change"], by=by, at=at))


_HANDLERS: dict[str, Callable[[dict[str, Any], User, datetime], dict[str, Any]]] = {
    "list": _list,
    "propose": _propose,
    "preview": _preview,
    "show": _show,
    "enforce": _enforce,
    "refuse": _refuse,
    "withdraw": _withdraw,
}


def _told(kind: RuleKind, day: date | None) -> str | None:
    if day is None:
        return None
    return month_text(day) if KINDS[kind].by_month else f"{day}"


def _rule(rule: dated_rules.DatedRule) -> dict[str, Any]:
    value, number, _ = rule.value
    row, kind = rule.row, rule.kind
    return {
        "kind": kind.value,
        "schemes": [one.code for one in rule.schemes],
        "value": value,
        "number": None if number is None else f"{number}",
        "says": rule.says,
        "from": _told(kind, rule.first),
        "to": _told(kind, rule.last),
        "source": row.source,
        "confidence": row.confidence,
        "change": row.change_id,
        "document_no": row.change.document_no if row.change else None,
    }


def _change(change: RuleChange) -> dict[str, Any]:
    kind = RuleKind(change.kind)
    return {
        "change": change.pk,
        "kind": change.kind,
        "schemes": [one.code for one in (change.scheme, change.other) if one],
        "value": change.value,
        "number": None if change.number is None else f"{change.number}",
        "kept": change.kept.code if change.kept else None,
        "says": dated_rules.change_says(change),
        "from": _told(kind, change.first_on),
        "to": _told(kind, change.last_on),
        "document_no": change.document_no,
        "source": change.source,
        "confidence": change.confidence,
        "state": change.state,
        "decision_note": change.decision_note,
        "before": change.before,
        **change.outcome,
    }
