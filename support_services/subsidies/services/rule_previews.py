"""Whom a change of a rule would touch and what it would move, seen before it is in force.

The change is made as it would be, what is then owed is held against what was owed before, by the
statements that pay, and everything is rolled back: nothing is left of it. Whoever is held up or
has no account is counted: the money is owed to him all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from support_services.subsidies.models import (
    Entitlement,
    RecoveryClaim,
    RuleChange,
    Scheme,
)
from support_services.subsidies.owed_sql import OWED, PLANNER, SUBTRACTION
from support_services.subsidies.recovery_states import ClaimState
from support_services.subsidies.rule_kinds import ChangeState, RuleKind
from support_services.subsidies.services.rule_concerned import concerned
from support_services.subsidies.services.rule_effects import first_rounded, follow
from support_services.subsidies.services.stacking import lock_schemes
from veterans.foundation.errors import Refused
from veterans.foundation.money import ZERO
from veterans.foundation.months import add_months, first_of
from veterans.regions.models import Region

EXAMPLES = 10
_BEFORE, _AFTER = 0, 1


@dataclass
class Moved:
    """Months already calculated whose amount would differ: yuan to pay and to take back."""

    name: str
    rights: int = 0
    months: int = 0
    arrears: Decimal = ZERO
    overpaid: Decimal = ZERO
    #: Yuan more or less in the first month still to come that the rule touches.
    coming: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.arrears - self.overpaid

    def add(self, other: "Moved") -> None:
        self.rights += other.rights
        self.months += other.months
        self.arrears += other.arrears
        self.overpaid += other.overpaid
        self.coming += other.coming


@dataclass(frozen=True)
class Example:
    """One of those whose money moves most, or whom somebody has to look at (``why``)."""

    right: Entitlement
    first: date | None = None
    last: date | None = None
    net: Decimal = ZERO
    why: str = ""


@dataclass(frozen=True)
class Preview:
    """``concerned``: rights in reach of the rule; ``changed``: start months, counted service or
    marks that it would set; ``people``: whose money moves; ``coming``: the month by scheme that
    stands for those to come."""

    concerned: int
    changed: int
    people: int
    total: Moved
    schemes: list[Moved]
    towns: list[Moved]
    examples: list[Example]
    by_hand: list[Example]
    coming: dict[str, date] = field(default_factory=dict)
    #: Of a general cap: what is still owed back without an agreement, in yuan.
    balance: Decimal = ZERO


def preview(change: RuleChange, *, examples: int = EXAMPLES) -> Preview:
    """What would follow if the change came into force now. Writes nothing that stays.

    ``examples``: how many of those whose money moves are named, most money first. Refuses a
    change that is decided.
    """
    if change.state != ChangeState.PROPOSED:
        raise Refused("这份变更已经办结，不再预览。")
    with transaction.atomic():
        lock_schemes()
        whom = concerned(change)
        if change.kind == RuleKind.CAP:
            return _of_claims(whom.rights)
        looked = _Looked(whom.rights, change)
        looked.at(_BEFORE)
        done = follow(change, whom)
        looked.at(_AFTER)
        found = looked.told(done.changed, done.by_hand, examples)
        transaction.set_rollback(True)
    return found


def _of_claims(rights: Sequence[int]) -> Preview:
    """A cap moves nothing on the ledger: it limits what the next batches take back."""
    claims = RecoveryClaim.objects.filter(entitlement__in=rights, state=ClaimState.OPEN.value)
    people = Entitlement.objects.filter(pk__in=rights).values("person").distinct().count()
    found = claims.aggregate(balance=Sum("balance", default=ZERO))
    return Preview(
        concerned=len(rights),
        changed=0,
        people=people,
        total=Moved("合计"),
        schemes=[],
        towns=[],
        examples=[],
        by_hand=[],
        balance=found["balance"],
    )


_LOOK = f"""
WITH life AS MATERIALIZED (
    SELECT e.id, e.scheme_id, e.start_month, e.end_month, e.end_reason, e.ended_on, e.ledger_from,
           COALESCE(%(from)s::date, LEAST(e.start_month, (
               SELECT min(p.month) FROM subsidies_posting p WHERE p.entitlement_id = e.id
           ))) AS look_from
    FROM subsidies_entitlement e
    WHERE e.scheme_id = %(scheme)s AND e.id = ANY(%(rights)s)
),
{OWED},
{SUBTRACTION}
INSERT INTO rule_preview (is_after, is_coming, id, month, component, amount)
SELECT %(is_after)s, %(is_coming)s, id, month, component, amount FROM difference
"""

_PER_RIGHT = """
WITH cell AS (
    SELECT is_coming, id, month, component,
           sum(CASE WHEN is_after = 1 THEN amount ELSE -amount END) AS amount
    FROM rule_preview GROUP BY 1, 2, 3, 4
    HAVING sum(CASE WHEN is_after = 1 THEN amount ELSE -amount END) <> 0
),
per AS MATERIALIZED (
    SELECT id,
           COALESCE(sum(amount) FILTER (WHERE NOT is_coming AND amount > 0), 0) AS arrears,
           COALESCE(-sum(amount) FILTER (WHERE NOT is_coming AND amount < 0), 0) AS overpaid,
           COALESCE(sum(amount) FILTER (WHERE is_coming), 0) AS coming,
           count(DISTINCT month) FILTER (WHERE NOT is_coming) AS months,
           COALESCE(min(month) FILTER (WHERE NOT is_coming), min(month)) AS first_month,
           COALESCE(max(month) FILTER (WHERE NOT is_coming), max(month)) AS last_month
    FROM cell GROUP BY 1
)
"""
_PLACES = f"""
{_PER_RIGHT}
SELECT e.scheme_id, COALESCE(town.id, r.id), count(*), sum(x.months)::bigint, sum(x.arrears),
       sum(x.overpaid), sum(x.coming)
FROM per x
JOIN subsidies_entitlement e ON e.id = x.id
JOIN registry_person p ON p.id = e.person_id
JOIN regions_region r ON r.id = p.region_id
LEFT JOIN regions_region town ON town.path = left(r.path, 9)
GROUP BY 1, 2
"""
_PEOPLE = f"""
{_PER_RIGHT}
SELECT count(DISTINCT e.person_id) FROM per x JOIN subsidies_entitlement e ON e.id = x.id
"""
_MOST = f"""
{_PER_RIGHT}
SELECT id, first_month, last_month, CASE WHEN months > 0 THEN arrears - overpaid ELSE coming END
FROM per ORDER BY abs(arrears - overpaid) DESC, abs(coming) DESC, id LIMIT %(most)s
"""


class _Looked:
    """What these rights are owed beyond what is posted, before and after, in a table of the
    transaction."""

    def __init__(self, rights: Sequence[int], change: RuleChange) -> None:
        self.rights = list(rights)
        ids = Entitlement.objects.filter(pk__in=self.rights).values("scheme")
        self.schemes = list(Scheme.objects.filter(pk__in=ids).order_by("position"))
        # The rounding of a year shows with the year's first month, not before.
        first = first_of(change.first_on)
        if change.kind == RuleKind.ROUNDING:
            first = first_rounded(change) or first
        self.coming = {
            scheme.pk: first
            if scheme.posted_through is None
            else max(first, add_months(scheme.posted_through, 1))
            for scheme in self.schemes
        }
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE rule_preview (is_after int, is_coming boolean, id bigint,"
                " month date, component text, amount numeric) ON COMMIT DROP"
            )

    def at(self, is_after: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(PLANNER)
            for scheme in self.schemes:
                common: dict[str, Any] = {
                    "scheme": scheme.pk,
                    "rights": self.rights,
                    "first": min(self.rights),
                    "last": max(self.rights),
                    "is_after": is_after,
                }
                if (reached := scheme.posted_through) is not None:
                    span = {"from": None, "through": reached, "is_coming": False}
                    cursor.execute(_LOOK, {**common, **span})
                month = self.coming[scheme.pk]
                cursor.execute(
                    _LOOK, {**common, "from": month, "through": month, "is_coming": True}
                )

    def told(self, changed: int, by_hand: Sequence[tuple[int, str]], most_named: int) -> Preview:
        names = {scheme.pk: scheme.short_name for scheme in self.schemes}
        total = Moved("合计")
        schemes: dict[int, Moved] = {}
        towns: dict[int, Moved] = {}
        with connection.cursor() as cursor:
            cursor.execute(_PLACES)
            for scheme, town, *figures in cursor.fetchall():
                moved = Moved("", *figures)
                for sums, key in ((schemes, scheme), (towns, town)):
                    sums.setdefault(key, Moved("")).add(moved)
                total.add(moved)
            cursor.execute(_PEOPLE)
            people = (cursor.fetchone() or (0,))[0]
            cursor.execute(_MOST, {"most": most_named})
            most = cursor.fetchall()
        places = Region.objects.filter(pk__in=towns).order_by("path").values_list("pk", "name")
        rights = _named([row[0] for row in most] + [key for key, _ in by_hand])
        return Preview(
            concerned=len(self.rights),
            changed=changed,
            people=people,
            total=total,
            schemes=[_renamed(schemes[s.pk], names[s.pk]) for s in self.schemes if s.pk in schemes],
            towns=[_renamed(towns[pk], name) for pk, name in places],
            examples=[Example(rights[key], *rest) for key, *rest in most],
            by_hand=[Example(rights[key], why=why) for key, why in by_hand],
            coming={names[pk]: month for pk, month in self.coming.items() if pk in schemes},
        )


def _renamed(moved: Moved, name: str) -> Moved:
    moved.name = name
    return moved


def _named(rights: Sequence[int]) -> dict[int, Entitlement]:
    rows: Any = Entitlement.objects.select_related("person__region__parent", "scheme")
    found: dict[int, Entitlement] = rows.in_bulk(list(rights))
    return found
