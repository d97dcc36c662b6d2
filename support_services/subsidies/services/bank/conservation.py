"""What must add up, to the fen: approved = paid + failed + returned + outstanding + suspense +
treasury.

Held twice: by what the payments say of themselves, and by what the lines say of them. Run by the
tests after every step and by the nightly audit.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from support_services.subsidies.models import Batch
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.states import (
    PAYMENT_OF_LINE,
    BatchState,
    LineState,
    PaymentState,
)
from veterans.foundation.money import ZERO, yuan_text


@dataclass(frozen=True)
class Conservation:
    """Yuan of a batch; a voided one has nothing approved, all is cancelled.

    ``problems`` is empty when everything agrees; its sentences are Chinese.
    """

    approved: Decimal
    paid: Decimal
    failed: Decimal
    returned: Decimal
    outstanding: Decimal
    suspense: Decimal
    treasury: Decimal
    cancelled: Decimal
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.problems


# The last attempt says where a payment must stand; one never sent is outstanding or cancelled.
_PAYMENTS = """
SELECT p.state, last.state AS line, count(*), sum(p.amount),
       count(*) FILTER (WHERE last.amount <> p.amount)
FROM subsidies_payment p
LEFT JOIN (
    SELECT DISTINCT ON (l.payment_id) l.payment_id, l.state, l.amount
    FROM subsidies_fileline l
    JOIN subsidies_bankfile f ON f.id = l.bank_file_id AND f.batch_id = %(batch)s
    ORDER BY l.payment_id, f.sequence DESC
) last ON last.payment_id = p.id
WHERE p.batch_id = %(batch)s
GROUP BY 1, 2
ORDER BY 1, 2
"""

_FILES = """
SELECT f.sequence, f.line_count, f.total, count(l.id), COALESCE(sum(l.amount), 0),
       COALESCE(min(l.line_no), 0), COALESCE(max(l.line_no), 0)
FROM subsidies_bankfile f
LEFT JOIN subsidies_fileline l ON l.bank_file_id = f.id
WHERE f.batch_id = %(batch)s
GROUP BY f.id
ORDER BY 1
"""

_FOREIGN = """
SELECT count(*)
FROM subsidies_fileline l
JOIN subsidies_bankfile f ON f.id = l.bank_file_id
JOIN subsidies_payment p ON p.id = l.payment_id
WHERE f.batch_id = %(batch)s AND p.batch_id <> f.batch_id
"""

# The ledger's word on what was approved: what was posted, plus claims that arose instead of
# being paid, less what was offset against older claims.
_LEDGER = """
SELECT (SELECT COALESCE(sum(amount), 0) FROM subsidies_posting WHERE batch_id = %(batch)s)
     + (SELECT COALESCE(sum(amount), 0) FROM subsidies_recoveryentry WHERE batch_id = %(batch)s)
"""

# The book of the suspense list says the same as the payments' own states.
_SUSPENSE = """
SELECT count(*), p.state
FROM subsidies_payment p
LEFT JOIN (
    SELECT payment_id, sum(amount) AS balance,
           -COALESCE(sum(amount) FILTER (WHERE kind IN ('treasury', 'reopen')), 0) AS treasury
    FROM subsidies_suspenseentry GROUP BY 1
) b ON b.payment_id = p.id
WHERE p.batch_id = %(batch)s
  AND (COALESCE(b.balance, 0) <> CASE p.state WHEN 'suspense' THEN p.amount ELSE 0 END
       OR COALESCE(b.treasury, 0) <> CASE p.state WHEN 'treasury' THEN p.amount ELSE 0 END)
GROUP BY 2
"""

_OF_LINE = {line.value: payment.value for line, payment in PAYMENT_OF_LINE.items()}
_APPROVED = {BatchState.APPROVED, BatchState.EXPORTED, BatchState.SETTLED, BatchState.CLOSED}
_ON_SUSPENSE = {PaymentState.SUSPENSE.value, PaymentState.TREASURY.value}
# No attempt is under way or has arrived.
_ENDED = {LineState.FAILED.value, LineState.RETURNED.value}
_NEVER_SENT = {PaymentState.OUTSTANDING.value, PaymentState.CANCELLED.value}


def reconcile(batch: Batch) -> Conservation:
    """Add up a batch. Changes nothing; every difference is a sentence in ``problems``."""
    sums: dict[str, Decimal] = dict.fromkeys((s.value for s in PaymentState), ZERO)
    problems: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(_PAYMENTS, {"batch": batch.pk})
        for state, line, count, amount, other in cursor.fetchall():
            sums[state] += amount
            if state in _ON_SUSPENSE:
                fits = line is None or line in _ENDED
            else:
                fits = state in _NEVER_SENT if line is None else state == _OF_LINE[line]
            if not fits:
                problems.append(f"{count} 笔付款记为“{state}”，而最后一次送盘是“{line or '无'}”")
            if other:
                problems.append(f"{other} 笔送盘金额与付款金额不同")
        cursor.execute(_FILES, {"batch": batch.pk})
        for sequence, stated, total, lines, amount, first, last in cursor.fetchall():
            if (stated, total) != (lines, amount) or (first, last) != (1, lines):
                problems.append(
                    f"第 {sequence} 个银行文件记 {stated} 笔 {yuan_text(total)} 元，"
                    f"明细为 {lines} 笔 {yuan_text(amount)} 元"
                )
        cursor.execute(_FOREIGN, {"batch": batch.pk})
        if foreign := cursor.fetchone()[0]:
            problems.append(f"{foreign} 行送盘明细属于别的批次")
        cursor.execute(_LEDGER, {"batch": batch.pk})
        posted = cursor.fetchone()[0]
        cursor.execute(_SUSPENSE, {"batch": batch.pk})
        for count, what in cursor.fetchall():
            problems.append(f"{count} 笔付款的挂账明细与状态“{what}”不符")
    cancelled = sums[PaymentState.CANCELLED]
    approved = sum(sums.values(), ZERO) - cancelled
    if batch.kind == BatchKind.MONTHLY and batch.state in _APPROVED and posted != approved:
        problems.append(f"付款合计 {yuan_text(approved)} 元，而账上核定应付 {yuan_text(posted)} 元")
    if (batch.state == BatchState.VOIDED and approved) or (batch.state in _APPROVED and cancelled):
        problems.append("已作废批次的付款须全部取消，未作废批次的付款不得取消")
    return Conservation(
        approved=approved,
        paid=sums[PaymentState.PAID],
        failed=sums[PaymentState.FAILED],
        returned=sums[PaymentState.RETURNED],
        outstanding=sums[PaymentState.OUTSTANDING],
        suspense=sums[PaymentState.SUSPENSE],
        treasury=sums[PaymentState.TREASURY],
        cancelled=cancelled,
        problems=tuple(problems),
    )
