"""Schemes, their dated rules and the sample bank layouts that a new database starts with.

Inserted after every ``migrate`` where missing, never overwritten: from then on they are the
bureau's own data. What no source confirms is marked so and is a setting, not law.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from support_services.subsidies.rules import PartYear, StartMonth, SuspensionStart, TransferEnd

NEW_REGULATION = date(2024, 10, 1)
BEGINNING = date(1949, 10, 1)

SCHEMES: tuple[dict[str, Any], ...] = (
    {
        "code": "disability_pension",
        "name": "残疾军人残疾抚恤金",
        "short_name": "残疾抚恤",
        "uses_grade": True,
        "uses_class": True,
        "legal_basis": "军人抚恤优待条例（2024年）第二十七条",
    },
    {
        "code": "bereaved_pension",
        "name": "三属定期抚恤金",
        "short_name": "三属抚恤",
        "uses_class": True,
        "legal_basis": "军人抚恤优待条例（2024年）第十九条",
    },
    {
        "code": "rural_60_allowance",
        "name": "年满60周岁农村籍退役士兵老年生活补助",
        "short_name": "农村籍老兵",
        "uses_service": True,
        "legal_basis": "年满60周岁农村籍退役士兵老年生活补助政策文件（以本局执行的通知为准）",
    },
    {
        "code": "ill_returned_allowance",
        "name": "带病回乡退役军人生活补助",
        "short_name": "带病回乡",
        "legal_basis": "带病回乡退役军人生活补助政策文件（以本局执行的通知为准）",
    },
    {
        "code": "combat_test_allowance",
        "name": "参战参试退役军人生活补助",
        "short_name": "参战参试",
        "legal_basis": "军人抚恤优待条例（2024年）第六十一条、第六十二条及补助政策文件",
    },
    {
        "code": "martyr_child_allowance",
        "name": "部分烈士老年子女生活补助",
        "short_name": "烈士子女",
        "legal_basis": "军人抚恤优待条例（2024年）第六十二条及补助政策文件",
    },
    {
        "code": "red_veteran_allowance",
        "name": "三红生活补助",
        "short_name": "三红人员",
        "uses_class": True,
        "legal_basis": "三红人员生活补助政策文件（以本局执行的通知为准）",
    },
    {
        "code": "demobilized_allowance",
        "name": "在乡老复员军人定期定量补助",
        "short_name": "在乡老复员",
        "uses_class": True,
        "legal_basis": "在乡老复员军人定期定量补助政策文件（以本局执行的通知为准）",
    },
    {
        "code": "spouse_allowance",
        "name": "随军未就业家属生活补助",
        "short_name": "随军家属",
        "legal_basis": "当地随军家属生活补助文件（以本局执行的通知为准）",
    },
    {
        "code": "conscript_family_grant",
        "name": "义务兵家庭优待金",
        "short_name": "优待金",
        "cycle": "year",
        "legal_basis": "军人抚恤优待条例（2024年）第四十二条及本地标准",
    },
    {
        "code": "self_employment_grant",
        "name": "自主就业一次性经济补助",
        "short_name": "自主就业补助",
        "cycle": "once",
        "uses_service": True,
        "legal_basis": "退役军人安置条例（2024年）第二十三条及本省标准",
    },
    {
        "code": "death_lump_sum",
        "name": "一次性抚恤金",
        "short_name": "一次性抚恤金",
        "cycle": "once",
        "legal_basis": "军人抚恤优待条例（2024年）第十五条、第十六条",
    },
    {
        "code": "martyr_honour_sum",
        "name": "烈士褒扬金",
        "short_name": "烈士褒扬金",
        "cycle": "once",
        "legal_basis": "烈士褒扬条例（2024年）",
    },
    {
        "code": "hardship_grant",
        "name": "困难帮扶",
        "short_name": "困难帮扶",
        "cycle": "once",
        "legal_basis": "本地困难帮扶办法（以本局执行的文件为准）",
    },
    {
        "code": "festival_grant",
        "name": "春节、八一慰问金",
        "short_name": "节日慰问金",
        "cycle": "once",
        "legal_basis": "本地走访慰问办法（以本局执行的文件为准）",
    },
    {
        "code": "award_grant",
        "name": "表彰奖励",
        "short_name": "表彰奖励",
        "cycle": "once",
        "legal_basis": "表彰决定（以本局执行的文件为准）",
    },
    {
        "code": "grave_visit_grant",
        "name": "烈士遗属异地祭扫补助",
        "short_name": "异地祭扫补助",
        "cycle": "once",
        "legal_basis": "本地异地祭扫办法（以本局执行的文件为准）",
    },
    {
        "code": "merit_reward",
        "name": "立功受奖奖励金",
        "short_name": "立功奖励金",
        "cycle": "once",
        "legal_basis": "本地立功受奖奖励办法（以本局执行的文件为准）",
    },
)

# The classes (性质) by which standards differ; a rate table may bring further ones.
RATE_CLASSES: dict[str, tuple[str, ...]] = {
    "disability_pension": ("combat", "duty", "illness"),
    "bereaved_pension": ("martyr", "duty_death", "illness_death"),
    "red_veteran_allowance": ("red_army_veteran", "west_route_veteran", "red_army_separated"),
    "demobilized_allowance": ("anti_japanese_war", "liberation_war", "after_founding"),
}

# Which standing (registry ``Category``) a monthly scheme is for. Not a rule: a right is granted by
# a person who looked. The catalogue's ``scheme_items.csv`` has the finder ask by the same.
SCHEME_CATEGORIES: dict[str, tuple[str, ...]] = {
    "disability_pension": ("DIS",),
    "bereaved_pension": ("SS-L", "SS-G", "SS-B"),
    "rural_60_allowance": ("NC60",),
    "ill_returned_allowance": ("DB",),
    "combat_test_allowance": ("CZ", "CS"),
    "martyr_child_allowance": ("LSZN",),
    "red_veteran_allowance": ("SH",),
    "demobilized_allowance": ("FY",),
}

# 护理费, the one component the law itself names; those of a place are the bureau's to add.
CARE: dict[str, Any] = {
    "scheme": "disability_pension",
    "code": "care",
    "name": "护理费",
    "is_named": True,
    # What follows a death is the pension alone (art. 32).
    "in_tail": False,
    "source": "军人抚恤优待条例（2024年）第三十四条",
    "confidence": "verified",
    "position": 1,
}
CARE_SOURCE = CARE["source"]


@dataclass(frozen=True)
class CareShare:
    """Percent of last year's local average monthly wage, for these grades and causes."""

    code: str
    label: str
    grades: tuple[int, ...]
    classes: tuple[str, ...]
    percent: Decimal


CARE_SHARES: tuple[CareShare, ...] = (
    CareShare("one_two", "因战、因公一级和二级", (1, 2), ("combat", "duty"), Decimal(50)),
    CareShare("three_four", "因战、因公三级和四级", (3, 4), ("combat", "duty"), Decimal(40)),
    CareShare("illness", "因病一级至四级", (1, 2, 3, 4), ("illness",), Decimal(30)),
    # Only for mental disorder that arose in service: the determination of the person says so.
    CareShare("mental", "精神障碍五级和六级", (5, 6), ("",), Decimal(25)),
)

# scheme, approved from, approved to, rule, source, confidence
START_RULES: tuple[tuple[str, date, date | None, StartMonth, str, str], ...] = (
    (
        "disability_pension",
        BEGINNING,
        date(2024, 9, 30),
        StartMonth.NEXT_MONTH,
        "伤残抚恤管理办法第二十三条",
        "reported",
    ),
    (
        "disability_pension",
        NEW_REGULATION,
        None,
        StartMonth.APPROVAL_MONTH,
        "军人抚恤优待条例（2024年）第二十七条",
        "verified",
    ),
    (
        "bereaved_pension",
        BEGINNING,
        date(2024, 9, 30),
        StartMonth.NEXT_MONTH,
        "2024年10月前的做法，未查到原文，请本局确认",
        "unconfirmed",
    ),
    (
        "bereaved_pension",
        NEW_REGULATION,
        None,
        StartMonth.APPROVAL_MONTH,
        "军人抚恤优待条例（2024年）第十九条",
        "verified",
    ),
    *(
        (
            code,
            BEGINNING,
            None,
            StartMonth.APPROVAL_MONTH,
            "未查到原文，请本局确认",
            "unconfirmed",
        )
        for code in (
            "rural_60_allowance",
            "ill_returned_allowance",
            "combat_test_allowance",
            "martyr_child_allowance",
            "red_veteran_allowance",
            "demobilized_allowance",
            "spouse_allowance",
        )
    ),
)

# scheme, died from, died to, months, source, confidence
DEATH_TAILS: tuple[tuple[str, date, date | None, int, str, str], ...] = (
    (
        "bereaved_pension",
        BEGINNING,
        date(2024, 9, 30),
        6,
        "2024年10月前的条例（续发六个月）",
        "reported",
    ),
    (
        "bereaved_pension",
        NEW_REGULATION,
        None,
        6,
        "军人抚恤优待条例（2024年）第二十二条",
        "verified",
    ),
    (
        "disability_pension",
        BEGINNING,
        date(2024, 9, 30),
        12,
        "2024年10月前的条例（因病死亡续发十二个月）",
        "reported",
    ),
    (
        "disability_pension",
        NEW_REGULATION,
        None,
        12,
        "军人抚恤优待条例（2024年）第三十二条（因病死亡）",
        "verified",
    ),
    (
        "combat_test_allowance",
        NEW_REGULATION,
        None,
        6,
        "军人抚恤优待条例（2024年）第六十二条",
        "verified",
    ),
)


# For every scheme that is paid by the month: (source, confidence); others than these are paid alike
# by custom.
TRANSFER_SOURCES: dict[str, tuple[str, str]] = {
    "disability_pension": ("伤残抚恤管理办法第二十三条", "reported"),
    "bereaved_pension": ("烈士褒扬条例第二十二条（烈士遗属）；其他遗属参照", "reported"),
}
TRANSFER_BY_CUSTOM = (
    "参照伤残抚恤管理办法第二十三条，未查到本项目的原文，请本局确认",
    "unconfirmed",
)

# For every scheme that is paid by the month: the law says what for, not from which month.
SUSPENSION_RULE: tuple[SuspensionStart, str, str] = (
    SuspensionStart.NEXT_MONTH,
    "军人抚恤优待条例（2024年）第五十九条只规定中止，没有规定从哪个月起；次月起是通行做法，请本局确认",
    "unconfirmed",
)

# For every scheme that asks for years of service: rule, source, confidence
PART_YEAR_RULE: tuple[PartYear, str, str] = (
    PartYear.UP_TO_SIX_IS_HALF,
    "退役士兵安置条例（2011年）第二十条的算法，各地仍沿用，未查到现行原文，请本局确认",
    "unconfirmed",
)


def ensure_reference_data(**_: Any) -> None:
    """Insert what is missing; called after ``migrate``."""
    from support_services.subsidies.bank_layouts import SAMPLE_LAYOUTS
    from support_services.subsidies.models import (
        BankLayout,
        DeathTail,
        PartYearRule,
        PayComponent,
        Scheme,
        StartRule,
        SuspensionRule,
        TransferRule,
    )
    from support_services.subsidies.stacking_reference import ensure_stacking_rules

    for position, fields in enumerate(SCHEMES, start=1):
        Scheme.objects.get_or_create(code=fields["code"], defaults={**fields, "position": position})
    schemes = {scheme.code: scheme for scheme in Scheme.objects.all()}
    settled = set(StartRule.objects.values_list("scheme__code", flat=True))
    if len(settled) < len(schemes):
        StartRule.objects.bulk_create(
            StartRule(
                scheme=schemes[code],
                approved_from=first,
                approved_to=last,
                rule=rule.value,
                source=source,
                confidence=confidence,
            )
            for code, first, last, rule, source, confidence in START_RULES
            if code not in settled
        )
    if not DeathTail.objects.exists():
        DeathTail.objects.bulk_create(
            DeathTail(
                scheme=schemes[code],
                died_from=first,
                died_to=last,
                months=months,
                source=source,
                confidence=confidence,
            )
            for code, first, last, months, source, confidence in DEATH_TAILS
        )
    moving = set(TransferRule.objects.values_list("scheme_id", flat=True))
    TransferRule.objects.bulk_create(
        TransferRule(
            scheme=scheme,
            moved_from=BEGINNING,
            rule=TransferEnd.YEAR_END.value,
            source=TRANSFER_SOURCES.get(code, TRANSFER_BY_CUSTOM)[0],
            confidence=TRANSFER_SOURCES.get(code, TRANSFER_BY_CUSTOM)[1],
        )
        for code, scheme in schemes.items()
        if scheme.cycle == "month" and scheme.pk not in moving
    )
    start, source, confidence = SUSPENSION_RULE
    suspending = set(SuspensionRule.objects.values_list("scheme_id", flat=True))
    SuspensionRule.objects.bulk_create(
        SuspensionRule(
            scheme=scheme,
            fact_from=BEGINNING,
            rule=start.value,
            source=source,
            confidence=confidence,
        )
        for scheme in schemes.values()
        if scheme.cycle == "month" and scheme.pk not in suspending
    )
    rule, source, confidence = PART_YEAR_RULE
    counted = set(PartYearRule.objects.values_list("scheme_id", flat=True))
    PartYearRule.objects.bulk_create(
        PartYearRule(
            scheme=scheme,
            approved_from=BEGINNING,
            rule=rule.value,
            source=source,
            confidence=confidence,
        )
        for scheme in schemes.values()
        if scheme.uses_service and scheme.pk not in counted
    )
    care = {**CARE, "scheme": schemes[CARE["scheme"]]}
    PayComponent.objects.get_or_create(
        scheme=care.pop("scheme"), code=care.pop("code"), defaults=care
    )
    ensure_stacking_rules(schemes)
    for layout in SAMPLE_LAYOUTS:
        BankLayout.objects.get_or_create(
            code=layout["code"], defaults={"name": layout["name"], "definition": layout}
        )
