"""``confirmation VERB``: the yearly confirmation, for acceptance and for the bureau's IT.

The same services as the pages; a person (``--by``) stands behind every step but the sweep.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from support_services.subsidies.confirmation_states import WAY_LABELS, DueState, Way
from support_services.subsidies.management.finding import person_of
from support_services.subsidies.models import ConfirmationRound
from support_services.subsidies.selectors import confirmation as reading
from support_services.subsidies.services import (
    confirmation_lists,
    confirmation_rounds,
    confirmation_settling,
    confirming,
)
from support_services.subsidies.services.confirmation_rounds import RoundTerms
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.accounts.selectors import user_by_name
from veterans.foundation.csv_reading import read_bytes
from veterans.foundation.errors import NotFound
from veterans.foundation.import_command import ImportCommand
from veterans.foundation.line_problems import LinesRefused
from veterans.foundation.sheets import parse_date

STATES = ("", "waiting", "overdue", "reported", *(state.value for state in DueState))


def whole_numbers(text: str) -> list[int]:
    """``30,15,3``."""
    return [int(part) for part in text.replace("，", ",").split(",") if part.strip()]


class Command(ImportCommand):
    help = "年度确认：录入、启用、结束、取消、名单、确认、撤销、导入免认证名单、清查。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
        entered = verbs.add_parser("enter", help="录入一轮（草稿）")
        entered.add_argument("--year", type=int, required=True, help="年度")
        entered.add_argument("--scheme", nargs="+", required=True, help="补助项目代码")
        entered.add_argument("--from", dest="first_day", required=True, help="开始日期")
        entered.add_argument("--to", dest="last_day", required=True, help="截止日期")
        entered.add_argument("--grace", type=int, required=True, help="宽限天数")
        entered.add_argument("--source", required=True, help="时间和宽限的依据")
        entered.add_argument("--title", default="", help="名称")
        entered.add_argument("--document-no", default="", help="文号")
        entered.add_argument("--confidence", default="unconfirmed", help="依据的可信程度")
        entered.add_argument("--remind", type=whole_numbers, default=[30, 15, 3], help="如 30,15,3")
        entered.add_argument("--late-days", type=int, default=30, help="后加入者的期限天数")
        entered.add_argument("--home-age", type=int, help="满几岁上门")
        entered.add_argument("--home-grade", type=int, help="几级以上残疾上门")
        entered.add_argument("--visit-source", default="", help="上门对象的依据")
        entered.add_argument("--forfeits", action="store_true", help="本人原因中断的可决定不补发")
        entered.add_argument("--forfeit-source", default="", help="不补发的依据")
        copied = verbs.add_parser("copy", help="照某一轮录入下一年（草稿）")
        opened = verbs.add_parser("open", help="启用，须是录入人以外的另一人")
        ended = verbs.add_parser("end", help="结束本轮")
        cancelled = verbs.add_parser("cancel", help="取消本轮，解除因它的暂缓")
        withdrawn = verbs.add_parser("withdraw", help="撤回草稿")
        people = verbs.add_parser("people", help="本轮的人员")
        people.add_argument("--state", choices=STATES, default="", help="状态")
        imported = verbs.add_parser("import", help="导入免认证名单（列名：id_number[,date]）")
        imported.add_argument("--source", required=True, help="数据来源")
        imported.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        for sub in (copied, opened, ended, cancelled, withdrawn, people, imported):
            sub.add_argument("round", type=int, help="轮次编号")
        super().add_arguments(imported)
        for sub in (ended, cancelled, withdrawn):
            sub.add_argument("--note", default="", help="说明")
        listed = verbs.add_parser("list", help="各轮和进度")
        confirmed = verbs.add_parser("confirm", help="确认一个人")
        confirmed.add_argument(
            "--way",
            default=Way.IN_PERSON.value,
            choices=[way.value for way in Way],
            help="、".join(f"{way.value} {label}" for way, label in WAY_LABELS.items()),
        )
        confirmed.add_argument("--on", default="", help="确认日期，不写即今天")
        confirmed.add_argument("--note", default="", help="说明")
        taken_back = verbs.add_parser("take-back", help="撤销一个人的确认")
        taken_back.add_argument("--reason", required=True, help="原因")
        for sub in (confirmed, taken_back):
            sub.add_argument("--id-number", required=True, help="身份证号")
        for sub in (
            *(entered, copied, opened, ended, cancelled, withdrawn, people, imported),
            *(listed, confirmed, taken_back),
        ):
            sub.add_argument("--by", required=True, help="办理人账号")
        verbs.add_parser("sweep", help="清查：列入、退出、暂缓、解除（每晚自动一次）")

    def run(self, **options: Any) -> dict[str, Any]:
        at = timezone.now()
        today = timezone.localdate(at)
        if options["verb"] == "sweep":
            done = confirmation_settling.sweep(at=at, today=today)
            return {"rounds": [{"round": pk, **asdict(settled)} for pk, settled in done.items()]}
        by = user_by_name(options["by"])
        if options["verb"] == "import":
            return self._import(options, by, at, today)
        return _HANDLERS[options["verb"]](options, by, at, today)

    def _import(
        self, options: dict[str, Any], by: User, at: datetime, today: date
    ) -> dict[str, Any]:
        given: dict[str, Any] = {
            "round_id": options["round"],
            "content": read_bytes(options["file"]),
            "source": options["source"],
            "by": by,
            "today": today,
        }
        answer: dict[str, Any] = {"round": options["round"], "dry_run": options["dry_run"]}
        try:
            if options["dry_run"]:
                outcome = confirmation_lists.preview_list(**given)
            else:
                outcome = confirmation_lists.apply_list(**given, at=at)
        except LinesRefused as refusal:
            return answer | {"applied": False} | self.refused(refusal.problems)
        return answer | {
            "rows": outcome.rows,
            "confirmed": len(outcome.matched),
            "already": outcome.already,
            "doubtful": outcome.doubtful,
            "not_asked": outcome.gone + outcome.unknown,
            "released": outcome.released,
            "applied": outcome.applied,
        }


def _enter(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    terms = RoundTerms(
        year=options["year"],
        schemes=[code for text in options["scheme"] for code in text.split(",")],
        first_day=parse_date(options["first_day"]),
        last_day=parse_date(options["last_day"]),
        grace_days=options["grace"],
        source=options["source"],
        confidence=options["confidence"],
        title=options["title"],
        reminder_days=options["remind"],
        late_days=options["late_days"],
        home_visit_age=options["home_age"],
        home_visit_grade=options["home_grade"],
        visit_source=options["visit_source"],
        forfeits=options["forfeits"],
        forfeit_source=options["forfeit_source"],
        document_no=options["document_no"],
    )
    return _described(confirmation_rounds.enter_round(terms=terms, by=by, at=at))


def _copy(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    terms = confirmation_rounds.terms_for_next_year(reading.round_visible_to(by, options["round"]))
    return _described(confirmation_rounds.enter_round(terms=terms, by=by, at=at))


def _open(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    made, done = confirmation_rounds.open_round(
        round_id=options["round"], by=by, at=at, today=today
    )
    return _described(made) | {"people": done.joined}


def _end(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    given = {"round_id": options["round"], "note": options["note"], "by": by, "at": at}
    return _described(confirmation_rounds.end_round(**given, today=today))


def _cancel(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    given = {"round_id": options["round"], "note": options["note"], "by": by, "at": at}
    made, done = confirmation_rounds.cancel_round(**given, today=today)
    return _described(made) | {"released": done.released}


def _withdraw(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    given = {"round_id": options["round"], "note": options["note"], "by": by, "at": at}
    return _described(confirmation_rounds.withdraw_round(**given))


def _list(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    require(by, "ledger.read")
    rounds = list(reading.rounds_visible_to(by).prefetch_related("schemes"))
    sums = reading.progress_of_rounds(by, [one.pk for one in rounds], today=today)
    return {"rounds": [_described(one) | asdict(sums[one.pk]) for one in rounds]}


def _people(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    require(by, "ledger.read")
    of = reading.round_visible_to(by, options["round"])
    rows = reading.dues_matching(by, today=today, round_id=of.pk, state=options["state"])
    return {
        "round": of.pk,
        "people": [
            {
                "id_number_tail": due.person.id_number[-4:],
                "name": due.person.name,
                "region": due.person.region.name,
                "state": due.state,
                "due_on": str(due.due_on),
                "hold_on": str(due.hold_on),
                "home_visit": due.home_visit,
                "way": due.confirmation.way if due.confirmation else None,
                "confirmed_on": str(due.confirmation.confirmed_on) if due.confirmation else None,
                "finding": getattr(due, "finding", None),
            }
            for due in rows
        ],
    }


def _due(options: dict[str, Any], by: User, *, confirmed: bool) -> int:
    """His due in the newest round where this can be done."""
    dues = reading.dues_of_person(by, person_of(by, options["id_number"]).pk)
    if not dues:
        raise NotFound("此人不在进行中的年度确认里。")
    fitting = [due for due in dues if (due.state == DueState.CONFIRMED) == confirmed]
    return (fitting or dues)[0].pk


def _confirm(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    due_id = _due(options, by, confirmed=False)
    done = confirming.confirm(
        due_id=due_id,
        way=Way(options["way"]),
        confirmed_on=parse_date(options["on"]) if options["on"] else today,
        note=options["note"],
        by=by,
        at=at,
        today=today,
    )
    return {"confirmation": done.confirmation.pk, "released": done.released}


def _take_back(options: dict[str, Any], by: User, at: datetime, today: date) -> dict[str, Any]:
    due_id = _due(options, by, confirmed=True)
    due = confirming.take_back(due_id=due_id, reason=options["reason"], by=by, at=at, today=today)
    return {"state": due.state}


_HANDLERS: dict[str, Callable[[dict[str, Any], User, datetime, date], dict[str, Any]]] = {
    "enter": _enter,
    "copy": _copy,
    "open": _open,
    "end": _end,
    "cancel": _cancel,
    "withdraw": _withdraw,
    "list": _list,
    "people": _people,
    "confirm": _confirm,
    "take-back": _take_back,
}


def _described(made: ConfirmationRound) -> dict[str, Any]:
    return {
        "round": made.pk,
        "year": made.year,
        "title": made.title,
        "state": made.state,
        "schemes": sorted(scheme.code for scheme in made.schemes.all()),
        "first_day": str(made.first_day),
        "last_day": str(made.last_day),
        "grace_days": made.grace_days,
    }
