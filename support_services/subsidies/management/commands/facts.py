"""``facts VERB``: what a clerk enters about a person or a right, by the same services."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from support_services.subsidies.management.finding import person_of, right_of
from support_services.subsidies.models import Entitlement
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services import entitlements
from veterans.accounts.selectors import user_by_name
from veterans.foundation.json_command import JsonCommand
from veterans.foundation.months import month_text, parse_month
from veterans.foundation.sheets import parse_date

ENDINGS = [EndReason.INELIGIBLE.value, EndReason.CANCELLED.value, EndReason.OTHER.value]


class Command(JsonCommand):
    help = (
        "登记变动：登记待遇、重新核定、中止、恢复、暂缓、解除暂缓、停发、迁出、去世、遗属领取人。"
        "金额由下一次核算得出。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
        grant = verbs.add_parser("grant", help="登记待遇")
        regrade = verbs.add_parser("regrade", help="重新核定")
        for one in (grant, regrade):
            one.add_argument("--approved-on", required=True, help="批准或核定日期")
            one.add_argument("--grade", type=int, default=0, help="等级")
            one.add_argument("--class", dest="rate_class", default="", help="性质代码")
            one.add_argument("--service-years", type=int, default=0, help="服役年数")
            one.add_argument("--service-months", type=int, default=0, help="零月数")
            one.add_argument("--document-no", required=True, metavar="NO", help="文号")
        suspend = verbs.add_parser("suspend", help="中止")
        suspend.add_argument("--fact-on", required=True, help="事实确定日期")
        suspend.add_argument("--reason", required=True, help="原因")
        resume = verbs.add_parser("resume", help="恢复")
        resume.add_argument("--from", dest="first", required=True, help="恢复月")
        hold = verbs.add_parser("hold", help="暂缓发放")
        hold.add_argument("--reason", required=True, help="原因")
        release = verbs.add_parser("release", help="解除暂缓")
        release.add_argument("--note", required=True, help="核实情况")
        end = verbs.add_parser("end", help="停发")
        end.add_argument("--reason", choices=ENDINGS, required=True, help="原因")
        end.add_argument("--on", required=True, help="终止日期")
        transfer = verbs.add_parser("transfer", help="关系迁出")
        transfer.add_argument("--on", required=True, help="迁出日期")
        payee = verbs.add_parser("payee", help="登记遗属领取人")
        payee.add_argument("--payee", required=True, help="领取人身份证号")
        death = verbs.add_parser("death", help="登记去世并停发全部待遇")
        death.add_argument("--on", required=True, help="去世日期")
        of_right = (grant, regrade, suspend, resume, hold, release, end, transfer, payee)
        for one in (*of_right, death):
            one.add_argument("--id-number", required=True, help="身份证号")
            one.add_argument("--by", required=True, metavar="USER", help="经办人账号")
        for one in of_right:
            one.add_argument("--scheme", required=True, help="项目代码")

    def run(self, **options: Any) -> dict[str, Any]:
        verb, by, at = options["verb"], user_by_name(options["by"]), timezone.now()
        hand: dict[str, Any] = {"by": by, "at": at}
        dated: dict[str, Any] = {**hand, "today": timezone.localdate(at)}
        number = options["id_number"]
        if verb == "death":
            ended = entitlements.record_death_and_end(
                person=person_of(by, number), died_on=parse_date(options["on"]), **dated
            )
            return {"ended": [_described(right) for right in ended]}
        if verb == "grant":
            made = entitlements.grant(
                person=person_of(by, number), scheme=options["scheme"], **_terms(options), **dated
            )
            return _described(made)
        right = right_of(by, number, options["scheme"])
        key: dict[str, Any] = {"entitlement_id": right.pk}
        if verb == "regrade":
            entitlements.regrade(**key, **_terms(options), **dated)
        elif verb == "suspend":
            entitlements.suspend(
                **key,
                fact_on=parse_date(options["fact_on"]),
                reason=options["reason"],
                **dated,
            )
        elif verb == "resume":
            entitlements.resume(**key, from_month=parse_month(options["first"]), **hand)
        elif verb == "hold":
            entitlements.place_hold(**key, reason=options["reason"], **hand)
        elif verb == "release":
            entitlements.release_hold(**key, note=options["note"], **hand)
        elif verb == "payee":
            entitlements.set_payee(**key, payee=person_of(by, options["payee"]), **hand)
        elif verb == "transfer":
            entitlements.transfer_out(**key, moved_on=parse_date(options["on"]), **dated)
        else:
            entitlements.end(
                **key,
                reason=EndReason(options["reason"]),
                ended_on=parse_date(options["on"]),
                **dated,
            )
        right.refresh_from_db()
        return _described(right)


def _terms(options: dict[str, Any]) -> dict[str, Any]:
    names = ("grade", "rate_class", "service_years", "service_months", "document_no")
    given = {name: options[name] for name in names}
    return {**given, "approved_on": parse_date(options["approved_on"])}


def _described(right: Entitlement) -> dict[str, Any]:
    latest = right.determinations.order_by("-first_month").first()
    return {
        "entitlement": right.pk,
        "scheme": right.scheme.code,
        "start": month_text(right.start_month),
        "end": month_text(right.end_month) if right.end_month else None,
        "determined_from": month_text(latest.first_month) if latest else None,
        "grade": latest.grade if latest else 0,
        "held": right.holds.filter(released_at__isnull=True).exists(),
    }
