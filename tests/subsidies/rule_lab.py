"""Hands on a rule: what one proposes and another brings into force, as the tests use them."""

from datetime import date
from decimal import Decimal
from typing import Any

from support_services.subsidies.models import RuleChange
from support_services.subsidies.rule_kinds import RuleKind
from support_services.subsidies.services import rule_changes
from support_services.subsidies.services.rule_changes import Asked
from tests.subsidies.ledger_lab import AT, Lab

TODAY = date(2026, 11, 5)


def asked(kind: RuleKind, *schemes: str, value: str, first: date, **more: Any) -> Asked:
    """A proposal with a paper behind it."""
    number = more.pop("number", None)
    papers = {"document_no": "局发〔2026〕9号", "source": "试验文件", "confidence": "verified"}
    return Asked(
        kind,
        schemes,
        first,
        more.pop("last", None),
        value,
        None if number is None else Decimal(number),
        **{**papers, **more},
    )


def proposed(lab: Lab, kind: RuleKind, *schemes: str, **what: Any) -> RuleChange:
    """Proposed by the preparer."""
    return rule_changes.propose(
        asked=asked(kind, *schemes, **what), by=lab.preparer, at=AT, today=TODAY
    )


def enforced(lab: Lab, kind: RuleKind, *schemes: str, **what: Any) -> RuleChange:
    """And brought into force by the reviewer."""
    change = proposed(lab, kind, *schemes, **what)
    return rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT)
