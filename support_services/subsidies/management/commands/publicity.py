"""``publicity VERB``: rosters made public before the first payment, from the command line.

The same services as the pages; a person (``--by``) stands behind every step.
"""

from argparse import ArgumentParser
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from support_services.subsidies.models import (
    PublicityNotice,
    PublicityObjection,
    PublicityRule,
    PublicityWaiver,
)
from support_services.subsidies.publicity_rules import LEAST_NAME, USUAL_DAYS
from support_services.subsidies.publicity_states import Level, Phase
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.services import publicity, publicity_book, publicity_objections
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.accounts.selectors import user_by_name
from veterans.foundation.json_command import JsonCommand
from veterans.foundation.months import add_months, parse_month
from veterans.foundation.sheets import parse_date


class Command(JsonCommand):
    help = "公示：规则、等待公示、拟稿、发布、撤回、移出、张贴、异议、结论、免于公示。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
        rule = verbs.add_parser("rule", help="录入公示规则（草稿）")
        rule.add_argument("scheme", help="项目代码")
        rule.add_argument("--from", dest="first", required=True, help="自哪天批准的起，最早明天")
        rule.add_argument("--none", action="store_true", help="自这一天起不公示")
        rule.add_argument("--days", type=int, default=USUAL_DAYS, help="公示工作日")
        rule.add_argument("--name", default=LEAST_NAME, help="公示用的项目名称")
        rule.add_argument("--amount", action="store_true", help="公示金额和期间")
        rule.add_argument("--source", required=True, help="依据")
        rule.add_argument("--confidence", default="unconfirmed", help="可信程度")
        enforce = verbs.add_parser("enforce", help="启用公示规则，须是另一人")
        enforce.add_argument("rule", type=int, help="规则编号")
        rules = verbs.add_parser("rules", help="各项目的公示规则")
        due = verbs.add_parser("due", help="等待公示的待遇和核发")
        draft = verbs.add_parser("draft", help="把等待公示的拟成公示单")
        draft.add_argument("--month", help="批准月份到，如 2026-11；不写的全部")
        draft.add_argument("--level", choices=[one.value for one in Level], default="village")
        publish = verbs.add_parser("publish", help="发布，须是另一人；可写多个")
        publish.add_argument("notice", type=int, nargs="+", help="公示编号")
        publish.add_argument("--from", dest="first", help="公示首日，不写的今天")
        withdraw = verbs.add_parser("withdraw", help="撤回（期满以前）")
        listed = verbs.add_parser("list", help="公示清单")
        listed.add_argument("--when", choices=[one.value for one in Phase], default="")
        show = verbs.add_parser("show", help="一份公示")
        for sub in (withdraw, show):
            sub.add_argument("notice", type=int, help="公示编号")
        off = verbs.add_parser("take-off", help="把一人移出名单（期满以前）")
        hang = verbs.add_parser("hang", help="登记张贴")
        hang.add_argument("notice", type=int, help="公示编号")
        hang.add_argument("--place", required=True, help="张贴地点")
        hang.add_argument("--on", help="张贴日期，不写的今天")
        hang.add_argument("--hung-by", required=True, help="张贴人")
        objected = verbs.add_parser("object", help="登记异议，暂缓发放")
        objected.add_argument("--text", required=True, help="异议内容")
        objected.add_argument("--objector", default="", help="提出人，可不写")
        objected.add_argument("--contact", default="", help="联系方式")
        objected.add_argument("--on", help="提出日期，不写的今天")
        for sub in (off, objected):
            sub.add_argument("entry", type=int, help="名单行编号，见 show")
        for sub in (withdraw, off):
            sub.add_argument("--reason", required=True, help="原因")
        decide = verbs.add_parser("decide", help="对异议下结论，须是另一人")
        decide.add_argument("objection", type=int, help="异议编号")
        decide.add_argument("verdict", choices=("uphold", "dismiss"), help="成立、不成立")
        decide.add_argument("--decision", required=True, help="核查结论")
        waive = verbs.add_parser("waive", help="提出免于公示")
        which = waive.add_mutually_exclusive_group(required=True)
        which.add_argument("--entitlement", type=int, default=0, help="待遇编号")
        which.add_argument("--grant", type=int, default=0, help="核发编号")
        waive.add_argument("--reason", required=True, help="理由")
        waive.add_argument("--document-no", default="", help="文号")
        confirm = verbs.add_parser("confirm", help="确认免于公示，须是另一人")
        confirm.add_argument("waiver", type=int, help="免于公示编号")
        for sub in (
            rule, enforce, rules, due, draft, publish, withdraw, listed, show, off, hang, objected,
            decide, waive, confirm,
        ):  # fmt: skip
            sub.add_argument("--by", required=True, metavar="USER", help="办理人账号")

    def run(self, **options: Any) -> dict[str, Any]:
        by, at = user_by_name(options["by"]), timezone.now()
        verb = str(options["verb"]).replace("-", "_")
        handler = getattr(self, f"_{verb}")
        result: dict[str, Any] = handler(options, by, at, timezone.localdate(at))
        return result

    def _rule(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        return described_rule(
            publicity_book.enter_rule(
                scheme=o["scheme"], first_on=parse_date(o["first"]), is_needed=not o["none"],
                days=o["days"], public_name=o["name"], shows_amount=o["amount"],
                source=o["source"], confidence=o["confidence"], by=by, at=at, today=today,
            )
        )  # fmt: skip

    def _enforce(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        done = publicity_book.enforce_rule(rule_id=o["rule"], by=by, at=at, today=today)
        return described_rule(done)

    def _rules(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        require(by, "ledger.read")
        pairs = selectors.rules_of_schemes()
        return {"rules": [described_rule(row) for _, rows in pairs for row in rows]}

    def _due(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        require(by, "ledger.read")
        rows = selectors.due(by)
        return {
            "count": len(rows),
            "due": [
                {
                    "entitlement": one.entitlement.pk if one.entitlement else None,
                    "grant": one.grant.pk if one.grant else None,
                    "scheme": one.subject.scheme.code,
                    "region": one.subject.person.region.code,
                    "approved_on": f"{one.since:%Y-%m-%d}",
                }
                for one in rows
            ],
        }

    def _draft(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        month = parse_month(o["month"]) if o["month"] else None
        made = publicity.draft_notices(
            until=add_months(month, 1) - timedelta(days=1) if month else None,
            level=Level(o["level"]),
            by=by,
            at=at,
            today=today,
        )
        return {"notices": [described(one, today) for one in made]}

    def _publish(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        done = publicity.publish_all(
            notice_ids=o["notice"],
            first_on=parse_date(o["first"]) if o["first"] else today,
            by=by,
            at=at,
            today=today,
        )
        return {"notices": [described(one, today) for one in done]}

    def _withdraw(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        done = publicity.withdraw(
            notice_id=o["notice"], reason=o["reason"], by=by, at=at, today=today
        )
        return described(done, today)

    def _list(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        require(by, "ledger.read")
        rows = selectors.notices_matching(by, today=today, when=o["when"])
        return {"notices": [described(one, today) for one in rows]}

    def _show(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        require(by, "ledger.read")
        return described(selectors.notice_visible_to(by, o["notice"]), today)

    def _take_off(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        entry = publicity.take_off(
            entry_id=o["entry"], reason=o["reason"], by=by, at=at, today=today
        )
        return described(selectors.notice_visible_to(by, entry.notice_id), today)

    def _hang(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        made = publicity.note_hanging(
            notice_id=o["notice"],
            place=o["place"],
            hung_on=parse_date(o["on"]) if o["on"] else today,
            hung_by=o["hung_by"],
            by=by,
            at=at,
            today=today,
        )
        return {"notice": made.notice_id, "place": made.place, "hung_on": f"{made.hung_on}"}

    def _object(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        made = publicity_objections.raise_objection(
            entry_id=o["entry"],
            raised_on=parse_date(o["on"]) if o["on"] else today,
            objector=o["objector"],
            contact=o["contact"],
            text=o["text"],
            by=by,
            at=at,
            today=today,
        )
        return described_objection(made)

    def _decide(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        given: dict[str, Any] = {
            "objection_id": o["objection"], "decision": o["decision"], "by": by, "at": at,
        }  # fmt: skip
        if o["verdict"] == "uphold":
            return described_objection(publicity_objections.uphold(today=today, **given))
        return described_objection(publicity_objections.dismiss(**given))

    def _waive(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        made = publicity_book.propose_waiver(
            entitlement_id=o["entitlement"],
            grant_id=o["grant"],
            reason=o["reason"],
            document_no=o["document_no"],
            by=by,
            at=at,
        )
        return described_waiver(made)

    def _confirm(self, o: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
        return described_waiver(publicity_book.confirm_waiver(waiver_id=o["waiver"], by=by, at=at))


def described_rule(rule: PublicityRule) -> dict[str, Any]:
    """A rule for printing."""
    return {
        "rule": rule.pk,
        "scheme": rule.scheme.code,
        "from": f"{rule.first_on:%Y-%m-%d}",
        "needed": rule.is_needed,
        "days": rule.days,
        "public_name": rule.public_name,
        "shows_amount": rule.shows_amount,
        "state": str(rule.state),
    }


def described(notice: PublicityNotice, today: date) -> dict[str, Any]:
    """A notice for printing: what is made public, and nothing that is not."""
    return {
        "notice": notice.pk,
        "title": notice.title,
        "region": notice.region.code,
        "phase": selectors.phase_on(notice, today).value,
        "days": notice.days,
        "first_on": f"{notice.first_on:%Y-%m-%d}" if notice.first_on else None,
        "last_on": f"{notice.last_on:%Y-%m-%d}" if notice.last_on else None,
        "calendar_note": notice.calendar_note,
        "entries": [
            {
                "entry": entry.pk,
                "entitlement": entry.entitlement_id,
                "grant": entry.grant_id,
                "person": entry.public_person,
                "place": entry.public_place,
                "name": entry.public_name,
                "money": entry.public_money,
                "counts": entry.is_live,
            }
            for entry in notice.entries.order_by("public_place", "pk")
        ],
    }


def described_objection(objection: PublicityObjection) -> dict[str, Any]:
    """An objection for printing, without what was said."""
    return {
        "objection": objection.pk,
        "entry": objection.entry_id,
        "raised_on": f"{objection.raised_on:%Y-%m-%d}",
        "late": publicity_objections.is_late(objection),
        "state": str(objection.state),
    }


def described_waiver(waiver: PublicityWaiver) -> dict[str, Any]:
    return {
        "waiver": waiver.pk,
        "entitlement": waiver.entitlement_id,
        "grant": waiver.grant_id,
        "confirmed": waiver.confirmed_at is not None,
    }
