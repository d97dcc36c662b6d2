"""Lines of the rules: entered by one, tried, brought into force by another.

What holds today is changed by lines of today or later alone, so that what is told of a day gone by
stays true. A run and this never work at once (``reckoning.alone``): a run goes by one book.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from honors.plaques.models import RuleLine
from honors.plaques.rule_book import as_line, lines, own_line
from honors.plaques.rule_lines import GROUNDS, Line, book_of, holding
from honors.plaques.rules import CAUSES
from honors.plaques.services.log import record
from honors.plaques.services.reckoning import alone, every_home_anew
from honors.plaques.services.reckoning_sql import compared
from honors.plaques.states import LINE_LABELS, OUGHT, LineState, RuleKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.registry import rules as registry_rules
from veterans.registry.models import Category

BY_ANOTHER = "录入人不能自己启用，请由另一人启用。"
WAITS = "这条规则已有一条等待启用，请先启用或撤回。"
MOST_DAYS = 3650
# A rule of a day long past or far ahead is a slip of the hand.
FURTHEST = 3
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Trial:
    """What a line would change today, by the statement, without writing: ``moves`` by how homes
    stand now and how they would, "" for not at all; of these how many more and fewer ought to have
    a plaque (``more``, ``fewer``)."""

    moves: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def more(self) -> int:
        return self._crossing(into=True)

    @property
    def fewer(self) -> int:
        return self._crossing(into=False)

    @property
    def homes(self) -> int:
        return sum(self.moves.values())

    def _crossing(self, *, into: bool) -> int:
        ought = {one.value for one in OUGHT}
        return sum(
            number
            for (before, after), number in self.moves.items()
            if (before in ought) != (after in ought) and (after in ought) == into
        )


def code_of(what: str, code: str) -> str:
    """A code that this kind of rule knows; for a reason of the bureau's own, a new one. Refuses any
    other."""
    known: dict[str, list[str]] = {
        RuleKind.CATEGORY.value: list(Category.values),
        RuleKind.SERVICE.value: ["serving", "served"],
        RuleKind.CAUSE.value: [one.value for one in CAUSES],
        RuleKind.CUTOFF.value: ["died_before"],
        RuleKind.PEACE.value: ["days"],
    }
    if what == RuleKind.REASON:
        codes = {one.code for one in lines() if one.what == what}
        codes |= set(RuleLine.objects.filter(what=what).values_list("code", flat=True))
        if not code:
            taken = [int(one[4:]) for one in codes if re.fullmatch(r"own-\d+", one)]
            return f"own-{max(taken, default=0) + 1}"
        if code in codes:
            return code
    elif code in known.get(what, []):
        return code
    raise Refused("请从列表中选择是哪一条规则。")


@transaction.atomic
def enter_line(
    *,
    what: str,
    code: str,
    value: str = "",
    stays: bool = False,
    ends: bool = False,
    first_on: date,
    label: str = "",
    document_no: str = "",
    source: str,
    confidence: str,
    by: User,
    at: datetime,
    today: date,
) -> RuleLine:
    """A draft, by which nothing is reckoned. ``ends``: from that day it is no rule any more;
    ``label`` "": as it was called before.

    Refuses a thing that is no rule, a value that makes no sense, a day gone by, no source, what
    holds on that day anyway, what ends and is none, and a second draft of the same thing.
    """
    require(by, "plaques.keep")
    known = code_of(what, code)
    day = _day(first_on, today)
    before = next((one for one in holding(lines(), day) if one.key == (what, known)), None)
    if ends and before is None:
        raise Refused("那一天本来就没有这条规则，不用停用。")
    told = "" if ends else _value(what, known, value)
    words = registry_rules.clean_open_text(label, what="说明", longest=60)
    words = words or _words(what, known, before)
    paper = registry_rules.clean_open_text(source, what="来源")
    if not paper:
        raise Refused("请填写来源：哪个部门的什么文件，或者本局怎样定的。")
    if confidence not in Confidence.values:
        raise Refused("请选择可信程度。")
    made = RuleLine(
        what=what,
        code=known,
        value=told,
        stays=stays and not ends and what in (RuleKind.CATEGORY, RuleKind.REASON),
        ends=ends,
        first_on=day,
        label=words,
        document_no=registry_rules.clean_open_text(document_no, what="文号", longest=80),
        source=paper,
        confidence=confidence,
        entered_by=by,
        entered_at=at,
    )
    if before is not None and _same(before, as_line(made)):
        raise Refused("那一天已经是这样规定的，来源和可信程度也一样，不用再录。")
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(WAITS) from error
    record("rule_entered", "plaque_rule", made.pk, by, at, what=what, code=known)
    return made


def _day(first_on: date, today: date) -> date:
    if first_on < today:
        raise Refused("执行日期不能早于今天：过去的日子按当时的规则。请填今天或以后的日期。")
    if first_on.year > today.year + FURTHEST:
        raise Refused(f"执行日期最多在 {FURTHEST} 年以内，请核对。")
    return first_on


def _value(what: str, code: str, value: str) -> str:
    text = value.strip()
    if what in (RuleKind.CATEGORY, RuleKind.SERVICE):
        if text not in [one.value for one in GROUNDS]:
            raise Refused("请选择算作哪一种家庭。")
        return text
    if what == RuleKind.CUTOFF:
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise Refused("内容请写成日期，例如 2018-07-29。") from error
        if day < _OLDEST:
            raise Refused("内容请写成日期，例如 2018-07-29。")
        return day.isoformat()
    if what == RuleKind.PEACE:
        if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > MOST_DAYS:
            raise Refused(f"内容请写天数，0 至 {MOST_DAYS} 的整数。")
        return str(int(text))
    if what == RuleKind.CAUSE:
        return "left" if code == "hukou_left" else "replace"
    return ""


def _words(what: str, code: str, before: Line | None) -> str:
    named = before or next((one for one in lines() if one.key == (what, code)), None)
    if named is not None:
        return named.label
    if what == RuleKind.CATEGORY:
        return str(Category(code).label)
    raise Refused("新的收回原因，请在“说明”里写明是什么原因。")


def _same(one: Line, other: Line) -> bool:
    parts = ("value", "stays", "ends", "label", "source", "confidence", "document_no")
    return all(getattr(one, name) == getattr(other, name) for name in parts)


def try_line(*, line_id: int, by: User, today: date) -> Trial:
    """What a draft would change if it held today, by the statement of every night over every home,
    in a transaction that cannot write."""
    require(by, "plaques.read")
    row = own_line(by, line_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        now = book_of(lines(), today)
        then = book_of(lines(more=[as_line(row, today)]), today)
        if now == then:
            return Trial()
        sql, params = compared(now, then, today)
        cursor.execute(sql, params)
        return Trial({(before, after): number for before, after, number in cursor.fetchall()})


@transaction.atomic
def enforce_line(*, line_id: int, by: User, at: datetime, today: date) -> RuleLine:
    """Brought into force by another. One of the same day is replaced. Of today: every home is
    reckoned anew.

    Refuses whoever entered it, what is no draft, and one whose day has gone by while it waited.
    """
    require(by, "plaques.decide")
    alone()
    row = _draft(line_id, by, "启用")
    if row.entered_by_id == by.pk:
        raise Refused(BY_ANOTHER)
    if row.first_on < today:
        raise Refused("等待的时候，执行日期已经过了。请撤回，按今天或以后的日期重新录入。")
    RuleLine.objects.filter(
        what=row.what, code=row.code, first_on=row.first_on, state=LineState.IN_FORCE.value
    ).update(state=LineState.REPLACED.value)
    row.state, row.enforced_by, row.enforced_at = LineState.IN_FORCE.value, by, at
    row.save(update_fields=["state", "enforced_by", "enforced_at"])
    record("rule_enforced", "plaque_rule", row.pk, by, at, what=row.what, code=row.code)
    if row.first_on <= today:
        every_home_anew(by=by, at=at)
    return row


@transaction.atomic
def drop_line(*, line_id: int, by: User, at: datetime) -> RuleLine:
    """撤回 a draft; it is kept."""
    require(by, "plaques.keep")
    row = _draft(line_id, by, "撤回")
    row.state = LineState.DROPPED.value
    row.save(update_fields=["state"])
    record("rule_dropped", "plaque_rule", row.pk, by, at)
    return row


def _draft(line_id: int, by: User, label: str) -> RuleLine:
    known = own_line(by, line_id)
    row = RuleLine.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if row.state != LineState.DRAFT:
        now = LINE_LABELS[LineState(row.state)][0]
        raise Refused(f"这条规则{now}，不能再{label}。请刷新查看。")
    return row
