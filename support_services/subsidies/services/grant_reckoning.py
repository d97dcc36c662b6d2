"""From what was filled in to the sum: the figures in force on the right day, and the rules.

Which day counts is settled here once: a yearly grant goes by what is in force at the year's end,
money at the discharge, at a death or for a merit by that day, a festival's by the festival.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from support_services.subsidies import grant_rules
from support_services.subsidies.grant_figures import FESTIVALS, FIGURES, Code
from support_services.subsidies.grant_rules import DEATH_LABELS, Figure, Reckoned
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.merit_rules import REWARDED, kind_of, merit_reward
from support_services.subsidies.models import Scheme
from support_services.subsidies.selectors.grant_figures import (
    figure_of_year,
    figure_on,
    rounding_on,
    shares_on,
)
from support_services.subsidies.selectors.grants import (
    grants_since,
    hardship_cap,
    hardship_used,
)
from support_services.subsidies.services.scheme_book import SchemeBook
from veterans.foundation.errors import Refused
from veterans.registry.models import Person

SERVICE_YEARS = (1, 2)
# The last day on which the spring festival can fall, and 八一.
FESTIVAL_DAYS = {"spring": (2, 20), "army_day": (8, 1)}
FIRST_YEAR = 1980


@dataclass(frozen=True)
class Asked:
    """What was filled in; each kind reads its own fields. ``asked``, ``monthly_pay``: yuan."""

    kind: GrantKind
    year: int = 0
    service_year: int = 0
    is_plateau: bool = False
    merits: tuple[str, ...] = ()
    enlisted_on: date | None = None
    discharged_on: date | None = None
    cause: str = ""
    monthly_pay: Decimal | None = None
    asked: Decimal | None = None
    is_special: bool = False
    reason: str = ""
    festival: str = ""
    awarded_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """What says anything, for the snapshot."""
        found: dict[str, Any] = {}
        for name, value in vars(self).items():
            if value and name != "kind":
                text = isinstance(value, (date, Decimal))
                found[name] = str(value) if text else list(value) if name == "merits" else value
        return found


@dataclass(frozen=True)
class Plan:
    """A grant as it would be: year, occasion in words, what there may be one of, and the sum."""

    year: int
    occasion: str
    once_key: str
    reckoned: Reckoned
    served: tuple[date, date] | None = None


def plan(
    *,
    asked: Asked,
    person: Person,
    scheme: Scheme,
    document_no: str,
    today: date,
    before: int | None = None,
) -> Plan:
    """What the grant comes to. ``before``: of what counts against a cap, only
    grants entered before that one.

    Refuses what is missing or cannot be, naming the figure that has to be entered first.
    """
    return _PLANS[asked.kind](asked, person, scheme, document_no, today, before)


def _conscript(
    asked: Asked, person: Person, scheme: Scheme, document_no: str, today: date, before: int | None
) -> Plan:
    _alive(person)
    _known_year(asked.year, today)
    if asked.service_year not in SERVICE_YEARS:
        raise Refused("优待金按义务兵服役第一年、第二年发放；转改军士以后不再发放。")
    day = date(asked.year, 12, 31)
    plateau = None
    if asked.is_plateau:
        plateau = _needed(figure_on(Code.CONSCRIPT_PLATEAU, day), Code.CONSCRIPT_PLATEAU)
    reckoned = grant_rules.conscript_family(
        base=figure_on(Code.CONSCRIPT_FIXED, day),
        income=figure_of_year(Code.LOCAL_INCOME, asked.year - 1),
        percent=figure_on(Code.CONSCRIPT_PERCENT, day),
        plateau=plateau,
        merits=asked.merits,
        shares=shares_on(Code.CONSCRIPT_MERIT, day),
        rounding=rounding_on(Code.CONSCRIPT_ROUNDING, day),
    )
    nth = "一二"[asked.service_year - 1]
    return Plan(asked.year, f"{asked.year}年度，服役第{nth}年", str(asked.year), reckoned)


def _self_employment(
    asked: Asked, person: Person, scheme: Scheme, document_no: str, today: date, before: int | None
) -> Plan:
    _alive(person)
    if asked.enlisted_on is None or asked.discharged_on is None:
        raise Refused("请填写入伍日期和退役日期。")
    if asked.discharged_on > today:
        raise Refused("退役日期不能晚于今天。")
    if asked.enlisted_on <= person.born_on:
        raise Refused("入伍日期早于出生日期，请核对。")
    day = asked.discharged_on
    reckoned = grant_rules.self_employment(
        standard=_needed(figure_on(Code.SERVICE_YEAR, day), Code.SERVICE_YEAR),
        enlisted_on=asked.enlisted_on,
        discharged_on=day,
        part_year=SchemeBook.read().part_year(scheme, day),
        merits=asked.merits,
        shares=shares_on(Code.SERVICE_MERIT, day),
    )
    occasion = f"{asked.enlisted_on:%Y-%m-%d} 至 {day:%Y-%m-%d} 服役"
    served = (asked.enlisted_on, day)
    return Plan(day.year, occasion, f"discharged {day:%Y-%m-%d}", reckoned, served)


def _death(
    asked: Asked, person: Person, scheme: Scheme, document_no: str, today: date, before: int | None
) -> Plan:
    died_on = _died(person)
    if asked.cause not in DEATH_LABELS:
        raise Refused("请选择烈士、因公牺牲或病故。")
    if asked.monthly_pay is None or asked.monthly_pay <= 0:
        raise Refused("请填写本人月基本工资；义务兵等没有工资的，填津贴数，系统按少尉工资计算。")
    reckoned = grant_rules.lump_sum_on_death(
        cause=asked.cause,
        income=_income_before(died_on),
        monthly_pay=asked.monthly_pay,
        lowest_pay=_needed(figure_on(Code.LOWEST_PAY, died_on), Code.LOWEST_PAY),
        merits=asked.merits,
        shares=shares_on(Code.DEATH_MERIT, died_on),
    )
    return Plan(died_on.year, f"{died_on:%Y-%m-%d} {DEATH_LABELS[asked.cause]}", "once", reckoned)


def _honour(
    asked: Asked, person: Person, scheme: Scheme, document_no: str, today: date, before: int | None
) -> Plan:
    died_on = _died(person)
    reckoned = grant_rules.martyr_honour(income=_income_before(died_on))
    return Plan(died_on.year, f"{died_on:%Y-%m-%d} 牺牲", "once", reckoned)


def _hardship(
    asked: Asked, person: Person, scheme: Scheme, document_no: str, today: date, before: int | None
) -> Plan:
    _alive(person)
    _known_year(asked.year, today)
    if asked.is_special and not document_no.strip():
        raise Refused("特殊困难须填写批准文号。")
    if not asked.reason.strip():
        raise Refused("请写明帮扶事由。")
    if asked.asked is None:
        raise Refused("请填写金额。")
    reckoned = grant_rules.hardship(
        asked=asked.asked,
        used=hardship_used(person, asked.year, before=before),
        cap=_needed(hardship_cap(asked.year, is_special=asked.is_special), Code.HARDSHIP_CAP),
        is_special=asked.is_special,
    )
    special = "（特殊困难）" if asked.is_special else ""
    return Plan(asked.year, f"{asked.year}年困难帮扶{special}", "", reckoned)


def _festival(
    asked: Asked, person: Person, scheme: Scheme, document_no: str, today: date, before: int | None
) -> Plan:
    _alive(person)
    _known_year(asked.year, today)
    names = dict(FESTIVALS)
    if asked.festival not in names:
        raise Refused("请选择春节或八一。")
    day = date(asked.year, *FESTIVAL_DAYS[asked.festival])
    amount = _needed(figure_on(Code.FESTIVAL, day, asked.festival), Code.FESTIVAL)
    return Plan(
        asked.year,
        f"{asked.year}年{names[asked.festival]}",
        f"{asked.year} {asked.festival}",
        grant_rules.festival(amount=amount),
    )


def _award(
    asked: Asked, person: Person, scheme: Scheme, document_no: str, today: date, before: int | None
) -> Plan:
    _alive(person)
    _known_year(asked.year, today)
    reason = " ".join(asked.reason.split())
    if not reason:
        raise Refused("请写明因什么表彰奖励。")
    if not document_no.strip():
        raise Refused("请填写表彰决定的文号。")
    if asked.asked is None:
        raise Refused("请填写金额。")
    reckoned = grant_rules.award(amount=asked.asked, reason=reason, source=document_no.strip())
    return Plan(asked.year, reason[:60], reason[:40], reckoned)


def _grave_visit(
    asked: Asked, person: Person, scheme: Scheme, document_no: str, today: date, before: int | None
) -> Plan:
    """How much and how often is the bureau's own; one a year at the most, by its key."""
    _alive(person)
    _known_year(asked.year, today)
    day = date(asked.year, 12, 31)
    every = int(_needed(figure_on(Code.GRAVE_VISIT_EVERY, day), Code.GRAVE_VISIT_EVERY).value)
    last = grants_since(person, GrantKind.GRAVE_VISIT, asked.year - every + 1, asked.year)
    if last is not None:
        raise Refused(f"此人{last}年已核发过异地祭扫补助；现行办法每 {every} 年一次。")
    amount = _needed(figure_on(Code.GRAVE_VISIT, day), Code.GRAVE_VISIT)
    return Plan(
        asked.year,
        f"{asked.year}年异地祭扫",
        f"{asked.year}",
        grant_rules.grave_visit(amount=amount, every=every),
    )


def _merit(
    asked: Asked, person: Person, scheme: Scheme, document_no: str, today: date, before: int | None
) -> Plan:
    """Also of somebody who has died since: what was earned is the family's. The day of the award
    says which figure counts, however late the notice comes."""
    if len(asked.merits) != 1 or asked.merits[0] not in REWARDED:
        raise Refused("请选择一项立功受奖；几项的分别录入。")
    code, day = asked.merits[0], asked.awarded_on
    if day is None:
        raise Refused("请填写授予日期。")
    if not person.born_on < day <= today:
        raise Refused("授予日期不能晚于今天，也不能早于出生日期，请核对。")
    if not document_no.strip():
        raise Refused("请填写立功通知的文号；没有文号的写来函日期。")
    name = REWARDED[code]
    amount = _needed(
        figure_on(Code.MERIT_REWARD, day, code), Code.MERIT_REWARD, f"{day:%Y-%m-%d}“{name}”的"
    )
    if amount.value == 0:
        raise Refused(f"按授予当天（{day:%Y-%m-%d}）执行的数值，“{name}”不发奖励金。")
    return Plan(
        day.year,
        f"{day:%Y-%m-%d} {name}",
        f"{kind_of(code)} {day:%Y-%m-%d}",
        merit_reward(amount=amount, awarded_on=day),
    )


_PLANS = {
    GrantKind.CONSCRIPT: _conscript,
    GrantKind.SELF_EMPLOYMENT: _self_employment,
    GrantKind.DEATH: _death,
    GrantKind.HONOUR: _honour,
    GrantKind.HARDSHIP: _hardship,
    GrantKind.FESTIVAL: _festival,
    GrantKind.AWARD: _award,
    GrantKind.GRAVE_VISIT: _grave_visit,
    GrantKind.MERIT: _merit,
}


def _needed(figure: Figure | None, code: Code, when: str = "") -> Figure:
    if figure is None:
        raise Refused(
            f"{when}{FIGURES[code].label}还没有启用的数值，请先在“核发基数”录入，由另一人启用。"
        )
    return figure


def _income_before(died_on: date) -> Figure:
    year = died_on.year - 1
    return _needed(figure_of_year(Code.NATIONAL_INCOME, year), Code.NATIONAL_INCOME, f"{year} 年")


def _alive(person: Person) -> None:
    if person.died_on is not None:
        raise Refused("此人已登记去世，不能核发。")


def _died(person: Person) -> date:
    if person.died_on is None:
        raise Refused("请先在人员页登记此人的去世日期，再办理。")
    return person.died_on


def _known_year(year: int, today: date) -> None:
    if not FIRST_YEAR <= year <= today.year + 1:
        raise Refused(f"年度应在 {FIRST_YEAR} 至 {today.year + 1} 之间。")
