"""Which figures grants are reckoned by (基数): their codes, names, units and variants. Plain data.

The figures themselves are the bureau's own, dated and brought into force by two people; nothing
of a year is known here.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from support_services.subsidies.grant_rules import MERIT_LABELS, ROUNDING_LABELS, Rounding
from support_services.subsidies.merit_rules import REWARDED, SEVERAL


class Code(StrEnum):
    NATIONAL_INCOME = "national_urban_income"
    LOCAL_INCOME = "local_urban_income"
    CONSCRIPT_FIXED = "conscript_fixed"
    CONSCRIPT_PERCENT = "conscript_percent"
    CONSCRIPT_PLATEAU = "conscript_plateau_factor"
    CONSCRIPT_MERIT = "conscript_merit_share"
    CONSCRIPT_ROUNDING = "conscript_rounding"
    SERVICE_YEAR = "self_employment_year_standard"
    SERVICE_MERIT = "self_employment_merit_share"
    LOWEST_PAY = "second_lieutenant_pay"
    DEATH_MERIT = "death_merit_share"
    HARDSHIP_CAP = "hardship_cap"
    FESTIVAL = "festival_amount"
    GRAVE_VISIT = "grave_visit_amount"
    GRAVE_VISIT_EVERY = "grave_visit_every"
    MERIT_REWARD = "merit_reward_amount"
    MERIT_REWARD_SEVERAL = "merit_reward_several"


@dataclass(frozen=True)
class FigureKind:
    """``of_year``: a figure of one calendar year and no other; otherwise in force from its day
    until the next one is. ``most``: the largest value that makes sense. ``choices``: what is
    chosen rather than measured, in words; it is kept as its place in this order."""

    label: str
    unit: str
    of_year: bool = False
    variants: tuple[tuple[str, str], ...] = ()
    most: Decimal = Decimal("9999999.99")
    hint: str = ""
    choices: tuple[str, ...] = ()


_MERITS = tuple(MERIT_LABELS.items())
FESTIVALS = (("spring", "春节"), ("army_day", "八一"))
CAPS = (("ordinary", "普通"), ("special", "特殊困难"))
ROUNDINGS = (Rounding.FEN, Rounding.YUAN, Rounding.YUAN_UP)
_ROUNDINGS = tuple(ROUNDING_LABELS[how] for how in ROUNDINGS)


def choices_text(choices: tuple[str, ...]) -> str:
    """``0 每项都发；1 一年只按最高一项发``."""
    return "；".join(f"{n} {words}" for n, words in enumerate(choices))


FIGURES: dict[Code, FigureKind] = {
    Code.NATIONAL_INCOME: FigureKind("全国城镇居民人均可支配收入", "元/年", of_year=True),
    Code.LOCAL_INCOME: FigureKind("本地城镇居民人均可支配收入", "元/年", of_year=True),
    Code.CONSCRIPT_FIXED: FigureKind(
        "优待金固定标准", "元/年", hint="按收入比例计发的地方不填；两者都有时按固定标准。"
    ),
    Code.CONSCRIPT_PERCENT: FigureKind(
        "优待金占上年本地收入的比例", "%", most=Decimal(300), hint="例如 45 表示百分之四十五。"
    ),
    Code.CONSCRIPT_PLATEAU: FigureKind(
        "进藏进疆义务兵优待金倍数", "倍", most=Decimal(10), hint="例如 2 表示两倍。"
    ),
    Code.CONSCRIPT_MERIT: FigureKind(
        "义务兵立功奖励比例", "%", variants=_MERITS, most=Decimal(300)
    ),
    Code.CONSCRIPT_ROUNDING: FigureKind(
        "优待金取整办法",
        "",
        most=Decimal(2),
        hint=f"{choices_text(_ROUNDINGS)}。没有启用的按四舍五入到元。",
        choices=_ROUNDINGS,
    ),
    Code.SERVICE_YEAR: FigureKind("自主就业补助每服役一年标准", "元"),
    Code.SERVICE_MERIT: FigureKind(
        "自主就业补助立功增发比例", "%", variants=_MERITS, most=Decimal(100)
    ),
    Code.LOWEST_PAY: FigureKind("少尉月基本工资", "元/月"),
    Code.DEATH_MERIT: FigureKind(
        "一次性抚恤金立功增发比例", "%", variants=_MERITS, most=Decimal(100)
    ),
    Code.HARDSHIP_CAP: FigureKind("困难帮扶每户年度上限", "元/年", variants=CAPS),
    Code.FESTIVAL: FigureKind("慰问金", "元/人", variants=FESTIVALS),
    Code.GRAVE_VISIT: FigureKind("异地祭扫补助", "元/人次"),
    Code.GRAVE_VISIT_EVERY: FigureKind(
        "异地祭扫几年补助一次", "年", most=Decimal(10), hint="例如 1 表示每年一次，3 表示三年一次。"
    ),
    Code.MERIT_REWARD: FigureKind(
        "立功受奖奖励金", "元/次", variants=tuple(REWARDED.items()), hint="不奖的填 0。"
    ),
    Code.MERIT_REWARD_SEVERAL: FigureKind(
        "一年几次立功受奖的奖励金",
        "",
        most=Decimal(len(SEVERAL) - 1),
        hint=f"{choices_text(SEVERAL)}。",
        choices=SEVERAL,
    ),
}


def figure_label(code: str, variant: str) -> str:
    """``慰问金（春节）``."""
    kind = FIGURES[Code(code)]
    name = dict(kind.variants).get(variant, "")
    return f"{kind.label}（{name}）" if name else kind.label


def value_text(code: str, value: Decimal) -> str:
    """``45%``, ``2 倍``, ``30,273.00 元/年``; a policy in words."""
    kind = FIGURES[Code(code)]
    if kind.choices:
        return kind.choices[int(value)]
    unit = kind.unit
    if unit == "%":
        return f"{value.normalize():f}%"
    if unit == "倍":
        return f"{value.normalize():f} 倍"
    return f"{value:,.2f} {unit}"
