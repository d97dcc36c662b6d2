"""The lines of a bank file: who is in it, who is left out and why, and reading them in order.

Set-based: lines are made by one statement that copies the sealed account as it is, so that
nothing is opened or sealed again; only the writer opens one line at a time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from support_services.subsidies.models import Batch, SuspenseRequest
from support_services.subsidies.states import LINE_LIVE, UnsentReason
from veterans.foundation.crypto import unseal
from veterans.foundation.months import first_of

FETCH = 2000
MANY = 10_000

_LIVE = ", ".join(f"'{state.value}'" for state in sorted(LINE_LIVE))

# Payments with no attempt under way, where they would go, and what stands against it. Money of a
# payee who died goes to the survivor registered for the entitlement, if there is one. A name in
# private-use characters would be another name at the bank.
CANDIDATES = f"""
SELECT p.id AS payment_id, p.state, p.amount, p.region_id, p.payee_id, payee.name AS payee_name,
       a.id AS account_id, a.bank_name, a.account_name, a.number AS account_number,
       CASE
           WHEN EXISTS (SELECT FROM subsidies_hold h
                        WHERE h.entitlement_id = p.entitlement_id AND h.released_at IS NULL)
               THEN '{UnsentReason.HOLD}'
           WHEN payee.died_on IS NOT NULL AND (heir.id IS NULL OR heir.died_on IS NOT NULL)
               THEN '{UnsentReason.PAYEE_DIED}'
           WHEN a.id IS NULL THEN '{UnsentReason.NO_ACCOUNT}'
           WHEN a.state = 'rejected' THEN '{UnsentReason.ACCOUNT_REJECTED}'
           WHEN a.state <> 'verified' THEN '{UnsentReason.ACCOUNT_UNVERIFIED}'
           WHEN a.account_name ~ '[\\uE000-\\uF8FF\\U000F0000-\\U0010FFFD]'
               THEN '{UnsentReason.UNWRITABLE_NAME}'
       END AS obstacle
FROM subsidies_payment p
JOIN subsidies_entitlement e ON e.id = p.entitlement_id
JOIN registry_person payee ON payee.id = p.payee_id
LEFT JOIN registry_person heir
    ON heir.id = e.payee_id AND heir.id <> p.payee_id AND payee.died_on IS NOT NULL
LEFT JOIN registry_bankaccount a ON a.person_id = COALESCE(heir.id, p.payee_id) AND a.is_current
WHERE p.batch_id = %(batch)s AND p.state IN ('outstanding', 'failed', 'returned', 'suspense')
  AND NOT EXISTS (
      SELECT FROM subsidies_fileline l WHERE l.payment_id = p.id AND l.state IN ({_LIVE})
  )
"""

# ``{where}`` narrows the lines to a part of the batch, ``{join}`` brings in what that asks for.
_MAKE = f"""
WITH made AS (
    INSERT INTO subsidies_fileline
        (bank_file_id, line_no, payment_id, account_id, bank_name, account_name, account_number,
         amount, state, result_code, result_text)
    SELECT %(file)s, row_number() OVER (ORDER BY r.path, c.payee_name, c.payee_id, c.payment_id),
           c.payment_id, c.account_id, c.bank_name, c.account_name, c.account_number,
           c.amount, 'sent', '', ''
    FROM ({CANDIDATES}) c
    JOIN regions_region r ON r.id = c.region_id
    {{join}}
    WHERE c.obstacle IS NULL {{where}}
    RETURNING amount
)
SELECT count(*), COALESCE(sum(amount), 0) FROM made
"""

# What goes out again leaves the suspense list, by an entry of its book; and what was asked for a
# payment and nobody had decided is moot. Before the payments are set under way.
_OFF_SUSPENSE = """
INSERT INTO subsidies_suspenseentry (payment_id, kind, amount, month, at, bank_file_id)
SELECT p.id, 'reissue', -p.amount, %(month)s, %(at)s, %(file)s
FROM subsidies_payment p
WHERE p.batch_id = %(batch)s AND p.state = 'suspense'
  AND EXISTS (SELECT FROM subsidies_fileline l
              WHERE l.payment_id = p.id AND l.bank_file_id = %(file)s)
"""
_LAPSED = """
UPDATE subsidies_suspenserequest q SET state = 'lapsed', decided_at = %(at)s
FROM subsidies_fileline l
WHERE l.bank_file_id = %(file)s AND q.payment_id = l.payment_id AND q.state = 'pending'
"""

# A payment that is under way again is outstanding again.
_UNDER_WAY = """
UPDATE subsidies_payment p SET state = 'outstanding'
FROM subsidies_fileline l
WHERE l.bank_file_id = %s AND p.id = l.payment_id AND p.state <> 'outstanding'
"""

_READ = """
SELECT l.line_no, l.account_name, l.account_number, l.bank_name, l.amount,
       payee.name, payee.id_number, s.short_name, s.name, town.name, r.name, r.code
FROM subsidies_fileline l
JOIN subsidies_payment p ON p.id = l.payment_id
JOIN subsidies_entitlement e ON e.id = p.entitlement_id
JOIN subsidies_scheme s ON s.id = e.scheme_id
JOIN registry_person payee ON payee.id = p.payee_id
JOIN regions_region r ON r.id = p.region_id
LEFT JOIN regions_region town ON town.id = r.parent_id
WHERE l.bank_file_id = %s
ORDER BY l.line_no
"""


@dataclass(frozen=True)
class Unsent:
    """Payments of a batch left out of the next bank file for one reason."""

    reason: UnsentReason
    count: int
    amount: Decimal


def new_file_id() -> int:
    """The number of a bank file to be; its lines and bytes are written before its row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('subsidies_bankfile', 'id'))")
        return int(cursor.fetchone()[0])


def make_lines(
    *,
    batch: Batch,
    file_id: int,
    at: datetime,
    join: str = "",
    where: str = "",
    part: str = "",
) -> tuple[int, Decimal]:
    """A line for every payment of the batch that can go out; how many, and their sum in yuan.

    What stood on suspense and has a good account now goes out with them. ``join`` and ``where``
    (fixed SQL, with ``%(part)s`` for the code) narrow it to a part.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _MAKE.format(join=join, where=where),
            {"batch": batch.pk, "file": file_id, "part": part},
        )
        count, total = cursor.fetchone()
        if count >= MANY:
            # The planner would take the new file for a handful of lines, and join accordingly.
            cursor.execute("ANALYZE subsidies_fileline")
        if SuspenseRequest.objects.filter(payment__batch=batch).exists():
            month = first_of(timezone.localdate(at))
            params: dict[str, Any] = {"batch": batch.pk, "file": file_id, "at": at, "month": month}
            cursor.execute(_OFF_SUSPENSE, params)
            cursor.execute(_LAPSED, params)
        cursor.execute(_UNDER_WAY, [file_id])
    return count, total


def unsent_summary(batch: Batch) -> list[Unsent]:
    """How many payments would be left out of a file made now, and why."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.obstacle, count(*), sum(c.amount) FROM ({CANDIDATES}) c "
            "WHERE c.obstacle IS NOT NULL GROUP BY 1",
            {"batch": batch.pk},
        )
        found = {UnsentReason(r): Unsent(UnsentReason(r), n, a) for r, n, a in cursor.fetchall()}
    return [found[reason] for reason in UnsentReason if reason in found]


def unsent_payments(batch: Batch) -> dict[int, UnsentReason]:
    """Payment id and reason of everybody who would be left out of a file made now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.payment_id, c.obstacle FROM ({CANDIDATES}) c "
            "WHERE c.obstacle IS NOT NULL ORDER BY 1",
            {"batch": batch.pk},
        )
        return {payment: UnsentReason(reason) for payment, reason in cursor.fetchall()}


def obstacles_of(payment_ids: Iterable[int]) -> dict[int, UnsentReason | None]:
    """What stands against sending each of these now, None where nothing does; those under way or
    delivered are left out."""
    of_these = CANDIDATES.replace("p.batch_id = %(batch)s", "p.id = ANY(%(payments)s)")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.payment_id, c.obstacle FROM ({of_these}) c",
            {"payments": list(payment_ids)},
        )
        return {
            payment: UnsentReason(reason) if reason else None
            for payment, reason in cursor.fetchall()
        }


def sendable_count(batch: Batch) -> int:
    """How many payments a file made now would hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({CANDIDATES}) c WHERE c.obstacle IS NULL",
            {"batch": batch.pk},
        )
        return int(cursor.fetchone()[0])


def streamed(sql: str, params: Any, *, name: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a query in bounded memory: a cursor of SQL's own, inside the transaction, which a
    connection pool does not mind. Other statements may run between the rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}", params)
        while True:
            cursor.execute(f"FETCH {FETCH} FROM {name}")
            rows = cursor.fetchall()
            yield from rows
            if len(rows) < FETCH:
                break
        cursor.execute(f"CLOSE {name}")


def read_lines(bank_file_id: int, *, fields: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The lines as a layout wants them, in order. Sealed values are opened only where asked for."""
    wants_number = bool(fields & {"account_number", "account_tail"})
    wants_id = "id_number" in fields
    for row in streamed(_READ, [bank_file_id], name="bank_lines"):
        line: dict[str, Any] = {
            "line_no": row[0],
            "account_name": row[1],
            "bank_name": row[3],
            "amount": row[4],
            "person_name": row[5],
            "scheme": row[7],
            "scheme_name": row[8],
            "town": row[9] or "",
            "village": row[10],
            "region_code": row[11],
        }
        if wants_number:
            number = unseal(row[2]).decode()
            line["account_number"] = number
            line["account_tail"] = number[-4:]
        if wants_id:
            line["id_number"] = unseal(row[6]).decode()
        yield line
