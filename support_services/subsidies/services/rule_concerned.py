"""Whom a change of a rule may touch, found and locked.

Inside another verb (bringing into force, a preview), which has a transaction and holds the schemes.
The order of the locks is everybody's: schemes, then rights in the order of their numbers, all of
them at once.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from support_services.subsidies.models import RuleChange
from support_services.subsidies.rule_kinds import RuleKind


@dataclass(frozen=True)
class Concerned:
    """Rights that a change may touch, their rows locked; ``people``: those of them who hold
    several rights, whose stacking may change."""

    rights: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


_CONCERNED: dict[RuleKind, str] = {
    RuleKind.START: """
        SELECT id FROM subsidies_entitlement
        WHERE scheme_id = %(scheme)s AND approved_on BETWEEN %(first)s AND %(last)s
        UNION
        SELECT e.id FROM subsidies_determination d
        JOIN subsidies_entitlement e ON e.id = d.entitlement_id
        WHERE e.scheme_id = %(scheme)s AND d.approved_on BETWEEN %(first)s AND %(last)s
    """,
    RuleKind.TRANSFER: """
        SELECT id FROM subsidies_entitlement
        WHERE scheme_id = %(scheme)s AND end_reason = 'transfer'
          AND ended_on BETWEEN %(first)s AND %(last)s
    """,
    # What was registered stays: the row says from which month, not on which day the fact was.
    RuleKind.SUSPENSION: "SELECT id FROM subsidies_entitlement WHERE false",
    RuleKind.PART_YEAR: """
        SELECT DISTINCT e.id FROM subsidies_determination d
        JOIN subsidies_entitlement e ON e.id = d.entitlement_id
        WHERE e.scheme_id = %(scheme)s AND d.approved_on BETWEEN %(first)s AND %(last)s
          AND d.service_months > 0
    """,
    RuleKind.TAIL: """
        SELECT id FROM subsidies_entitlement
        WHERE scheme_id = %(scheme)s AND end_reason = 'death'
          AND ended_on BETWEEN %(first)s AND %(last)s
    """,
    # From the first month of the first own year of a yearly rate that begins in the time.
    RuleKind.ROUNDING: """
        SELECT e.id FROM subsidies_entitlement e
        WHERE e.scheme_id = %(scheme)s AND (e.end_month IS NULL OR e.end_month >= %(first)s)
    """,
    RuleKind.STACKING: """
        SELECT e.id FROM subsidies_entitlement e
        WHERE e.person_id IN (
            SELECT a.person_id FROM subsidies_entitlement a
            JOIN subsidies_entitlement b ON b.person_id = a.person_id
            WHERE a.scheme_id = %(scheme)s AND b.scheme_id = %(other)s
        )
    """,
    RuleKind.CAP: """
        SELECT c.entitlement_id FROM subsidies_recoveryclaim c
        WHERE c.state = 'open' AND NOT EXISTS (
            SELECT FROM subsidies_recoveryplan p
            WHERE p.claim_id = c.id AND p.state = 'confirmed' AND p.from_month <= %(first)s
        )
    """,
}

# Kinds by which the standard or the months of a right may change, and so which of two is paid.
_MOVES_STACKING = {RuleKind.START, RuleKind.TRANSFER, RuleKind.PART_YEAR, RuleKind.STACKING}

_SEVERAL = """
SELECT person_id FROM subsidies_entitlement
WHERE person_id IN (SELECT person_id FROM subsidies_entitlement WHERE id = ANY(%(rights)s))
GROUP BY 1 HAVING count(*) > 1 ORDER BY 1
"""
_ALL_OF = """
SELECT id FROM subsidies_entitlement
WHERE id = ANY(%(rights)s) OR person_id = ANY(%(people)s)
ORDER BY id FOR NO KEY UPDATE
"""


def concerned(change: RuleChange) -> Concerned:
    """Whom the change may touch, all their rows locked; the caller holds the schemes."""
    kind = RuleKind(change.kind)
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED[kind], parameters(change))
        rights = sorted(row[0] for row in cursor.fetchall())
        if kind is RuleKind.CAP:
            return Concerned(rights)
        people: list[int] = []
        if kind in _MOVES_STACKING:
            cursor.execute(_SEVERAL, {"rights": rights})
            people = [row[0] for row in cursor.fetchall()]
        cursor.execute(_ALL_OF, {"rights": rights, "people": people})
        return Concerned([row[0] for row in cursor.fetchall()], people)


def parameters(change: RuleChange) -> dict[str, Any]:
    """The change as the statements about it ask for it; open time ends far away."""
    return {
        "scheme": change.scheme_id,
        "other": change.other_id,
        "first": change.first_on,
        "last": change.last_on or date(9999, 12, 1),
    }
