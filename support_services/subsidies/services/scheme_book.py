"""What a scheme asks of a determination: read once, then asked for thousands of lines.

Start month by the rule in force when it was approved, grade, class and service as the scheme
wants them, years of service as the scheme counts them.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from support_services.subsidies import rules
from support_services.subsidies.labels import CLASS_LABELS, GRADE_LABELS
from support_services.subsidies.models import (
    PartYearRule,
    PayComponent,
    RateRow,
    Scheme,
    StartRule,
)
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.reference import RATE_CLASSES
from support_services.subsidies.rules import Component, PartYear, StartMonth
from veterans.foundation.errors import Refused
from veterans.foundation.money import ZERO

GRADES = range(1, 11)
LONGEST_SERVICE = 60
_CODE = re.compile(r"\A[a-z][a-z0-9_]{0,29}\Z")


@dataclass(frozen=True)
class Terms:
    """What was determined: grade, class, time of service; zero and "" where it plays no part."""

    grade: int = 0
    rate_class: str = ""
    service_years: int = 0
    service_months: int = 0


@dataclass
class SchemeBook:
    """The schemes of the deployment with their dated rules, as they are at this moment."""

    by_code: dict[str, Scheme] = field(default_factory=dict)
    classes: dict[int, set[str]] = field(default_factory=dict)
    components: dict[int, list[PayComponent]] = field(default_factory=dict)
    start_rules: dict[int, list[StartRule]] = field(default_factory=dict)
    part_years: dict[int, list[PartYearRule]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "SchemeBook":
        book = cls()
        for scheme in Scheme.objects.all():
            book.by_code[scheme.code] = scheme
            book.classes[scheme.pk] = set(RATE_CLASSES.get(scheme.code, ()))
            book.start_rules[scheme.pk] = []
            book.part_years[scheme.pk] = []
            book.components[scheme.pk] = []
        for pk, rate_class in RateRow.objects.values_list("scheme_id", "rate_class").distinct():
            book.classes[pk].add(rate_class)
        for component in PayComponent.objects.all():
            book.components[component.scheme_id].append(component)
        for rule in StartRule.objects.filter(is_live=True):
            book.start_rules[rule.scheme_id].append(rule)
        for counted in PartYearRule.objects.filter(is_live=True):
            book.part_years[counted.scheme_id].append(counted)
        return book

    def scheme(self, text: str) -> Scheme:
        """By code or full name; refuses any other and says which there are."""
        wanted = text.strip()
        found = self.by_code.get(wanted)
        if found is None:
            found = next((s for s in self.by_code.values() if s.name == wanted), None)
        if found is None:
            known = "、".join(self.by_code)
            raise Refused(f"没有“{wanted}”这个项目，项目代码有：{known}。")
        return found

    def component(self, scheme: Scheme, text: str) -> str:
        """The code of a component, given as code or name; an empty text is the standard.

        Refuses one that the scheme does not have and says which there are.
        """
        wanted = text.strip()
        if wanted in ("", Component.STANDARD.value, "标准"):
            return Component.STANDARD.value
        for one in self.components[scheme.pk]:
            if wanted in (one.code, one.name):
                return one.code
        known = "、".join(f"{one.code}（{one.name}）" for one in self.components[scheme.pk])
        raise Refused(
            f"{scheme.name}没有“{wanted}”这一组成"
            + (f"，已有：{known}。" if known else "，请先在“项目与规则”里新增。")
        )

    def start_month(self, scheme: Scheme, approved_on: date) -> date:
        """First month paid for an approval on that day (军人抚恤优待条例 arts. 19, 27).

        Refuses a scheme that is granted yearly or once: such money is no right by the month.
        """
        if scheme.cycle != Cycle.MONTH:
            raise Refused(f"{scheme.name}不按月发放，请在人员页用“核发年度、一次性款项”办理。")
        for rule in self.start_rules[scheme.pk]:
            if rule.approved_from <= approved_on and (
                rule.approved_to is None or approved_on <= rule.approved_to
            ):
                return rules.start_month(approved_on, StartMonth(rule.rule))
        raise Refused(
            f"{scheme.name}没有适用于 {approved_on:%Y-%m-%d} 的起发月规则，请先补充规则再登记。"
        )

    def terms(
        self,
        scheme: Scheme,
        *,
        grade: int = 0,
        rate_class: str = "",
        service_years: int = 0,
        service_months: int = 0,
    ) -> Terms:
        """Refuses what the scheme does not ask for, and what it asks for and is not there."""
        self._check_grade(scheme, grade)
        code = self._class_code(scheme, rate_class)
        if scheme.uses_service:
            if not 0 <= service_months <= 11:
                raise Refused("服役零月数应为 0 至 11，满 12 个月请折成 1 年。")
            if not 0 <= service_years <= LONGEST_SERVICE or service_years + service_months == 0:
                raise Refused(f"{scheme.name}须填服役年数（0 至 {LONGEST_SERVICE} 年）和零月数。")
        elif service_years or service_months:
            raise Refused(f"{scheme.name}不按服役年限计发，请不要填服役年数和月数。")
        return Terms(grade, code, service_years, service_months)

    def factor(self, scheme: Scheme, terms: Terms, approved_on: date) -> Decimal:
        """Years of service that count, as the scheme counts part years on the day of approval."""
        if not scheme.uses_service:
            return ZERO
        return rules.service_factor(
            terms.service_years, terms.service_months, self.part_year(scheme, approved_on)
        )

    def part_year(self, scheme: Scheme, day: date) -> PartYear:
        """How the scheme counts part years on that day; refuses a day without a rule."""
        for rule in self.part_years[scheme.pk]:
            if rule.approved_from <= day and (rule.approved_to is None or day <= rule.approved_to):
                return PartYear(rule.rule)
        raise Refused(
            f"{scheme.name}没有适用于 {day:%Y-%m-%d} 的不足一年折算规则，请先补充规则再登记。"
        )

    @staticmethod
    def _check_grade(scheme: Scheme, grade: int) -> None:
        if scheme.uses_grade and grade not in GRADES:
            raise Refused(f"{scheme.name}须填等级，为 1 至 10。")
        if not scheme.uses_grade and grade:
            raise Refused(f"{scheme.name}不分等级，请不要填等级。")

    def _class_code(self, scheme: Scheme, text: str) -> str:
        code = class_code(scheme, text)
        known = self.classes[scheme.pk]
        if scheme.uses_class and code not in known:
            names = "、".join(f"{one}（{CLASS_LABELS.get(one, one)}）" for one in sorted(known))
            raise Refused(f"{scheme.name}没有“{code}”这一性质，可填：{names}。")
        return code


def class_code(scheme: Scheme, text: str) -> str:
    """The code of a class, given as code or in the words of the screen.

    Refuses one that is missing or superfluous for the scheme, or is no code at all.
    """
    wanted = text.strip()
    if not scheme.uses_class:
        if wanted:
            raise Refused(f"{scheme.name}不分性质，请不要填性质。")
        return ""
    if not wanted:
        raise Refused(f"{scheme.name}须填性质。")
    for code in RATE_CLASSES.get(scheme.code, ()):
        if CLASS_LABELS.get(code) == wanted:
            return code
    if not _CODE.match(wanted):
        raise Refused(f"“{wanted}”不是性质代码。")
    return wanted


def parse_grade(text: str) -> int:
    """``1``, ``1级`` or ``一级``; 0 for an empty text. Refuses anything else."""
    wanted = unicodedata.normalize("NFKC", text).strip()
    if not wanted:
        return 0
    if wanted in GRADE_LABELS:
        return GRADE_LABELS.index(wanted)
    digits = wanted.removesuffix("级")
    if digits.isascii() and digits.isdigit() and len(digits) < 3:
        return int(digits)
    raise Refused(f"“{text}”不是等级，请填 1 至 10。")


def parse_count(text: str, what: str) -> int:
    """A small whole number; 0 for an empty text. Refuses anything else."""
    wanted = unicodedata.normalize("NFKC", text).strip()
    if not wanted:
        return 0
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 4:
        return int(wanted)
    raise Refused(f"{what}应为整数，现为“{text}”。")
