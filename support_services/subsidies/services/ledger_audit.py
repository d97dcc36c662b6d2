"""The slow, full audit: trusts no mark and no total, recomputes everything, must find nothing.

What still waits to be done (a marked entitlement) is no fault; a month that should have been
right and is not, is one. The checks are written apart from what they check.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from support_services.subsidies import owed_sql
from support_services.subsidies.models import Entitlement, Scheme
from support_services.subsidies.services.invariants import (
    CHECKS,
    OWED_IS_POSTED,
    SILENCE,
)

RANGE = 50_000
LIMIT = 50


@dataclass(frozen=True)
class Fault:
    """One thing that should not be: which check found it, where, and what in plain words."""

    check: str
    subject: str
    what: str


@dataclass(frozen=True)
class Finding:
    """What one check found: how many rows it looked at, how many faults, and the first of them."""

    check: str
    looked: int
    count: int
    faults: tuple[Fault, ...]


def audit_ledger(
    *,
    at: datetime | None = None,
    snapshot: bool = True,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Fault]:
    """Every check over the whole ledger; an empty list means that all is right.

    At most fifty faults per check are named. ``at``, ``snapshot``: see ``check_books``.
    """
    found = check_books(at=at, snapshot=snapshot, progress=progress)
    return [fault for finding in found for fault in finding.faults]


def faults_in_words() -> list[str]:
    """Every check over the whole ledger, for a database that was brought back from a backup."""
    return [
        f"{CHECKS[fault.check].sentence}（{fault.subject}）{fault.what}" for fault in audit_ledger()
    ]


def check_books(
    *,
    at: datetime | None = None,
    snapshot: bool = True,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Finding]:
    """Every check of the ledger with what it found; all faults are counted, fifty are kept.

    Reads one snapshot, so a running bureau does not disturb it; ``snapshot=False`` reads inside a
    transaction that has begun already. Without ``at`` nothing counts as standing still.
    """
    params = {
        "limit": LIMIT,
        "silent_since": at - SILENCE if at else None,
        "stacking_default": settings.PORTAL_STACKING_DEFAULT,
    }
    with transaction.atomic():
        if snapshot:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = [_owed_is_posted(progress)]
        for name, check in CHECKS.items():
            if not check.faults:
                continue
            progress(f"核对：{check.sentence}")
            rows = _rows(_COUNTED.format(faults=check.faults), params)
            found.append(
                Finding(
                    name,
                    _looked(name),
                    rows[0][2] if rows else 0,
                    tuple(Fault(name, str(row[0]), row[1]) for row in rows),
                )
            )
    return found


# The window counts them all; only the first come over.
_COUNTED = """
SELECT f.subject, f.what, count(*) OVER () FROM ({faults}) f ORDER BY 1, 2 LIMIT %(limit)s
"""
_DIFFERENCES = f"""
SELECT d.*, count(*) OVER () FROM ({owed_sql.DIFFERENCES}) d ORDER BY 1, 2, 3 LIMIT {LIMIT}
"""


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _looked(check: str) -> int:
    return int(_rows(CHECKS[check].looked, {})[0][0])


def _owed_is_posted(progress: Callable[[str], None]) -> Finding:
    faults: list[Fault] = []
    count = 0
    highest = Entitlement.objects.aggregate(high=Max("id"))["high"] or 0
    with connection.cursor() as cursor:
        cursor.execute(owed_sql.PLANNER)
    for scheme in Scheme.objects.exclude(posted_through=None):
        for first in range(1, highest + 1, RANGE):
            progress(f"重算{scheme.name}：{first}–{min(first + RANGE - 1, highest)}")
            params = {
                "scheme": scheme.pk,
                "through": scheme.posted_through,
                "first": first,
                "last": first + RANGE - 1,
                "limit": None,
            }
            rows = _rows(_DIFFERENCES, params)
            count += rows[0][5] if rows else 0
            faults += [
                Fault(
                    OWED_IS_POSTED,
                    str(entitlement),
                    f"{scheme.name} {month:%Y-%m} {component}：应为 {owed}，账上 {posted}",
                )
                for entitlement, month, component, owed, posted, _ in rows[: LIMIT - len(faults)]
            ]
    return Finding(OWED_IS_POSTED, _looked(OWED_IS_POSTED), count, tuple(faults))
