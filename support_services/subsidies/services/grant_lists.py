"""Lists of grants from a spreadsheet: every line a draft, or the whole list refused.

The same reckoning and the same refusals as one by one; nothing is approved by a list. A line whose
person, year and occasion have been entered already is refused like everywhere, so that a list that
comes twice grants nothing twice.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from support_services.subsidies.grant_figures import FESTIVALS
from support_services.subsidies.grant_rules import DEATH_LABELS, MERIT_LABELS
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.merit_rules import REWARDED
from support_services.subsidies.models import Grant
from support_services.subsidies.services.grant_reckoning import Asked
from support_services.subsidies.services.grants import Share, approve_grant, enter_grant
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import idcard
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.line_problems import LineProblem, LineReader, LinesRefused
from veterans.foundation.money import ZERO
from veterans.foundation.months import parse_month
from veterans.foundation.sheets import parse_date, read_sheet
from veterans.registry.models import Person
from veterans.registry.selectors import people_with_numbers

MOST_LINES = 5000
COLUMNS: dict[GrantKind, tuple[str, ...]] = {
    GrantKind.CONSCRIPT: ("id_number", "year", "service_year", "plateau", "merits", "months"),
    GrantKind.SELF_EMPLOYMENT: ("id_number", "enlisted_on", "discharged_on", "merits", "months"),
    GrantKind.DEATH: ("id_number", "cause", "monthly_pay", "merits", "shares", "months"),
    GrantKind.HONOUR: ("id_number", "shares", "months"),
    GrantKind.HARDSHIP: ("id_number", "year", "amount", "special", "reason", "months"),
    GrantKind.FESTIVAL: ("id_number", "year", "festival", "months"),
    GrantKind.AWARD: ("id_number", "year", "award", "amount", "months"),
    GrantKind.GRAVE_VISIT: ("id_number", "year", "months"),
    GrantKind.MERIT: ("id_number", "merit", "awarded_on", "months"),
}
OPTIONAL = ("payee_id_number", "document_no")
# The heads of a list as people write them; the codes serve as well.
WORDS: dict[str, str] = {
    "id_number": "身份证号",
    "year": "年度",
    "service_year": "服役第几年",
    "plateau": "进藏进疆",
    "merits": "立功情况",
    "merit": "立功等次",
    "awarded_on": "授予日期",
    "months": "发放月",
    "enlisted_on": "入伍日期",
    "discharged_on": "退役日期",
    "cause": "性质",
    "monthly_pay": "月基本工资",
    "shares": "各领取人金额",
    "amount": "金额",
    "special": "特殊困难",
    "reason": "困难情况",
    "festival": "节日",
    "award": "表彰事由",
    "payee_id_number": "领取人身份证号",
    "document_no": "文号",
}
# What belongs into a column, by its word.
HINTS: dict[str, str] = {
    "身份证号": "十八位，按文本填写。须已在人员库登记。",
    "年度": "四位年份，如 2026。",
    "服役第几年": "1 或 2。",
    "进藏进疆": "是或否；空着为否。",
    "立功情况": f"没有的空着；几项用顿号隔开。可填：{'、'.join(MERIT_LABELS.values())}。",
    "立功等次": f"每行一项。可填：{'、'.join(REWARDED.values())}。",
    "授予日期": "如 2026-10-01；按这一天执行的数值发。",
    "发放月": "如 2026-08；分两次发的写两个，用顿号隔开。",
    "入伍日期": "如 2020-09-01。",
    "退役日期": "如 2025-09-01。",
    "性质": f"{'、'.join(DEATH_LABELS.values())}之一。",
    "月基本工资": "元，最多两位小数，不带千分位逗号。",
    "各领取人金额": "身份证号=金额，几位之间用分号隔开，合计等于总额；一人领取的空着。",
    "金额": "申请金额，元，最多两位小数。",
    "特殊困难": "是或否；空着为否。",
    "困难情况": "简短写明，100 字以内。",
    "节日": f"{'或'.join(label for _, label in FESTIVALS)}。",
    "表彰事由": "如 2026年度最美退役军人；同一人同一事由只发一次。",
    "领取人身份证号": "不是本人领取的才填；须已登记并有核验过的账户。",
    "文号": "与上传时填写的不同才填；立功奖励金写立功通知的文号。",
}
_SEPARATORS = re.compile(r"[、;；|\s]+")
_MONEY = re.compile(r"\A[0-9]{1,9}(\.[0-9]{1,2})?\Z")
_YES, _NO = ("1", "是", "yes", "true"), ("", "0", "否", "no", "false")


@dataclass
class ListEntered:
    """Drafts that were made, in the order of their lines, and their sum in yuan."""

    grants: list[Grant] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return sum((grant.amount for grant in self.grants), ZERO)


@dataclass(frozen=True)
class _Read:
    asked: Asked
    person: Person
    payee: Person | None
    shares: Sequence[Share]
    months: Sequence[date]
    document_no: str


def parse_grant_kind(text: str) -> GrantKind:
    """The kind meant by a code; refuses anything else."""
    if text.strip() in list(GrantKind):
        return GrantKind(text.strip())
    raise Refused(f"没有“{text}”这种核发，可选：{'、'.join(GrantKind)}。")


def read_list(content: bytes, kind: GrantKind) -> list[Line]:
    """The lines of a CSV or XLSX; refuses other columns, with the ones that belong there."""
    return read_sheet(content, COLUMNS[kind], optional=OPTIONAL, words=WORDS)


def preview_list(**given: Any) -> ListEntered:
    """What ``enter_list`` would enter; writes nothing. Refuses what it would refuse."""
    with transaction.atomic():
        entered = enter_list(**given)
        transaction.set_rollback(True)
    return entered


@transaction.atomic
def enter_list(
    *,
    kind: GrantKind,
    rows: Iterable[Line],
    document_no: str = "",
    by: User,
    at: datetime,
    today: date,
) -> ListEntered:
    """A draft for every line; refuses the whole list and names every line that cannot be."""
    require(by, "grants.enter")
    outcome = ListEntered()
    problems: list[LineProblem] = []
    lines = list(rows)
    if len(lines) > MOST_LINES:
        raise Refused(f"一次最多 {MOST_LINES:,} 行，请分成几份。")
    for line in lines:
        reader = LineReader()
        read = _read(kind, line, document_no, by, reader)
        if read is not None and not reader.complaints:
            made = reader.take(
                enter_grant,
                asked=read.asked,
                person=read.person,
                months=read.months,
                payee=read.payee,
                shares=read.shares,
                document_no=read.document_no,
                by=by,
                at=at,
                today=today,
            )
            if made is not None:
                outcome.grants.append(made)
        if reader.complaints:
            problems.append(LineProblem(line.number, "".join(reader.complaints)))
    if problems:
        raise LinesRefused(problems)
    return outcome


def _read(
    kind: GrantKind, line: Line, document_no: str, by: User, reader: LineReader
) -> _Read | None:
    values = line.values
    take = reader.take

    def given(name: str) -> str:
        return values.get(name, "").strip()

    person = take(_person, given("id_number"), by)
    payee = take(_person, given("payee_id_number"), by) if given("payee_id_number") else None
    months = [take(parse_month, text) for text in _SEPARATORS.split(given("months")) if text]
    shares = [take(_share, text, by) for text in _SEPARATORS.split(given("shares")) if text]
    merit = take(_coded, given("merit"), REWARDED, "立功等次")
    asked = Asked(
        kind=kind,
        year=take(_whole, given("year"), "年度") or 0,
        service_year=take(_whole, given("service_year"), "服役第几年") or 0,
        is_plateau=take(_yes, given("plateau"), "进藏进疆") or False,
        merits=tuple(
            one
            for text in _SEPARATORS.split(given("merits"))
            if text and (one := take(_merit, text))
        )
        + ((merit,) if merit else ()),
        enlisted_on=take(parse_date, given("enlisted_on")) if given("enlisted_on") else None,
        discharged_on=take(parse_date, given("discharged_on")) if given("discharged_on") else None,
        cause=take(_coded, given("cause"), DEATH_LABELS, "性质") or "",
        monthly_pay=take(_money, given("monthly_pay"), "月基本工资"),
        asked=take(_money, given("amount"), "金额"),
        is_special=take(_yes, given("special"), "特殊困难") or False,
        reason=(given("reason") or given("award"))[:100],
        festival=take(_coded, given("festival"), dict(FESTIVALS), "节日") or "",
        awarded_on=take(parse_date, given("awarded_on")) if given("awarded_on") else None,
    )
    if person is None:
        return None
    return _Read(
        asked=asked,
        person=person,
        payee=payee,
        shares=[share for share in shares if share is not None],
        months=[month for month in months if month is not None],
        document_no=given("document_no") or document_no,
    )


def _person(number: str, by: User) -> Person:
    clean = idcard.check(number)
    found = people_with_numbers(by, [clean]).get(clean)
    if found is None:
        raise NotFound("人员库中没有这个身份证号，请先登记。")
    return found


def _share(text: str, by: User) -> Share:
    number, _, amount = text.partition("=")
    money = _money(amount, "各领取人的金额")
    if money is None:
        raise Refused("领取人应写成“身份证号=金额”，几位之间用分号隔开。")
    return _person(number, by).pk, money


def _whole(text: str, what: str) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdigit() and len(text) <= 4:
        return int(text)
    raise Refused(f"{what}应为整数。")


def _yes(text: str, what: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise Refused(f"{what}应填“是”或“否”。")


def _merit(text: str) -> str:
    return _coded(text, MERIT_LABELS, "立功情况")


def _coded(text: str, labels: dict[str, str], what: str) -> str:
    for code, label in labels.items():
        if text in (code, label):
            return code
    if not text:
        return ""
    raise Refused(f"{what}没有“{text}”，可填：{'、'.join(labels.values())}。")


def _money(text: str, what: str) -> Decimal | None:
    if not text:
        return None
    if not _MONEY.match(text):
        raise Refused(f"{what}应为不带千分位逗号的数，最多两位小数。")
    return Decimal(text)


@transaction.atomic
def approve_grants(*, grant_ids: Sequence[int], by: User, at: datetime, today: date) -> list[Grant]:
    """Approve several drafts, all of them or none; in the order of their numbers."""
    require(by, "grants.approve")
    return [
        approve_grant(grant_id=grant_id, by=by, at=at, today=today)
        for grant_id in sorted(set(grant_ids))
    ]
