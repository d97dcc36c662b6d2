"""项目与规则: what is settled for each scheme, from where, and how sure that is."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse

from support_services.subsidies import selectors
from support_services.subsidies.admin import rule_parts
from support_services.subsidies.admin.rates import CONFIDENCE_TONES, rate_row
from support_services.subsidies.rule_kinds import KINDS, ChangeState, RuleKind
from support_services.subsidies.selectors import dated_rules
from veterans.accounts.bureau_pages import actor, address, crumb, page

_OF_SCHEME = (
    RuleKind.START,
    RuleKind.TAIL,
    RuleKind.TRANSFER,
    RuleKind.SUSPENSION,
    RuleKind.PART_YEAR,
    RuleKind.ROUNDING,
)


def rules(request: HttpRequest) -> HttpResponse:
    """What is settled for each scheme: standards in force, start months, months after death and
    the other rules; with the source of each, how sure it is and the change that brought it."""
    user = actor(request)
    may_enter = user.may("rates.enter")
    held = _held()
    waiting = dated_rules.changes_matching(user, state=ChangeState.PROPOSED.value)
    return page(
        request,
        "bureau/rules.html",
        title="项目与规则",
        crumbs=(crumb("补助标准", "rates"),),
        waiting=[rule_parts.change_row(one) for one in waiting],
        schemes=[
            _scheme(found, held, may_enter=may_enter) for found in selectors.schemes_with_rules()
        ],
        cap=_section(RuleKind.CAP, held[RuleKind.CAP, None], may_enter=may_enter),
        component_url=address("component_new") if may_enter else "",
        care_url=address("care_rates") if may_enter else "",
        stacking_url=address("stacking_rules"),
        figures_url=address("grant_figures"),
        changes_url=address("rule_changes"),
    )


def _held() -> dict[tuple[RuleKind, int | None], list[dict[str, Any]]]:
    """Rules in force by kind and scheme, the latest first; a query for each kind."""
    found: dict[tuple[RuleKind, int | None], list[dict[str, Any]]] = defaultdict(list)
    for kind in (*_OF_SCHEME, RuleKind.CAP):
        for rule in reversed(dated_rules.in_force(kind)):
            of = None if kind is RuleKind.CAP else rule.row.scheme_id
            found[kind, of].append(rule_parts.rule_row(rule))
    return found


def _section(
    kind: RuleKind, rows: list[dict[str, Any]], *, may_enter: bool, **known: str
) -> dict[str, Any]:
    of = KINDS[kind]
    return {
        "label": of.label,
        "rows": rows,
        "none": f"{of.none}。",
        "new_url": address("rule_change_new", kind.value, **known) if may_enter else "",
    }


def _scheme(
    found: selectors.SchemeRules,
    held: dict[tuple[RuleKind, int | None], list[dict[str, Any]]],
    *,
    may_enter: bool,
) -> dict[str, Any]:
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
    is_monthly = found.is_monthly
    wanted = {kind: is_monthly for kind in _OF_SCHEME}
    wanted[RuleKind.PART_YEAR] = scheme.uses_service
    return {
        "code": scheme.code,
        "name": scheme.name,
        "legal_basis": scheme.legal_basis,
        "by": f"按{'、'.join(by)}" if by else "不分等级",
        "posted_through": scheme.posted_through,
        "is_monthly": is_monthly,
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
        "rules": [
            _section(kind, held[kind, scheme.pk], may_enter=may_enter, scheme=scheme.code)
            for kind, is_wanted in wanted.items()
            if is_wanted
        ],
    }
