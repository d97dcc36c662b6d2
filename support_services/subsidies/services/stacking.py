"""Settling what one person may draw together: the months of a right that another keeps back.

``Exclusion`` rows are derived. Every verb that moves a fact they rest on (a right granted,
regraded, ended, suspended, resumed, imported; standards, rules and 特批 brought into force) settles
the people concerned in its own transaction, and the database marks what has changed. The audit
recomputes everybody and must find nothing.

The rows of a person's rights are locked in the order of their numbers before anything is settled,
and by whoever is about to change one of them: two who touch two rights of one person come one after
the other, and the second sees what the first has done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from support_services.subsidies.models import (
    Entitlement,
    Exclusion,
    RateRow,
    Scheme,
)
from support_services.subsidies.selectors.stacking import collisions_with
from support_services.subsidies.stacking_sql import DIFFERENCES
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.line_problems import LineProblem


@dataclass(frozen=True)
class Settled:
    """Rows of months that were wrong and are gone, rows that were missing, people looked at."""

    removed: int = 0
    added: int = 0
    people: int = 0


@transaction.atomic
def settle_stacking(person_ids: Iterable[int], *, locked: bool = False) -> Settled:
    """Bring the exclusions of these people up to their rights, the standards and the rules.

    Inside another verb, which has a transaction and a duty. ``locked``: the caller holds the rows
    of all their rights.
    """
    # Nobody with one right can have two that collide; most people have one.
    people = _with_several(sorted(set(person_ids)))
    if not people:
        return Settled()
    if not locked:
        lock_rights(people)
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, parameters(people))
        rows = cursor.fetchall()
    gone = [row[0] for row in rows if row[0] is not None]
    if gone:
        Exclusion.objects.filter(pk__in=gone).delete()
    made = Exclusion.objects.bulk_create(
        (
            Exclusion(
                entitlement_id=entitlement,
                first_month=first,
                last_month=last,
                because_id=because,
                effect=effect,
                rule_id=rule,
            )
            for pk, entitlement, first, last, because, effect, rule in rows
            if pk is None
        ),
        batch_size=1000,
    )
    return Settled(removed=len(gone), added=len(made), people=len(people))


def parameters(people: Sequence[int] | None) -> dict[str, Any]:
    """What ``stacking_sql.DIFFERENCES`` asks for; None is everybody."""
    return {
        "people": list(people) if people is not None else None,
        "stacking_default": settings.PORTAL_STACKING_DEFAULT,
    }


_SEVERAL = """
SELECT person_id FROM subsidies_entitlement
WHERE %(people)s::bigint[] IS NULL OR person_id = ANY(%(people)s)
GROUP BY 1 HAVING count(*) > 1 ORDER BY 1
"""


def _with_several(people: Sequence[int] | None) -> list[int]:
    """Those of them who hold or held two rights or more; None asks about everybody."""
    with connection.cursor() as cursor:
        cursor.execute(_SEVERAL, {"people": None if people is None else list(people)})
        return [row[0] for row in cursor.fetchall()]


def lock_rights(person_ids: Iterable[int]) -> None:
    """The rows of all the rights of these people, in the order of their numbers."""
    people = list(person_ids)
    rows = Entitlement.objects.filter(person__in=people).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def lock_schemes() -> None:
    """No right is granted, no list taken over and no batch opened until this transaction ends."""
    list(Scheme.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def hold_rules(entitlement_id: int) -> None:
    """No rule of this right's scheme comes into force until this transaction ends; others may hold
    them as well. Before the right itself is locked: schemes come first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM subsidies_scheme WHERE id ="
            " (SELECT scheme_id FROM subsidies_entitlement WHERE id = %s) FOR SHARE",
            [entitlement_id],
        )


_SEVERAL_OF_SCHEMES = """
SELECT person_id FROM subsidies_entitlement
GROUP BY 1 HAVING count(*) > 1 AND bool_or(scheme_id = ANY(%(schemes)s)) ORDER BY 1
"""

_LOCK_RATED = """
SELECT FROM subsidies_entitlement
WHERE person_id = ANY(%(people)s) OR scheme_id = ANY(%(schemes)s)
ORDER BY id FOR NO KEY UPDATE
"""


def lock_rated(rows: Sequence[RateRow]) -> list[int]:
    """People whose collisions these standards may decide anew, before anybody is marked.

    Their rights are locked here, together with whatever the standards may mark, in one go and in
    the order of the numbers: locking again later would be out of order.
    """
    schemes = sorted({row.scheme_id for row in rows})
    with connection.cursor() as cursor:
        cursor.execute(_SEVERAL_OF_SCHEMES, {"schemes": schemes})
        people = [row[0] for row in cursor.fetchall()]
        if people:
            cursor.execute(_LOCK_RATED, {"people": people, "schemes": schemes})
    return people


def collisions_told(line_of: Mapping[int, int]) -> list[LineProblem]:
    """What these rights may not be drawn together with, by the line of a list that brings them."""
    return [
        LineProblem(
            line_of.get(one.row.entitlement_id) or line_of[one.row.because_id], one.sentence
        )
        for one in collisions_with(line_of)
    ]


@transaction.atomic
def settle_everybody(*, by: User, at: datetime) -> Settled:
    """Settle all people, after the setting for pairs without a rule was changed.

    Refuses whoever does not bring rules into force.
    """
    require(by, "rates.enforce")
    lock_schemes()
    people = _with_several(None)
    lock_rights(people)
    done = settle_stacking(people, locked=True)
    audit.record(
        actor=by,
        action="stacking.settled",
        subject="stacking_rule",
        detail={"people": done.people, "removed": done.removed, "added": done.added},
        at=at,
    )
    return done
