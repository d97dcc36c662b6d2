"""The stacking rules that a new database starts with, with how sure each one is. Plain data.

No article of a law names these pairs; what a notice was found to say is marked ``reported``, what
is practice ``unconfirmed``. The bureau confirms or replaces them. Pairs that are not named here
follow the setting ``PORTAL_STACKING_DEFAULT``.
"""

from datetime import date
from typing import Any

from support_services.subsidies.stacking import Effect

BEGINNING = date(1949, 10, 1)
NATIONAL = (
    "disability_pension",
    "bereaved_pension",
    "ill_returned_allowance",
    "combat_test_allowance",
    "red_veteran_allowance",
    "demobilized_allowance",
)
OTHER_NATURE = "性质不同的补助，通常可以同时享受，未查到原文，请本局确认"
ONLY_WITHOUT = "补助政策文件：发给未享受国家定期抚恤补助的人，请本局核对原文"
OWN_MERIT = "遗属身份与本人身份各自成立，各地多允许同时享受，未查到原文，请本局确认"
CHANGED_OFTEN = "各时期、各地规定不一，未查到原文，请本局确认；确认前就高不就低"

# scheme, another scheme, effect, which one is kept, source, confidence
STACKING_RULES: tuple[tuple[str, str, Effect, str, str, str], ...] = (
    *(
        (allowance, other, Effect.FORBID, other, ONLY_WITHOUT, "reported")
        for allowance in ("rural_60_allowance", "martyr_child_allowance")
        for other in NATIONAL
    ),
    (
        "rural_60_allowance",
        "martyr_child_allowance",
        Effect.HIGHER_ONLY,
        "",
        "两项都只发给没有其他定期补助的人，同时符合的发哪一项未查到原文，请本局确认",
        "unconfirmed",
    ),
    *(
        ("bereaved_pension", other, Effect.ALLOW, "", OWN_MERIT, "unconfirmed")
        for other in NATIONAL
        if other != "bereaved_pension"
    ),
    *(
        ("disability_pension", other, Effect.HIGHER_ONLY, "", CHANGED_OFTEN, "unconfirmed")
        for other in ("ill_returned_allowance", "combat_test_allowance")
    ),
    *(
        ("spouse_allowance", other, Effect.ALLOW, "", OTHER_NATURE, "unconfirmed")
        for other in (*NATIONAL, "rural_60_allowance", "martyr_child_allowance")
    ),
)


def ensure_stacking_rules(schemes: dict[str, Any]) -> None:
    """Insert them where there are none; called after ``migrate`` with the schemes by code."""
    from support_services.subsidies.models import StackingRule

    if StackingRule.objects.exists():
        return
    StackingRule.objects.bulk_create(
        StackingRule(
            low=low,
            high=high,
            first_month=BEGINNING,
            effect=effect.value,
            kept=schemes.get(kept),
            source=source,
            confidence=confidence,
        )
        for one, other, effect, kept, source, confidence in STACKING_RULES
        for low, high in [sorted((schemes[one], schemes[other]), key=lambda scheme: scheme.pk)]
    )
