"""Why this amount: one line of the ledger told in plain Chinese.

Built from the same rows and rules that made it, so it cannot tell another story than the money.
A clerk, an auditor and the payee read the same words. What was owed is read back from the ledger
(posted before, plus this line), so an old line keeps telling what was reckoned then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from support_services.subsidies import grant_explanations
from support_services.subsidies.explanation_records import Records
from support_services.subsidies.labels import (
    UNIT_LABELS,
    determined_as,
    is_tail,
    served_as,
)
from support_services.subsidies.models import (
    DeathTail,
    Determination,
    Exclusion,
    Posting,
    RateRow,
    RoundingRule,
    StartRule,
    Supplement,
    Suspension,
)
from support_services.subsidies.models.ledger import PostingReason
from support_services.subsidies.models.schemes import Confidence
from support_services.subsidies.rules import Basis, Component, MonthRounding
from veterans.foundation.money import ZERO, yuan_text
from veterans.foundation.months import month_cn, month_index

ROUNDING = "年标准分到十二个月时逐月累计、四舍五入到分，任意连续十二个月的合计正好等于年标准。"


@dataclass(frozen=True)
class Reckoning:
    """One line of the sum: what it is, how it comes about, yuan (None: it only says something)."""

    label: str
    how: str
    amount: Decimal | None


@dataclass(frozen=True)
class RateTold:
    """The standard that was applied. ``doubt`` is empty when its source has been verified."""

    amount: Decimal
    unit: str
    label: str
    first_month: date
    table: str
    document_no: str
    confidence: str
    doubt: str


@dataclass(frozen=True)
class RuleTold:
    """A rule that was applied, and where it stands written."""

    text: str
    source: str


@dataclass(frozen=True)
class Fact:
    """A recorded fact the amount rests on, and the paper behind it."""

    label: str
    value: str
    source: str = ""


@dataclass(frozen=True)
class Explanation:
    """A posting told: in one sentence, then the sum, the standard, the rules and the facts."""

    sentence: str
    amount: Decimal
    owed: Decimal
    posted_before: Decimal
    working: list[Reckoning] = field(default_factory=list)
    earlier: list[Posting] = field(default_factory=list)
    rate: RateTold | None = None
    rules: list[RuleTold] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


def explain(line: Posting) -> Explanation:
    """Tell one line of the ledger. Reads what it needs; writes nothing."""
    return explain_all([line])[0]


def explain_all(lines: Sequence[Posting]) -> list[Explanation]:
    """Tell several lines, in their order; the queries do not grow with their number.

    Each line comes with its entitlement and the entitlement's scheme.
    """
    records = Records(lines)
    return [_explained(line, records) for line in lines]


def _explained(line: Posting, records: Records) -> Explanation:
    earlier = records.earlier(line)
    before = sum((posting.amount for posting in earlier), ZERO)
    owed = before + line.amount
    rate = records.rate(line)
    term = records.term(line)
    tail = records.tail(line) if is_tail(line.component) else None
    supplement = records.supplement(line)
    applied = rate if owed != 0 and line.reason != PostingReason.VOID else None
    return Explanation(
        sentence=_sentence(line, records.part(line), owed=owed, before=before),
        amount=line.amount,
        owed=owed,
        posted_before=before,
        working=_granted(line, owed, records)
        or _working(line, owed, applied, term, tail, records.stopped(line), records.rounding(line)),
        earlier=earlier,
        rate=_rate(applied) if applied else None,
        rules=_rules(line, applied, tail, records.start(line), records.rounding(line)),
        facts=_facts(line, term, records.suspension(line), supplement) + _grants(line, records),
    )


def _granted(line: Posting, owed: Decimal, records: Records) -> list[Reckoning]:
    """The sum of a granted line; empty for any other."""
    if line.component != Component.GRANT or line.reason == PostingReason.VOID:
        return []
    return [Reckoning(*one) for one in grant_explanations.told_working(line, owed, records.dues)]


def _grants(line: Posting, records: Records) -> list[Fact]:
    """The decisions a granted line rests on."""
    if line.component != Component.GRANT:
        return []
    return [Fact(*one) for one in grant_explanations.told_facts(line, records.dues)]


def _sentence(line: Posting, part: str, *, owed: Decimal, before: Decimal) -> str:
    month, scheme = month_cn(line.month), f"{line.entitlement.scheme.name}{part}"
    amount = yuan_text(abs(line.amount))
    if line.reason == PostingReason.VOID:
        return f"所在批次已作废，{month}{scheme}原来入账的 {amount} 元全部冲回，以后重新核算。"
    if line.reason == PostingReason.OPENING:
        return (
            f"启用本系统以前，{month}{scheme}已由原系统发放 {amount} 元；这一行只作记录，不再发放。"
        )
    if is_tail(line.component):
        what = f"去世后依规定续发的{scheme}应为 {yuan_text(owed)} 元"
    elif owed == 0:
        what = f"按登记的事实，{month}不应发放{scheme}"
    else:
        what = f"{month}{scheme}应发 {yuan_text(owed)} 元"
    if not before:
        return f"{what}，以前没有入过账，所以这一行入账 {amount} 元。"
    if line.amount > 0:
        return f"{what}，以前已入账 {yuan_text(before)} 元，所以这一行补 {amount} 元。"
    return (
        f"{what}，以前已入账 {yuan_text(before)} 元，所以这一行冲减 {amount} 元，"
        "从以后应发的金额中抵扣。"
    )


def _working(
    line: Posting,
    owed: Decimal,
    rate: RateRow | None,
    term: Determination | None,
    tail: DeathTail | None,
    stopped: Suspension | Exclusion | None,
    rounding: RoundingRule | None,
) -> list[Reckoning]:
    if line.reason == PostingReason.VOID:
        return [Reckoning("作废冲回", "所在批次的入账全部冲回，账上回到建批以前的金额", owed)]
    if line.reason == PostingReason.OPENING:
        return [Reckoning("期初", "原系统已发的金额，照录", owed)]
    if is_tail(line.component):
        months = f"{tail.months} 个月，" if tail else ""
        return [Reckoning("去世续发", f"{months}按去世当月的标准计算", owed)]
    if owed == 0:
        return [Reckoning("当月应发", _why_nothing(line, stopped), ZERO)]
    if rate is None:
        return []
    return [Reckoning("当月标准", _reckoning(rate, term, line.month, rounding), owed)]


def _why_nothing(line: Posting, stopped: Suspension | Exclusion | None) -> str:
    entitlement = line.entitlement
    end = entitlement.end_month
    if end and line.month > end:
        return f"待遇发至{month_cn(end)}（{entitlement.get_end_reason_display()}）"
    if line.month < entitlement.start_month:
        return f"待遇自{month_cn(entitlement.start_month)}起发"
    if isinstance(stopped, Suspension):
        return "在中止期间，不发也不补"
    if stopped is not None:
        kept = stopped.because.scheme.name
        source = f"（依据：{stopped.rule.source}）" if stopped.rule else ""
        return f"与{kept}不能同时享受，这个月只发{kept}{source}"
    return "没有适用的核定或标准"


def _reckoning(
    rate: RateRow, term: Determination | None, month: date, rounding: RoundingRule | None
) -> str:
    amount = yuan_text(rate.amount)
    if rate.base is not None and rate.percent is not None:
        return (
            f"计算基数 {yuan_text(rate.base)} 元 × {rate.percent.normalize():f}% = {amount} 元，"
            "四舍五入到分"
        )
    if rate.basis == Basis.YEAR and rounding and rounding.rule != MonthRounding.CUMULATIVE:
        return f"年标准 {amount} 元 ÷ 12，{rounding.get_rule_display()}"
    if rate.basis == Basis.YEAR:
        k = (month_index(month) - month_index(rate.first_month)) % 12 + 1
        return (
            f"年标准 {amount} 元，本标准年度第 {k} 个月："
            f"{amount} × {k} ÷ 12 − {amount} × {k - 1} ÷ 12，各自四舍五入到分"
        )
    if rate.basis == Basis.MONTH:
        return f"月标准 {amount} 元"
    factor = term.service_factor.normalize() if term else Decimal(0)
    return f"每服役一年每月 {amount} 元 × 折算 {factor:f} 年"


def _rate(rate: RateRow) -> RateTold:
    doubt = ""
    if rate.confidence != Confidence.VERIFIED:
        doubt = (
            f"这项标准的来源标注为“{rate.get_confidence_display()}”（{rate.source}），"
            "请以本局执行的文件为准。"
        )
    return RateTold(
        amount=rate.amount,
        unit=UNIT_LABELS[rate.basis],
        label=determined_as(rate.grade, rate.rate_class),
        first_month=rate.first_month,
        table=rate.table.title,
        document_no=rate.table.document_no,
        confidence=rate.get_confidence_display(),
        doubt=doubt,
    )


def _rules(
    line: Posting,
    rate: RateRow | None,
    tail: DeathTail | None,
    start: StartRule | None,
    rounding: RoundingRule | None,
) -> list[RuleTold]:
    scheme = line.entitlement.scheme
    found = [RuleTold(f"发放{scheme.name}。", scheme.legal_basis)]
    if start is not None:
        found.append(RuleTold(f"{start.get_rule_display()}发放。", _whence(start)))
    if tail is not None:
        found.append(RuleTold(f"去世后续发 {tail.months} 个月。", _whence(tail)))
    if rate is not None and rate.basis == Basis.YEAR and not is_tail(line.component):
        if rounding is None:
            found.append(RuleTold(ROUNDING, "本系统的折算规则"))
        elif rounding.rule == MonthRounding.CUMULATIVE:
            found.append(RuleTold(ROUNDING, _whence(rounding)))
        else:
            told = f"年标准分到十二个月时{rounding.get_rule_display()}。"
            found.append(RuleTold(told, _whence(rounding)))
    return found


def _whence(rule: StartRule | DeathTail | RoundingRule) -> str:
    """Where a rule stands written, by which paper it was changed, and whether that is in doubt."""
    paper = f"，{rule.change.document_no}" if rule.change else ""
    sure = rule.confidence == Confidence.VERIFIED
    return f"{rule.source}{paper}" + ("" if sure else f"（{rule.get_confidence_display()}）")


def _facts(
    line: Posting,
    term: Determination | None,
    suspension: Suspension | None,
    supplement: Supplement | None,
) -> list[Fact]:
    entitlement = line.entitlement
    period = f"{entitlement.approved_on:%Y-%m-%d} 批准，自{month_cn(entitlement.start_month)}起发"
    if entitlement.end_month and entitlement.ended_on:
        period += (
            f"；{entitlement.ended_on:%Y-%m-%d} {entitlement.get_end_reason_display()}，"
            f"发至{month_cn(entitlement.end_month)}"
        )
    found = [Fact("享受期间", period, entitlement.document_no)]
    if term is not None:
        parts = [determined_as(term.grade, term.rate_class), served_as(term)]
        text = "，".join(part for part in parts if part) or "不分等级、性质"
        found.append(Fact("核定", f"{text}（自{month_cn(term.first_month)}起）", term.document_no))
    if supplement is not None:
        until = f"至{month_cn(supplement.last_month)}" if supplement.last_month else "起"
        told = f"{supplement.component.name}：自{month_cn(supplement.first_month)}{until}"
        if supplement.note:
            told += f"，{supplement.note}"
        found.append(Fact("增发核定", told, supplement.document_no))
    if suspension is not None:
        found.append(Fact("中止", suspension.reason, suspension.document_no))
    why = {
        PostingReason.ORDINARY.value: "本月首次入账",
        PostingReason.ARREARS.value: "该月以前没有入账，本批补足",
        PostingReason.RAISE.value: "标准调整后，补新旧标准的差额",
        PostingReason.CORRECTION.value: "事实变动后，按应发与已入账的差额更正",
        PostingReason.OVERPAID.value: "该月不应发放，冲回已入账的金额",
        PostingReason.TAIL.value: "依规定向遗属续发",
        PostingReason.OPENING.value: "启用本系统前已由原系统发放",
        PostingReason.VOID.value: "所在批次作废",
    }[line.reason]
    found.append(Fact("事由", f"{line.get_reason_display()}：{why}"))
    return found
