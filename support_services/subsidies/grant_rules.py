"""What a yearly or one-off sum comes to, with every step of the reckoning in words.

Pure: no clock, no database, no Django. Money is Decimal yuan, shares are per cent. Figures come
from outside with the paper they stand in; nothing is known here but how they go together. What
people are told about an amount is made where the amount is made, so the two cannot differ.

Legal sources: 军人抚恤优待条例 (2024) arts. 15, 16 and 42; 退役士兵安置条例 (2011) art. 20 for part
years, where the local rule still copies it; 烈士褒扬条例 (2024) for the 褒扬金.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from enum import StrEnum

from support_services.subsidies.rules import PartYear, service_factor
from veterans.foundation.errors import Refused
from veterans.foundation.money import CENT, ZERO, half_up, yuan_text

HUNDRED = Decimal(100)
# 军人抚恤优待条例 (2024) art. 15; 烈士褒扬条例 (2024): multiples of the national urban disposable
# income of the year before, and months of basic pay.
DEATH_MULTIPLES = {"martyr": 20, "duty": 20, "illness": 2}
DEATH_PAY_MONTHS = 40
HONOUR_MULTIPLE = 30
DEATH_LABELS = {"martyr": "烈士", "duty": "因公牺牲", "illness": "病故"}
DEATH_BASIS = "军人抚恤优待条例（2024年）第十五条"
DEATH_MERIT_BASIS = "军人抚恤优待条例（2024年）第十六条"
HONOUR_BASIS = "烈士褒扬条例（2024年）"
LOCAL_RULE = "本地执行的文件"


class Rounding(StrEnum):
    """How a local percentage is brought to an amount."""

    FEN = "fen"
    YUAN = "yuan"
    YUAN_UP = "yuan_up"


ROUNDING_LABELS = {
    Rounding.FEN: "四舍五入到分",
    Rounding.YUAN: "四舍五入到元",
    Rounding.YUAN_UP: "见分进元",
}

# Merits and honours by which a sum may grow. What share each brings is a figure of its own.
MERIT_LABELS = {
    "medal": "勋章或国家荣誉称号",
    "honour_title": "荣誉称号",
    "battle_1": "一等战功",
    "commended_1": "一级表彰",
    "battle_2": "二等战功",
    "merit_1": "一等功",
    "commended_2": "二级表彰",
    "battle_3": "三等战功",
    "merit_2": "二等功",
    "battle_4": "四等战功",
    "merit_3": "三等功",
    "excellent": "优秀士兵",
}


@dataclass(frozen=True)
class Figure:
    """A figure with its name and the paper it stands in."""

    value: Decimal
    label: str
    source: str


@dataclass(frozen=True)
class Step:
    """One line of the reckoning. ``amount`` is yuan, None where the line only says something."""

    label: str
    how: str
    amount: Decimal | None = None
    source: str = ""


@dataclass(frozen=True)
class Reckoned:
    """A sum in yuan, and how it came about."""

    amount: Decimal
    steps: tuple[Step, ...]


def rounded(value: Decimal, how: Rounding) -> Decimal:
    """The amount by that policy, with two places; 见分进元 raises any fen to the next yuan."""
    if how is Rounding.FEN:
        return half_up(value)
    if how is Rounding.YUAN:
        return half_up(value, 0).quantize(CENT)
    return value.quantize(Decimal(1), rounding=ROUND_UP).quantize(CENT)


def highest(merits: Iterable[str], shares: Mapping[str, Figure]) -> tuple[str, Figure] | None:
    """The one merit that counts: several are never added up, the highest share is taken.

    Refuses a merit for which no share is in force.
    """
    found: tuple[str, Figure] | None = None
    for merit in merits:
        share = shares.get(merit)
        if share is None:
            name = MERIT_LABELS.get(merit, merit)
            raise Refused(f"“{name}”没有已启用的增发比例，请先录入并由另一人启用，或不要选它。")
        if found is None or share.value > found[1].value:
            found = merit, share
    return found


def split_evenly(total: Decimal, parts: int) -> list[Decimal]:
    """``parts`` payments that differ by a fen at most and add up to exactly ``total``."""
    if parts < 1:
        raise ValueError("at least one part")
    ends = [half_up(total * k / parts) for k in range(parts + 1)]
    return [ends[k + 1] - ends[k] for k in range(parts)]


def check_shares(total: Decimal, shares: Sequence[Decimal]) -> None:
    """Refuses a split that has an empty share, a fraction of a fen, or does not add up exactly."""
    for share in shares:
        if share <= 0 or half_up(share) != share:
            raise Refused("每位领取人的金额要大于零，最多两位小数。")
    difference = total - sum(shares, ZERO)
    if difference:
        word = "还差" if difference > 0 else "多出"
        raise Refused(
            f"各领取人的金额合计要正好等于 {yuan_text(total)} 元，"
            f"现在{word} {yuan_text(abs(difference))} 元。"
        )


def served(enlisted_on: date, discharged_on: date) -> tuple[int, int]:
    """Whole years of service and the months beyond them.

    Days beyond a whole month count as one more: six months and a day are more than six months.
    Refuses a discharge that is not after the enlistment.
    """
    if discharged_on <= enlisted_on:
        raise Refused("退役日期要晚于入伍日期，请核对。")
    months = (discharged_on.year - enlisted_on.year) * 12 + discharged_on.month - enlisted_on.month
    # An earlier day of the month leaves the last month incomplete, which counts as one as well.
    if discharged_on.day > enlisted_on.day:
        months += 1
    return months // 12, months % 12


def conscript_family(
    *,
    base: Figure | None,
    income: Figure | None,
    percent: Figure | None,
    plateau: Figure | None,
    merits: Sequence[str],
    shares: Mapping[str, Figure],
    rounding: Rounding,
) -> Reckoned:
    """义务兵家庭优待金 of one year: a fixed sum, or a share of last year's income.

    ``plateau`` is the factor for service in Tibet or Xinjiang, None elsewhere. The merit reward is
    a share of the plain sum, not of the one that the factor has raised: no source says otherwise.
    Refuses when neither a fixed sum nor income and share are there.
    """
    steps: list[Step] = []
    if base is not None:
        plain = rounded(base.value, rounding)
        steps.append(
            Step("基本标准", f"{base.label} {yuan_text(base.value)} 元", plain, base.source)
        )
    elif income is not None and percent is not None:
        plain = rounded(income.value * percent.value / HUNDRED, rounding)
        steps.append(
            Step(
                "基本标准",
                f"{income.label} {yuan_text(income.value)} 元 × {_plain(percent.value)}%"
                f" = {_plain(income.value * percent.value / HUNDRED)} 元，"
                f"{ROUNDING_LABELS[rounding]}",
                plain,
                f"{percent.source}；{income.source}",
            )
        )
    else:
        raise Refused(
            "没有可用的优待金标准：请先录入固定标准，或录入上年收入和所占比例，并由另一人启用。"
        )
    amount = plain
    if plateau is not None:
        amount = rounded(plain * plateau.value, rounding)
        steps.append(
            Step(
                "进藏进疆",
                f"{yuan_text(plain)} 元 × {_plain(plateau.value)} 倍",
                amount,
                plateau.source,
            )
        )
    best = highest(merits, shares)
    if best is not None:
        reward = rounded(plain * best[1].value / HUNDRED, rounding)
        amount += reward
        steps.append(
            Step(
                "立功奖励",
                f"{MERIT_LABELS[best[0]]}，基本标准 {yuan_text(plain)} 元 × "
                f"{_plain(best[1].value)}%，{ROUNDING_LABELS[rounding]}{_only_highest(merits)}",
                reward,
                best[1].source,
            )
        )
    return Reckoned(amount, tuple(steps))


def self_employment(
    *,
    standard: Figure,
    enlisted_on: date,
    discharged_on: date,
    part_year: PartYear,
    merits: Sequence[str],
    shares: Mapping[str, Figure],
) -> Reckoned:
    """自主就业一次性经济补助: years of service times the standard, raised by the highest merit."""
    years, months = served(enlisted_on, discharged_on)
    factor = service_factor(years, months, part_year)
    rule = {
        PartYear.UP_TO_SIX_IS_HALF: "满六个月及以下计半年，超过六个月计一年",
        PartYear.SIX_IS_WHOLE: "不足六个月计半年，满六个月计一年",
    }[part_year]
    plain = half_up(standard.value * factor)
    steps = [
        Step(
            "服役年限",
            f"{enlisted_on:%Y-%m-%d} 至 {discharged_on:%Y-%m-%d}，{years} 年 {months} 个月，"
            f"折算 {_plain(factor)} 年（{rule}）",
        ),
        Step(
            "基本补助",
            f"每服役一年 {yuan_text(standard.value)} 元 × {_plain(factor)} 年",
            plain,
            standard.source,
        ),
    ]
    return _raised(plain, merits, shares, steps, "")


def lump_sum_on_death(
    *,
    cause: str,
    income: Figure,
    monthly_pay: Decimal,
    lowest_pay: Figure,
    merits: Sequence[str],
    shares: Mapping[str, Figure],
) -> Reckoned:
    """一次性抚恤金: 20 (illness: 2) times the income of the year before, and 40 months of pay.

    Pay below that of a second lieutenant counts as his. 军人抚恤优待条例 (2024) arts. 15, 16.
    """
    multiple = DEATH_MULTIPLES[cause]
    by_income = half_up(income.value * multiple)
    pay = max(monthly_pay, lowest_pay.value)
    by_pay = half_up(pay * DEATH_PAY_MONTHS)
    why = (
        f"低于{lowest_pay.label}，按 {yuan_text(pay)} 元，"
        if monthly_pay < lowest_pay.value
        else ""
    )
    steps = [
        Step(
            f"{DEATH_LABELS[cause]}：按收入计算的部分",
            f"{income.label} {yuan_text(income.value)} 元 × {multiple}",
            by_income,
            f"{DEATH_BASIS}；{income.source}",
        ),
        Step(
            "按工资计算的部分",
            f"本人月基本工资 {yuan_text(monthly_pay)} 元，{why}× {DEATH_PAY_MONTHS} 个月",
            by_pay,
            f"{DEATH_BASIS}；{lowest_pay.source}" if why else DEATH_BASIS,
        ),
    ]
    return _raised(by_income + by_pay, merits, shares, steps, DEATH_MERIT_BASIS)


def martyr_honour(*, income: Figure) -> Reckoned:
    """烈士褒扬金: thirty times the income of the year before the sacrifice."""
    amount = half_up(income.value * HONOUR_MULTIPLE)
    how = f"{income.label} {yuan_text(income.value)} 元 × {HONOUR_MULTIPLE}"
    return Reckoned(amount, (Step("褒扬金", how, amount, f"{HONOUR_BASIS}；{income.source}"),))


def hardship(*, asked: Decimal, used: Decimal, cap: Figure, is_special: bool) -> Reckoned:
    """困难帮扶: what is asked, within what the household's year has left.

    ``cap`` is the ordinary or the special cap, as ``is_special`` says; ``used`` is what the
    household has been granted in that year or is waiting for. Refuses more than what is left, and
    says how much that is.
    """
    if asked <= 0 or half_up(asked) != asked:
        raise Refused("金额要大于零，最多两位小数。")
    left = hardship_left(used=used, cap=cap)
    if asked > left:
        cure = "" if is_special else "确属特殊困难的，勾选“特殊困难”并填写批准文号。"
        raise Refused(
            f"{cap.label}为 {yuan_text(cap.value)} 元，"
            f"本户这一年已核发和待审批 {yuan_text(used)} 元，"
            f"最多还可核发 {yuan_text(left)} 元。{cure}"
        )
    return Reckoned(
        half_up(asked),
        (
            Step("年度上限", cap.label, cap.value, cap.source),
            Step("本年度已核发和待审批", "同一户的其他困难帮扶", used),
            Step("本次以前剩余", f"{yuan_text(cap.value)} − {yuan_text(used)}", left),
            Step("本次核发", "不超过剩余额度", half_up(asked)),
        ),
    )


def hardship_left(*, used: Decimal, cap: Figure) -> Decimal:
    """What a household's year has left under that cap; never below zero."""
    return max(cap.value - used, ZERO)


def festival(*, amount: Figure) -> Reckoned:
    """慰问金: a flat sum for a person and a festival, whatever classes he belongs to."""
    value = half_up(amount.value)
    how = "每人每节一份，同时符合几种身份的也只发一份"
    return Reckoned(value, (Step(amount.label, how, value, amount.source),))


def award(*, amount: Decimal, reason: str, source: str) -> Reckoned:
    """表彰奖励: the sum that the decision names. ``source``: the decision."""
    if amount <= 0 or half_up(amount) != amount:
        raise Refused("金额要大于零，最多两位小数。")
    return Reckoned(half_up(amount), (Step("表彰奖励", reason, half_up(amount), source),))


def grave_visit(*, amount: Figure, every: int) -> Reckoned:
    """异地祭扫补助: a flat sum for a survivor and a journey."""
    value = half_up(amount.value)
    how = f"每位遗属每 {every} 年一次，按人次定额"
    return Reckoned(value, (Step(amount.label, how, value, amount.source),))


def _raised(
    plain: Decimal,
    merits: Sequence[str],
    shares: Mapping[str, Figure],
    steps: list[Step],
    basis: str,
) -> Reckoned:
    best = highest(merits, shares)
    if best is None:
        return Reckoned(plain, tuple(steps))
    amount = half_up(plain * (HUNDRED + best[1].value) / HUNDRED)
    source = "；".join(text for text in (basis, best[1].source) if text)
    steps.append(
        Step(
            "立功增发",
            f"{MERIT_LABELS[best[0]]}，{yuan_text(plain)} 元 × {_plain(best[1].value)}%"
            f"{_only_highest(merits)}",
            amount - plain,
            source,
        )
    )
    return Reckoned(amount, tuple(steps))


def _only_highest(merits: Sequence[str]) -> str:
    return "；多次立功受奖的只按最高一项" if len(merits) > 1 else ""


def _plain(value: Decimal) -> str:
    """``45``, ``5.5``, ``13622.85``: without zeros that say nothing."""
    return f"{value.normalize():f}"
