"""项目与规则: what is settled for each scheme, from where, and how sure that is."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from support_services.subsidies import selectors
from support_services.subsidies.admin.rates import CONFIDENCE_TONES, rate_row
from support_services.subsidies.admin.showing import actor, address, crumb, page


def rules(request: HttpRequest) -> HttpResponse:
    """What is settled for each scheme: standards in force, start months, months after death;
    with the source of each and how sure it is."""
    may_enter = actor(request).may("rates.enter")
    return page(
        request,
        "bureau/rules.html",
        title="项目与规则",
        crumbs=(crumb("补助标准", "rates"),),
        schemes=[_scheme(found) for found in selectors.schemes_with_rules()],
        component_url=address("component_new") if may_enter else "",
        care_url=address("care_rates") if may_enter else "",
        stacking_url=address("stacking_rules"),
    )


def _scheme(found: selectors.SchemeRules) -> dict[str, Any]:
    scheme = found.scheme
    by = [
        label
        for label, used in (
            ("等级", scheme.uses_grade),
            ("性质", scheme.uses_class),
            ("服役年限", scheme.uses_service),
        )
        if used
    ]
    return {
        "code": scheme.code,
        "name": scheme.name,
        "legal_basis": scheme.legal_basis,
        "by": f"按{'、'.join(by)}" if by else "不分等级",
        "part_year": scheme.get_part_year_display() if scheme.uses_service else "",
        "posted_through": scheme.posted_through,
        "rates": [rate_row(row, found.names) for row in found.rates],
        "components": [
            {
                "name": one.name,
                "told": "，".join(
                    (
                        "逐人核定" if one.is_named else "该项目人人享受",
                        "去世后续发" if one.in_tail else "去世后不续发",
                    )
                ),
                "source": one.source,
                "confidence": one.get_confidence_display(),
                "confidence_tone": CONFIDENCE_TONES[one.confidence],
            }
            for one in found.components
        ],
        "starts": [
            {
                "approved_from": start.approved_from,
                "approved_to": start.approved_to,
                "rule": start.get_rule_display(),
                "source": start.source,
                "confidence": start.get_confidence_display(),
                "confidence_tone": CONFIDENCE_TONES[start.confidence],
            }
            for start in found.starts
        ],
        "tails": [
            {
                "died_from": tail.died_from,
                "died_to": tail.died_to,
                "months": tail.months,
                "source": tail.source,
                "confidence": tail.get_confidence_display(),
                "confidence_tone": CONFIDENCE_TONES[tail.confidence],
            }
            for tail in found.tails
        ],
    }
