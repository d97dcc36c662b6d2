"""``components VERB``: parts of the money beside the standard, and who has which by name."""

from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.management.finding import right_of
from support_services.subsidies.models import PayComponent
from support_services.subsidies.services import components
from veterans.accounts.selectors import user_by_name
from veterans.foundation.errors import Refused
from veterans.foundation.json_command import JsonCommand
from veterans.foundation.months import month_text, parse_month
from veterans.foundation.sheets import parse_date


class Command(JsonCommand):
    help = "待遇组成（自然增长、粮油补贴、护理费等）：列出、新增、测算护理费、逐人核定、停止。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
        verbs.add_parser("list", help="列出各项目的组成")
        define = verbs.add_parser(
            "define", help="新增一个组成（没有金额，标准另用 load_rates 录入）"
        )
        define.add_argument("scheme", help="项目代码")
        define.add_argument("code", help="组成代码，小写字母和数字")
        define.add_argument("name", help="名称")
        define.add_argument("--named", action="store_true", help="逐人核定后才发")
        define.add_argument("--in-tail", action="store_true", help="去世后与标准一起续发")
        care = verbs.add_parser("care", help="按上年度月平均工资测算护理费标准，录为草稿")
        care.add_argument("--wage", required=True, help="上年度月平均工资（元）")
        care.add_argument("--from", dest="first", required=True, help="执行起始月，如 2026-01")
        for one in (define, care):
            one.add_argument("--document-no", required=True, metavar="NO", help="文号或来源")
            one.add_argument("--confidence", default="verified", help="可信程度")
        add = verbs.add_parser("add", help="为一人核定增发")
        add.add_argument("--first", required=True, help="起始月")
        add.add_argument("--approved-on", required=True, help="核定日期")
        add.add_argument("--document-no", required=True, metavar="NO", help="核定文号")
        add.add_argument("--note", default="", help="情形，如 分散供养")
        end = verbs.add_parser("end", help="停止一人的增发")
        end.add_argument("--last", required=True, help="最后发放月")
        for one in (add, end):
            one.add_argument("--id-number", required=True, help="身份证号")
            one.add_argument("--scheme", required=True, help="项目代码")
            one.add_argument("--component", required=True, help="组成代码或名称")
        for one in (define, care, add, end):
            one.add_argument("--by", required=True, metavar="USER", help="经办人账号")

    def run(self, **options: Any) -> dict[str, Any]:
        verb = options["verb"]
        if verb == "list":
            return {"components": [_described(one) for one in PayComponent.objects.all()]}
        by, at = user_by_name(options["by"]), timezone.now()
        if verb == "define":
            made = components.define_component(
                scheme=options["scheme"],
                code=options["code"],
                name=options["name"],
                is_named=options["named"],
                in_tail=options["in_tail"],
                source=options["document_no"],
                confidence=options["confidence"],
                by=by,
                at=at,
            )
            return _described(made)
        if verb == "care":
            entered = components.enter_care_rates(
                wage=_wage(options["wage"]),
                effective_from=parse_month(options["first"]),
                document_no=options["document_no"],
                confidence=options["confidence"],
                by=by,
                at=at,
            )
            rows = [row for table in entered.tables for row in selectors.rows_of(table)]
            return {
                "new": entered.new,
                "already_in_force": entered.in_force,
                "tables": [table.pk for table in entered.tables],
                "rows": [
                    {
                        "grade": row.grade,
                        "class": row.rate_class,
                        "percent": f"{row.percent:.2f}",
                        "amount": f"{row.amount:.2f}",
                    }
                    for row in rows
                ],
            }
        right = right_of(by, options["id_number"], options["scheme"])
        given = {"entitlement_id": right.pk, "component": options["component"], "by": by, "at": at}
        if verb == "add":
            row = components.add_supplement(
                **given,
                first_month=parse_month(options["first"]),
                approved_on=parse_date(options["approved_on"]),
                document_no=options["document_no"],
                note=options["note"],
                today=timezone.localdate(at),
            )
        else:
            row = components.end_supplement(**given, last_month=parse_month(options["last"]))
        return {
            "component": row.component.code,
            "first": month_text(row.first_month),
            "last": month_text(row.last_month) if row.last_month else None,
        }


def _described(one: PayComponent) -> dict[str, Any]:
    return {
        "scheme": one.scheme.code,
        "code": one.code,
        "name": one.name,
        "named": one.is_named,
        "in_tail": one.in_tail,
    }


def _wage(text: str) -> Decimal:
    try:
        wage = Decimal(text)
    except InvalidOperation as error:
        raise Refused(f"月平均工资应为数字，现为“{text}”。") from error
    if not wage.is_finite() or wage <= 0:
        raise Refused("月平均工资应大于零。")
    return wage
