"""Rules of every kind as dated rows of one shape, and the changes by which they came.

Eight tables, one way to look at them: whom a row is about (a scheme, two of them, everybody), from
when to when, what it says. A change that is brought into force takes the place of whatever holds
in its time; ``cuts`` says what that is, and saves nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, QuerySet

from support_services.subsidies.models import (
    Batch,
    DeathTail,
    OffsetCap,
    PartYearRule,
    RoundingRule,
    RuleChange,
    Scheme,
    StackingRule,
    StartRule,
    SuspensionRule,
    TransferRule,
)
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.rule_kinds import KINDS, NONE, ChangeState, RuleKind
from support_services.subsidies.rules import MonthRounding, Rounded
from support_services.subsidies.stacking import EFFECT_LABELS, Effect
from support_services.subsidies.states import BatchState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import add_months, month_cn

BEGINNING_YEAR = 1949


@dataclass(frozen=True)
class Table:
    """Where rows of a kind lie: names of the columns of their time, and of what they say."""

    model: Any
    first: str
    last: str
    content: tuple[str, ...]


TABLES: dict[RuleKind, Table] = {
    RuleKind.START: Table(StartRule, "approved_from", "approved_to", ("scheme_id", "rule")),
    RuleKind.TAIL: Table(DeathTail, "died_from", "died_to", ("scheme_id", "months")),
    RuleKind.TRANSFER: Table(TransferRule, "moved_from", "moved_to", ("scheme_id", "rule")),
    RuleKind.SUSPENSION: Table(SuspensionRule, "fact_from", "fact_to", ("scheme_id", "rule")),
    RuleKind.PART_YEAR: Table(PartYearRule, "approved_from", "approved_to", ("scheme_id", "rule")),
    RuleKind.ROUNDING: Table(RoundingRule, "first_month", "last_month", ("scheme_id", "rule")),
    RuleKind.STACKING: Table(
        StackingRule, "first_month", "last_month", ("low_id", "high_id", "effect", "kept_id")
    ),
    RuleKind.CAP: Table(OffsetCap, "first_month", "last_month", ("percent", "amount")),
}


@dataclass(frozen=True)
class DatedRule:
    """A row of any of the tables: ``first`` to ``last`` (None: still), what it says, its paper."""

    kind: RuleKind
    row: Any
    first: date
    last: date | None
    says: str

    @property
    def value(self) -> tuple[str, Any, Any]:
        return value_of(self.kind, self.row)

    @property
    def span(self) -> str:
        return span_words(self.kind, self.first, self.last)

    @property
    def schemes(self) -> list[Scheme]:
        """Whom it is about; nobody in particular is everybody."""
        if self.kind is RuleKind.STACKING:
            return [self.row.low, self.row.high]
        return [] if self.kind is RuleKind.CAP else [self.row.scheme]


@dataclass(frozen=True)
class Cut:
    """A rule in force that a change takes the place of, whole or in part: it keeps what lies
    before and what lies after."""

    rule: DatedRule
    ends: date | None  # last day that is left of it before the change
    begins: date | None  # first day that is left of it after the change

    @property
    def words(self) -> str:
        kind, kept = self.rule.kind, []
        if self.ends is not None:
            kept.append(span_words(kind, self.rule.first, self.ends))
        if self.begins is not None:
            kept.append(span_words(kind, self.begins, self.rule.last))
        after = f"改为只在{'、'.join(kept)}有效" if kept else "由本次变更接替"
        return f"{self.rule.says}（{self.rule.span}），{after}"


def neighbour(kind: RuleKind, day: date, by: int) -> date:
    """The day after or before; the month, where the kind goes by the month."""
    return add_months(day, by) if KINDS[kind].by_month else day + timedelta(days=by)


def span_words(kind: RuleKind, first: date | None, last: date | None) -> str:
    """``自 2024-10-01 起``, ``2024年10月至2025年9月``, ``一直``."""

    def told(day: date) -> str:
        return month_cn(day) if KINDS[kind].by_month else f"{day:%Y-%m-%d}"

    if first is None or first.year <= BEGINNING_YEAR:
        return f"{told(last)}以前（含）" if last else "一直"
    return f"{told(first)}至{told(last)}" if last else f"自{told(first)}起"


def value_of(kind: RuleKind, row: Any) -> tuple[str, Any, Any]:
    """What a row says, as a change writes it: value, number, scheme that is kept."""
    if kind is RuleKind.TAIL:
        return "months", Decimal(row.months), None
    if kind is RuleKind.STACKING:
        return row.effect, None, row.kept_id
    if kind is RuleKind.CAP:
        return ("yuan", row.amount, None) if row.percent is None else ("percent", row.percent, None)
    return row.rule, None, None


def said(kind: RuleKind, value: str, number: Decimal | None, kept: Scheme | None) -> str:
    """A rule in words."""
    if value == NONE:
        return KINDS[kind].none
    if kind is RuleKind.TAIL:
        return f"续发 {int(number or 0)} 个月"
    if kind is RuleKind.CAP:
        much = f"{(number or Decimal(0)):.2f}".rstrip("0").rstrip(".")
        if value == "percent":
            return f"没有约定的，每批最多抵扣当批应发月份款的 {much}%"
        return f"没有约定的，每批最多抵扣 {number:,.2f} 元"
    if kind is RuleKind.STACKING:
        return f"不能同时享受，只发{kept.short_name}" if kept else EFFECT_LABELS[Effect(value)]
    if kind is RuleKind.START:
        return f"{KINDS[kind].values[value]}发放"
    return KINDS[kind].values[value]


def change_says(change: RuleChange) -> str:
    """What a change would bring, in words."""
    return said(RuleKind(change.kind), change.value, change.number, change.kept)


def change_about(change: RuleChange) -> str:
    """Whom it is about, in words."""
    if change.scheme is None:
        return "全部项目"
    if change.other is not None:
        return f"{change.scheme.short_name}、{change.other.short_name}"
    return change.scheme.name


def in_force(
    kind: RuleKind, *, scheme: int | None = None, other: int | None = None
) -> list[DatedRule]:
    """Rules of a kind that are live, the earliest first; all schemes where none is named."""
    table = TABLES[kind]
    rows: QuerySet[Any] = table.model.objects.filter(is_live=True).order_by(table.first)
    rows = rows.select_related("change")
    if kind is RuleKind.STACKING:
        rows = rows.select_related("low", "high", "kept")
        if scheme is not None:
            rows = rows.filter(low=scheme, high=other)
    elif kind is not RuleKind.CAP:
        rows = rows.select_related("scheme")
        if scheme is not None:
            rows = rows.filter(scheme=scheme)
    return [
        DatedRule(
            kind,
            row,
            getattr(row, table.first),
            getattr(row, table.last),
            said(kind, *_with_kept(kind, row)),
        )
        for row in rows
    ]


def _with_kept(kind: RuleKind, row: Any) -> tuple[str, Any, Scheme | None]:
    value, number, _ = value_of(kind, row)
    return value, number, row.kept if kind is RuleKind.STACKING else None


def cuts(change: RuleChange) -> list[Cut]:
    """What the change takes the place of; saves nothing."""
    kind = RuleKind(change.kind)
    found = []
    for rule in in_force(kind, scheme=change.scheme_id, other=change.other_id):
        after = change.last_on is not None and rule.first > change.last_on
        before = rule.last is not None and rule.last < change.first_on
        if after or before:
            continue
        ends = neighbour(kind, change.first_on, -1) if rule.first < change.first_on else None
        begins = None
        if change.last_on is not None and (rule.last is None or rule.last > change.last_on):
            begins = neighbour(kind, change.last_on, 1)
        found.append(Cut(rule, ends, begins))
    return found


def roundings() -> dict[int, tuple[Rounded, ...]]:
    """How each scheme's yearly standards are spread, for the reckoning in Python."""
    found: dict[int, tuple[Rounded, ...]] = {}
    for one in RoundingRule.objects.filter(is_live=True):
        span = Rounded(one.first_month, one.last_month, MonthRounding(one.rule))
        found[one.scheme_id] = (*found.get(one.scheme_id, ()), span)
    return found


def rule_of(kind: RuleKind, scheme: Scheme, day: date) -> Any:
    """The row of a kind that counts for a scheme on that day; refuses where there is none."""
    found = _on(kind, day).filter(scheme=scheme).first()
    if found is None:
        raise Refused(
            f"{scheme.name}没有这一天的{KINDS[kind].label}规则，请先在“项目与规则”里提出。"
        )
    return found


def general_cap(month: date) -> OffsetCap | None:
    """What limits offsets of a batch of that month where nothing was agreed."""
    return _on(RuleKind.CAP, month).first()


def _on(kind: RuleKind, day: date) -> QuerySet[Any]:
    table = TABLES[kind]
    rows: QuerySet[Any] = table.model.objects.filter(is_live=True, **{f"{table.first}__lte": day})
    return rows.filter(Q(**{table.last: None}) | Q(**{f"{table.last}__gte": day}))


# --- changes ---------------------------------------------------------------------------------


def changes_visible_to(user: User) -> QuerySet[RuleChange]:
    """Changes, latest first, for whoever reads the ledger."""
    if not user.may("ledger.read"):
        return RuleChange.objects.none()
    return RuleChange.objects.select_related(
        "scheme", "other", "kept", "proposed_by", "decided_by"
    ).order_by("-pk")


def change_visible_to(user: User, change_id: int) -> RuleChange:
    """One change; refuses alike what does not exist and what is not for him."""
    found = changes_visible_to(user).filter(pk=change_id).first()
    if found is None:
        raise NotFound("没有找到这份规则变更。")
    return found


def changes_waiting(user: User) -> list[RuleChange]:
    """What waits for a second person; for that person, only what others proposed."""
    waiting = changes_visible_to(user).filter(state=ChangeState.PROPOSED.value).order_by("pk")
    if user.may("rates.enforce"):
        waiting = waiting.exclude(proposed_by=user)
    return list(waiting)


def changes_matching(user: User, *, kind: str = "", state: str = "") -> QuerySet[RuleChange]:
    """Changes of a kind, in a state; everything where nothing is asked for."""
    rows = changes_visible_to(user)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(state=state) if state else rows


def changes_behind(batch: Batch) -> list[RuleChange]:
    """Changes of rules of its schemes that came into force since the batch before was calculated,
    up to this one's own calculation: why sums may differ for many at once."""
    schemes = list(batch.batch_schemes.values_list("scheme_id", flat=True))
    earlier = Batch.objects.filter(
        batch_schemes__scheme__in=schemes, pk__lt=batch.pk, kind=BatchKind.MONTHLY
    ).exclude(state=BatchState.VOIDED)
    since = earlier.aggregate(last=Max("calculated_at"))["last"]
    found = RuleChange.objects.filter(
        Q(scheme__in=schemes) | Q(other__in=schemes) | Q(kind=RuleKind.CAP.value),
        state=ChangeState.IN_FORCE.value,
    )
    if since is not None:
        found = found.filter(decided_at__gt=since)
    if batch.calculated_at is not None:
        found = found.filter(decided_at__lte=batch.calculated_at)
    return list(found.select_related("scheme", "other", "kept").order_by("pk"))


def schemes_for(kind: RuleKind) -> list[Scheme]:
    """Schemes that can have a rule of that kind."""
    if kind is RuleKind.PART_YEAR:
        return list(Scheme.objects.filter(uses_service=True))
    return list(Scheme.objects.filter(cycle=Cycle.MONTH))
