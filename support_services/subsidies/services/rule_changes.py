"""Rules are changed by two people: one proposes, another brings into force or refuses.

A proposal does nothing. Brought into force it closes what held in its time, adds what it says and
does, in the same transaction, whatever follows: start months and counted service of rights that
were derived from the old rule, marks for a fresh look, what may not be drawn together. The next
batch pays or takes back the difference by itself.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from support_services.subsidies.models import RuleChange, Scheme
from support_services.subsidies.models.schemes import Confidence
from support_services.subsidies.rule_kinds import (
    CHANGE_LABELS,
    CHANGE_MOVES,
    KINDS,
    NONE,
    ChangeState,
    RuleKind,
)
from support_services.subsidies.selectors.dated_rules import (
    changes_visible_to,
    cuts,
    schemes_for,
)
from support_services.subsidies.services.facts import needed
from support_services.subsidies.services.rule_concerned import concerned
from support_services.subsidies.services.rule_effects import follow
from support_services.subsidies.services.stacking import lock_schemes
from support_services.subsidies.stacking import Effect
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import add_months, first_of

TWO_PEOPLE = "这份变更是您提出的，须由另一人启用或退回；不再需要的，请撤回。"
WAITING = "这条规则在这段时间已有一份变更等待启用，请先办理或撤回那一份。"
LONGEST_TAIL = 60
MONTHS_AHEAD = 24
EARLIEST = date(1949, 10, 1)


@dataclass(frozen=True)
class Asked:
    """What is proposed. ``schemes``: codes, two for stacking, none for the cap; ``value`` and
    ``number`` as in ``rule_kinds``; ``kept``: the code of the scheme that 不能同时享受 leaves;
    ``first`` to ``last`` (None: on and on) are days, or months where the kind goes by the month."""

    kind: RuleKind
    schemes: tuple[str, ...]
    first: date
    last: date | None
    value: str
    number: Decimal | None = None
    kept: str = ""
    document_no: str = ""
    source: str = ""
    confidence: str = ""
    note: str = ""


@transaction.atomic
def propose(*, asked: Asked, by: User, at: datetime, today: date) -> RuleChange:
    """A rule that is to hold in a time, or (``none``) that none is to. Does nothing by itself.

    Refuses schemes or values that the kind does not know, a time that ends before it begins or
    lies more than two years ahead, a missing document or source, what holds already, and a time
    in which another change of the same rule waits.
    """
    require(by, "rates.enter")
    change = draft(asked, today=today)
    change.proposed_by, change.proposed_at = by, at
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(WAITING) from error
    _record("proposed", change, by, at)
    return change


def draft(asked: Asked, *, today: date) -> RuleChange:
    """The change as it would be proposed; not saved. Refuses what ``propose`` refuses, but for
    what waits already."""
    kind = KINDS[asked.kind]
    low, high, kept = _schemes(asked)
    first, last = _span(asked, today)
    value, number = _value(asked)
    if asked.confidence not in Confidence.values:
        raise Refused(f"可信程度应为 {'、'.join(Confidence.values)} 之一。")
    change = RuleChange(
        kind=asked.kind.value,
        scheme=low,
        other=high,
        first_on=first,
        last_on=last,
        value=value,
        kept=kept,
        number=number,
        document_no=needed(asked.document_no, "文号")[:80],
        source=needed(asked.source, "依据"),
        confidence=asked.confidence,
        note=asked.note.strip()[:200],
    )
    taken = cuts(change)
    if value == NONE and not taken:
        raise Refused(f"这段时间没有“{kind.label}”规则，不用终止。")
    for cut in taken:
        row, rule = cut.rule.row, cut.rule
        covers = rule.first <= first and (
            rule.last is None or (last is not None and last <= rule.last)
        )
        says = rule.value == (value, number, kept.pk if kept else None)
        if covers and says and (row.source, row.confidence) == (change.source, change.confidence):
            raise Refused("与现行规则相同，不用变更。")
    return change


def _schemes(asked: Asked) -> tuple[Scheme | None, Scheme | None, Scheme | None]:
    """Scheme, other scheme and kept scheme, in the order in which rows keep them."""
    wanted = {RuleKind.CAP: 0, RuleKind.STACKING: 2}.get(asked.kind, 1)
    known = {scheme.code: scheme for scheme in schemes_for(asked.kind)}
    codes = [code for code in asked.schemes if code]
    if len(set(codes)) != wanted:
        raise Refused(
            "抵扣一般上限对全部项目有效，不要选项目。"
            if not wanted
            else f"“{KINDS[asked.kind].label}”规则须选 {wanted} 个项目"
            + ("，且不能相同。" if wanted > 1 else "。")
        )
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise Refused(
            f"“{KINDS[asked.kind].label}”规则不适用于：{'、'.join(unknown)}。"
            f"可选：{'、'.join(known)}。"
        )
    low, high = ([*sorted((known[code] for code in codes), key=lambda s: s.pk), None, None])[:2]
    kept = None
    if asked.value == Effect.FORBID.value:
        if asked.kept not in codes:
            raise Refused("“不能同时享受”须写明发放两项中的哪一项。")
        kept = known[asked.kept]
    elif asked.kept:
        raise Refused("只有“不能同时享受”才写明发放哪一项。")
    return low, high, kept


def _span(asked: Asked, today: date) -> tuple[date, date | None]:
    first, last = asked.first, asked.last
    if KINDS[asked.kind].by_month:
        first, last = first_of(first), first_of(last) if last else None
    if first < EARLIEST:
        raise Refused("起始日期早于 1949-10-01，请核对。")
    if first >= add_months(first_of(today), MONTHS_AHEAD):
        raise Refused("起始日期在两年以后，请核对年份。")
    if last is not None and last < first:
        raise Refused("截止日期不能早于起始日期。")
    return first, last


def _value(asked: Asked) -> tuple[str, Decimal | None]:
    kind = KINDS[asked.kind]
    if asked.value == NONE:
        if not kind.none:
            raise Refused(f"“{kind.label}”总要有一种办法，请直接提出新的规则，不能只终止。")
        if asked.number is not None:
            raise Refused("终止规则不用填数值。")
        return NONE, None
    if asked.value not in kind.values:
        known = "、".join([*kind.values, *([NONE] if kind.none else [])])
        raise Refused(f"“{kind.label}”规则不能是“{asked.value}”，可填：{known}。")
    label = kind.number.get(asked.value)
    if label is None:
        if asked.number is not None:
            raise Refused("这种规则不用填数值。")
        return asked.value, None
    number = asked.number
    if number is None:
        raise Refused(f"请填写{label}。")
    if number != number.quantize(Decimal("0.01")):
        raise Refused(f"{label}最多两位小数。")
    if asked.value == "months" and not (number == int(number) and 1 <= number <= LONGEST_TAIL):
        raise Refused(f"续发月数应为 1 至 {LONGEST_TAIL} 的整数；不再续发的，选“{kind.none}”。")
    if asked.value == "percent" and not 0 <= number <= 100:
        raise Refused("百分比应在 0 至 100 之间；0 表示没有约定的一律不抵扣。")
    if asked.value == "yuan" and not 0 <= number < Decimal(10) ** 7:
        raise Refused("金额应在 0 至 9,999,999.99 元之间；0 表示没有约定的一律不抵扣。")
    return asked.value, number.quantize(Decimal("0.01"))


@transaction.atomic
def enforce(*, change_id: int, by: User, at: datetime) -> RuleChange:
    """启用: the rule holds, and what rests on it follows. Refuses whoever proposed it.

    Batches are opened and rights are granted under the same locks: each sees all of it or none.
    """
    change = _locked(change_id, "enforce", by)
    if change.proposed_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    lock_schemes()
    whom = concerned(change)
    change.before = [cut.words for cut in cuts(change)]
    # The state first: a row of a rule speaks of a change that is in force.
    change.state, change.decided_by, change.decided_at = ChangeState.IN_FORCE.value, by, at
    done = follow(change, whom)
    change.outcome = {
        "rights": done.changed,
        "by_hand": [key for key, _ in done.by_hand],
    }
    change.save(update_fields=["state", "decided_by", "decided_at", "before", "outcome"])
    _record("enforced", change, by, at, rights=done.changed, by_hand=len(done.by_hand))
    return change


@transaction.atomic
def refuse(*, change_id: int, reason: str, by: User, at: datetime) -> RuleChange:
    """退回, with a reason, by another person than the one who proposed it."""
    change = _locked(change_id, "refuse", by)
    if change.proposed_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    change.decision_note = needed(reason, "退回原因")
    return _closed(change, ChangeState.REFUSED, by, at)


@transaction.atomic
def withdraw(*, change_id: int, by: User, at: datetime) -> RuleChange:
    """撤回, by whoever proposed it. What is in force is only ever followed by another change."""
    change = _locked(change_id, "withdraw", by)
    if change.proposed_by_id != by.pk:
        raise Refused("只有提出人可以撤回；由别人提出的，请复核或审批岗位退回。")
    return _closed(change, ChangeState.WITHDRAWN, by, at)


def _closed(change: RuleChange, state: ChangeState, by: User, at: datetime) -> RuleChange:
    change.state, change.decided_by, change.decided_at = state.value, by, at
    change.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    _record(state.value, change, by, at)
    return change


def _locked(change_id: int, verb: str, by: User) -> RuleChange:
    starts, _, duty, label = CHANGE_MOVES[verb]
    require(by, duty)
    rows = changes_visible_to(by).select_for_update(of=("self",)).order_by()
    change = rows.filter(pk=change_id).first()
    if change is None:
        raise NotFound("没有找到这份规则变更。")
    if change.state not in starts:
        now = CHANGE_LABELS[ChangeState(change.state)]
        raise Refused(f"这份变更现在是“{now}”，不能{label}。请刷新页面查看最新状态。")
    return change


def _record(action: str, change: RuleChange, by: User, at: datetime, **counts: int) -> None:
    audit.record(
        actor=by,
        action=f"rule.{action}",
        subject="rule_change",
        subject_id=change.pk,
        detail={
            "kind": change.kind,
            "scheme": change.scheme.code if change.scheme else None,
            "other": change.other.code if change.other else None,
            "value": change.value,
            "first": change.first_on,
            "last": change.last_on,
            **counts,
        },
        at=at,
    )
